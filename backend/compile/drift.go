// SPDX-License-Identifier: Apache-2.0

package compile

import "regexp"

// Drift is a change of the kernel's API that makes an old listing wrong.
type Drift string

// Changes between the listings of 2005 and Linux 6.12. The pages have words for
// each in every language.
const (
	DriftKernelCreate Drift = "netlink-kernel-create"
	DriftPortid       Drift = "netlink-cb-portid"
	DriftGroups       Drift = "netlink-cb-groups"
	DriftRelease      Drift = "netlink-kernel-release"
	DriftNlmsgPut     Drift = "nlmsg-put"
	DriftRecvDatagram Drift = "skb-recv-datagram"
	DriftKernelThread Drift = "kernel-thread"
	DriftLicense      Drift = "module-license"
)

// drifts finds a change in what gcc or modpost say. The messages are those of
// the C locale.
var drifts = []struct {
	message *regexp.Regexp
	drift   Drift
}{
	{regexp.MustCompile(`(argument \d+ of|arguments to function) 'netlink_kernel_create'`), DriftKernelCreate},
	{regexp.MustCompile(`'struct netlink_skb_parms' has no member named '(dst_)?pid'`), DriftPortid},
	{regexp.MustCompile(`'struct netlink_skb_parms' has no member named '(dst_)?groups'`), DriftGroups},
	{regexp.MustCompile(`'struct sock' has no member named 'socket'`), DriftRelease},
	{regexp.MustCompile(`'NLMSG_(PUT|NEW|END|CANCEL)'`), DriftNlmsgPut},
	{regexp.MustCompile(`(argument \d+ of|arguments to function) 'skb_recv_datagram'`), DriftRecvDatagram},
	{regexp.MustCompile(`function '(daemonize|kernel_thread)'|'kernel_thread'`), DriftKernelThread},
	{regexp.MustCompile(`missing MODULE_LICENSE\(\)`), DriftLicense},
}

func findDrift(message string) Drift {
	for _, d := range drifts {
		if d.message.MatchString(message) {
			return d.drift
		}
	}
	return ""
}

// Text says in English what changed and what to write instead.
func (d Drift) Text() string {
	switch d {
	case DriftKernelCreate:
		return "since Linux 3.7 netlink_kernel_create takes three arguments: a network namespace (&init_net), the protocol, and a struct netlink_kernel_cfg, whose .input gets a struct sk_buff *"
	case DriftPortid:
		return "since Linux 3.7 NETLINK_CB(skb).pid is called portid; it is the sender's port id, and the receiver's is an argument of netlink_unicast"
	case DriftGroups:
		return "NETLINK_CB(skb) has no groups to fill in; the group is an argument of netlink_broadcast, a number and not a mask"
	case DriftRelease:
		return "a kernel socket is closed with netlink_kernel_release(sk), not with sock_release(sk->socket)"
	case DriftNlmsgPut:
		return "the macro is gone; build messages with nlmsg_new and nlmsg_put, whose result is NULL where the macro jumped to a label"
	case DriftRecvDatagram:
		return "skb_recv_datagram has lost its noblock argument, and a kernel netlink socket has no receive queue: the message comes to .input"
	case DriftKernelThread:
		return "modules start threads with kthread_run; a netlink module needs none, because .input gets each message"
	case DriftLicense:
		return "a module says its licence, or it is not built: MODULE_LICENSE(\"GPL\");"
	}
	return ""
}
