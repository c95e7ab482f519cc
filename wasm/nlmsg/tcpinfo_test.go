// SPDX-License-Identifier: Apache-2.0

//go:build !lesson

package nlmsg_test

import (
	"testing"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// TestTCPInfoByLength reads struct tcp_info as kernels of several ages send it:
// members that lie within the length have names, the others are not there, and
// what a newer kernel adds is bytes with a note.
func TestTCPInfoByLength(t *testing.T) {
	for _, c := range []struct {
		length int
		last   string
		newer  bool
	}{
		{104, "tcpi_total_retrans", false},  // 2.6
		{192, "tcpi_sndbuf_limited", false}, // 4.10
		{232, "tcpi_snd_wnd", false},        // 5.4
		{240, "tcpi_rehash", false},
		{248, "tcpi_total_rto_time", false}, // 6.7
		{280, "remainder", true},
	} {
		// struct inet_diag_msg is 72 bytes; INET_DIAG_INFO is 2.
		b := make([]byte, 16+72+4+c.length)
		b[0], b[1], b[4], b[16] = byte(len(b)), byte(len(b)>>8), 20, 2
		at := b[16+72:]
		at[0], at[1], at[2] = byte(4+c.length), byte((4+c.length)>>8), 2
		at[4] = 1 // TCP_ESTABLISHED
		tree := nlmsg.Decode(b, nlmsg.Options{Protocol: 4, Direction: nlspec.FromKernel})
		last, state := "", ""
		for i := range tree.Nodes {
			n := &tree.Nodes[i]
			if n.Leaf && n.Kind != nlmsg.KindPadding && n.Name != "" {
				last = n.Name
			}
			if n.Name == "tcpi_state" {
				state = tree.Text(i)
			}
		}
		if last != c.last || state != "TCP_ESTABLISHED" {
			t.Errorf("%d bytes end with %s, not %s; tcpi_state is %s", c.length, last, c.last, state)
		}
		if newer := len(tree.Problems) == 1 && tree.Problems[0].Code == nlmsg.ValueSize; newer != c.newer || !newer && len(tree.Problems) > 0 {
			t.Errorf("%d bytes: %v", c.length, tree.Problems)
		}
	}
}
