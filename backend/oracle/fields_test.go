// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/hextext"
	"netlinklab/wasm/intake"
)

// TestFields holds the bytes that are made of strace's fields against the dump
// that strace adds of the same calls.
func TestFields(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("NETLINKLAB_VM is not set")
	}
	script := "ip link set lo up; ip link add v0 type veth peer name v1; ip addr add 10.1.2.3/24 dev v0; ip link set v0 up; " +
		"ip route add 10.9.0.0/16 dev v0; ip rule add from 10.0.0.0/8 table 100; ip -d -s link; ip addr; ip route show table all; ip rule; ip neigh; " +
		"tc qdisc add dev v0 root handle 1: htb default 10; tc -s qdisc; ss -tanem; ss -xa; ss -A netlink -a; nft add table inet t; nft list ruleset; ethtool -k v0"
	for _, form := range []struct {
		flags string
		whole bool // every datagram is told to its last byte
	}{{"-X raw", true}, {"", false}, {"-X verbose -xx -tt -yy", false}} {
		file := filepath.Join(t.TempDir(), "trace")
		args := append([]string{"--net", "strace", "-f", "-v", "-s", "65535", "-e", "trace=network", "-e", "write=all", "-e", "read=all", "-o", file},
			append(strings.Fields(form.flags), "sh", "-c", script)...)
		if os.Geteuid() != 0 {
			args = append([]string{"--map-root-user"}, args...)
		}
		// The script's status is its last command's, which may well be refused.
		exec.Command("unshare", args...).Run()
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		same, short := compareFields(t, text)
		if same < 40 || form.whole && short > 8 {
			t.Errorf("strace %s: %d datagrams are the same and %d cannot be told", form.flags, same, short)
		}
		t.Logf("strace %s: %d datagrams are the same, %d cannot be told from their fields", form.flags, same, short)
	}
}

// compareFields looks for each datagram that the fields tell in those of the
// dumps, which are all there are, in the same order.
func compareFields(t *testing.T, text []byte) (same, short int) {
	var fields []string
	for _, l := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(l, " | ") && !strings.HasPrefix(l, " * ") {
			fields = append(fields, l)
		}
	}
	dumped := hextext.Parse(string(text)).Packets
	told := intake.Read([]byte(strings.Join(fields, "\n")))
	at := 0
	for i := 0; i < len(told.Messages); {
		var b []byte
		for packet := told.Messages[i].Packet; i < len(told.Messages) && told.Messages[i].Packet == packet; i++ {
			b = append(b, told.Messages[i].Data...)
		}
		from := at
		// iproute2 sends more bytes than its message has, which strace does not show.
		for at < len(dumped) && !bytes.HasPrefix(dumped[at].Data, b) {
			at++
		}
		if at == len(dumped) {
			t.Errorf("no datagram after the %dth is % x", from, b)
			return same, short
		}
		same, at = same+1, at+1
	}
	return same, len(told.Problems)
}
