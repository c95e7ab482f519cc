// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/hextext"
	"netlinklab/wasm/intake"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// commands are run one after the other in a network namespace of their own. What
// they say does not matter here, nor whether this kernel does what they ask for:
// a refusal is a message too.
var commands = []string{
	"ip link add v0 type veth peer name v1",
	"ip link add br0 type bridge",
	"ip link set v0 master br0 up",
	"ip link add link v0 name v0.7 type vlan id 7",
	"ip addr add 10.1.2.3/24 dev br0",
	"ip -6 addr add fd00::1/64 dev br0",
	"ip link set br0 up",
	"ip route add 10.9.0.0/16 via 10.1.2.9 dev br0 onlink",
	"ip rule add from 10.0.0.0/8 table 100",
	"ip neigh add 10.1.2.4 lladdr 02:00:00:00:00:01 dev br0",
	"ip -d -s link show",
	"ip addr show",
	"ip route show table all",
	"ip -6 route show table all",
	"ip rule show",
	"ip neigh show",
	"bridge fdb show",
	"tc qdisc add dev v0 root handle 1: htb default 10",
	"tc class add dev v0 parent 1: classid 1:10 htb rate 1mbit",
	"tc filter add dev v0 parent 1: protocol ip u32 match ip dst 10.0.0.0/8 flowid 1:10",
	"tc -s qdisc show",
	"tc -s class show dev v0",
	"tc filter show dev v0",
	"ss -tanem",
	"ss -xa",
	"ss -A netlink -a",
	"nft add table inet t",
	"nft add chain inet t c { type filter hook input priority 0; }",
	"nft add rule inet t c tcp dport 22 counter accept",
	"nft add set inet t s { type ipv4_addr; elements = { 10.0.0.1 } }",
	"nft list ruleset",
	"ethtool v0",
	"ethtool -k v0",
	"conntrack -I -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2 --state ESTABLISHED -t 60",
	"conntrack -L",
	"ipset create s hash:ip",
	"ipset add s 10.0.0.1",
	"ipset list",
	"wg show",
}

// recorded is a datagram of a command, with the line that strace wrote of it.
type recorded struct {
	command  string
	protocol int32
	sent     bool
	data     []byte
	call     string
	tree     *nlmsg.Tree
}

// record runs the commands under strace, which writes what it understands of
// each call and below it, as a dump, the bytes.
func record(t *testing.T) []recorded {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("NETLINKLAB_VM is not set")
	}
	dir := t.TempDir()
	var script strings.Builder
	for i, c := range commands {
		program, _, _ := strings.Cut(c, " ")
		if _, err := exec.LookPath(program); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&script, "strace -qq -e trace=%%network -e signal=none -X verbose -s 65535 -e write=all -e read=all -o %s", trace(dir, i))
		for _, word := range strings.Fields(c) {
			fmt.Fprintf(&script, " '%s'", word)
		}
		script.WriteString(" >/dev/null 2>&1\n")
	}
	args := []string{"--net", "sh", "-c", script.String()}
	if os.Geteuid() != 0 {
		args = append([]string{"--map-root-user"}, args...)
	}
	// The script's status is that of its last command, which may well be refused.
	if out, err := exec.Command("unshare", args...).CombinedOutput(); len(out) > 0 {
		t.Fatalf("unshare: %v\n%s", err, out)
	}
	var all []recorded
	var generic []nlmsg.GenericID
	for i, c := range commands {
		text, err := os.ReadFile(trace(dir, i))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range read(t, c, string(text)) {
			r.decode(&generic)
			all = append(all, r)
		}
	}
	if len(all) < 2*len(commands) {
		t.Fatalf("%d commands made only %d datagrams", len(commands), len(all))
	}
	return all
}

func trace(dir string, i int) string { return filepath.Join(dir, fmt.Sprintf("%02d", i)) }

// read gives the datagrams of a trace.
func read(t *testing.T, command, text string) []recorded {
	t.Helper()
	lines := strings.Split(text, "\n")
	found := hextext.Parse(text)
	for _, p := range found.Problems {
		t.Errorf("%s: line %d, column %d: %s", command, p.Line, p.Column, p.Code)
	}
	var all []recorded
	for _, p := range found.Packets {
		// The dump's first line is below its call.
		at := p.Line - 1
		for at > 0 && strings.HasPrefix(lines[at], " ") {
			at--
		}
		all = append(all, recorded{command: command, protocol: int32(p.Protocol), sent: p.Direction == hextext.Sent, data: p.Data, call: lines[at]})
	}
	return all
}

// decode takes the datagram apart, and learns the ids of generic families for
// the next ones.
func (r *recorded) decode(generic *[]nlmsg.GenericID) {
	o := nlmsg.Options{Protocol: r.protocol, Direction: nlspec.FromKernel, Generic: *generic}
	if r.sent {
		o.Direction = nlspec.FromUser
	}
	r.tree = nlmsg.Decode(r.data, o)
	if r.protocol != 16 {
		return
	}
	*generic = append(*generic, r.tree.Learned()...)
}

// collection makes a capture's content of what was recorded.
func collection(all []recorded) *intake.Collection {
	c := &intake.Collection{}
	for i, r := range all {
		m := intake.Message{Data: r.data, Protocol: r.protocol, Direction: hextext.Received, Packet: i}
		if r.sent {
			m.Direction = hextext.Sent
		}
		c.Messages = append(c.Messages, m)
	}
	return c
}
