// SPDX-License-Identifier: Apache-2.0

//go:build linux && !js

package nlbuild_test

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// orders are sent one after the other in a network namespace of their own. The
// kernel has to take each.
var orders = []string{
	`{"op":"rt-link/setlink","header":{"ifi_index":1,"ifi_flags":"IFF_UP","ifi_change":1}}`,
	`{"op":"rt-addr/newaddr","header":{"ifa_family":"AF_INET","ifa_prefixlen":24,"ifa_index":1},"attrs":{"IFA_LOCAL":"192.0.2.1","IFA_ADDRESS":"192.0.2.1","IFA_LABEL":"lo:x"}}`,
	`{"op":"rt-addr/newaddr","header":{"ifa_family":"AF_INET6","ifa_prefixlen":64,"ifa_index":1},"attrs":{"IFA_ADDRESS":"2001:db8::1","IFA_FLAGS":["IFA_F_NODAD"]}}`,
	`{"op":"rt-route/newroute","flags":["NLM_F_REQUEST","NLM_F_ACK","NLM_F_CREATE"],"header":{"rtm_family":"AF_INET","rtm_dst_len":24,"rtm_table":254,"rtm_protocol":4,"rtm_type":1,"rtm_scope":253},
	  "attrs":{"RTA_DST":"198.51.100.0","RTA_OIF":1,"RTA_METRICS":{"RTAX_MTU":1400}}}`,
	`{"op":"rt-rule/newrule","flags":["NLM_F_REQUEST","NLM_F_ACK","NLM_F_CREATE"],"header":{"family":"AF_INET","table":254,"action":"FR_ACT_TO_TBL"},"attrs":{"FRA_PRIORITY":100,"FRA_FWMARK":16}}`,
}

// TestKernelTakes builds requests and sends them to this host's own kernel.
func TestKernelTakes(t *testing.T) {
	runtime.LockOSThread() // and never unlocked: the thread ends with its namespace
	if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
		if errors.Is(err, syscall.EPERM) && os.Getenv("NETLINKLAB_VM") == "" {
			t.Skip("a network namespace of one's own needs root")
		}
		t.Fatal(err)
	}
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.NETLINK_ROUTE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	const extAck, capAck, solNetlink = 11, 10, 270
	for _, option := range []int{extAck, capAck} {
		if err := syscall.SetsockoptInt(fd, solNetlink, option, 1); err != nil {
			t.Fatal(err)
		}
	}
	for _, document := range orders {
		r, err := nlbuild.Build([]byte(document), nlbuild.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Sendto(fd, r.Bytes, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 1<<15)
		n, _, err := syscall.Recvfrom(fd, b, 0)
		if err != nil {
			t.Fatal(err)
		}
		tree := nlmsg.Decode(b[:n], nlmsg.Options{Direction: nlspec.FromKernel})
		for i := range tree.Nodes {
			if node := &tree.Nodes[i]; node.Name == "error" && tree.Text(i) != "0" {
				back := nlbuild.Document(tree)
				t.Errorf("%s: %s\n%s", document, tree.Text(i), back.Append(nil))
			}
		}
	}
}
