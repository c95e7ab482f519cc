// SPDX-License-Identifier: Apache-2.0

//go:build !lesson

package nlmsg_test

import (
	"strings"
	"testing"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// TestSockaddr names addresses that stand in a struct sockaddr_storage: each by
// the family that it begins with, and several in a row.
func TestSockaddr(t *testing.T) {
	zeros := func(n int) string { return strings.Repeat("00", n) }
	v4 := "0200 1a0a c0000201"
	v6 := "0a00 1a0a 00000000 20010db8000000000000000000000001 00000000"
	for _, c := range []struct {
		protocol int32
		text     string
		want     []string
	}{
		// RDMA_NL_IWCM's RDMA_NL_IWPM_MAPINFO, (2 << 10) + 6
		{20, "9c000000 0608 0000 01000000 00000000 " + "84000100" + v4 + zeros(120) + "0800030000000000", []string{"sin_port=6666", "sin_addr=192.0.2.1"}},
		{20, "9c000000 0608 0000 01000000 00000000 " + "84000200" + v6 + zeros(100) + "0800030000000000", []string{"sin6_port=6666", "sin6_addr=2001:db8::1"}},
		// INET_DIAG_LOCALS of an SCTP socket
		{4, "5c010000 1400 0200 01000000 00000000 0a01 0000" + zeros(68) + "04010c00" + v4 + zeros(120) + v6 + zeros(100),
			[]string{"sin_addr=192.0.2.1", "sin6_addr=2001:db8::1", "port=6666"}},
	} {
		b, err := nlmsg.ParseHex(c.text)
		if err != nil {
			t.Fatal(err)
		}
		tree := nlmsg.Decode(b, nlmsg.Options{Protocol: c.protocol, Direction: nlspec.FromKernel})
		var all []string
		for i := range tree.Nodes {
			if n := &tree.Nodes[i]; n.Leaf {
				all = append(all, n.Name+"="+tree.Text(i))
			}
		}
		for _, p := range tree.Problems {
			t.Errorf("%s: %s at %d", c.text[:40], p.Code, p.Offset)
		}
		for _, w := range c.want {
			if !strings.Contains(strings.Join(all, "\n")+"\n", w+"\n") {
				t.Errorf("%s: no %s in %v", c.text[:40], w, all)
			}
		}
	}
}
