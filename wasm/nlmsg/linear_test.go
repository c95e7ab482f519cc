// SPDX-License-Identifier: Apache-2.0

package nlmsg_test

import (
	"bytes"
	"testing"

	"netlinklab/wasm/nlmsg"
)

// bomb is a message of type RTM_NEWLINK around attributes.
func bomb(attrs []byte) []byte {
	m := nlmsg.Message{Type: 16, Flags: 1, Payload: append(make([]byte, 16), attrs...)}
	return m.Append(nil, false)
}

// nested puts attributes into each other until there are n bytes.
func nested(t uint16, n int) []byte {
	var b []byte
	for len(b) < n {
		b = nlmsg.AppendAttr(nil, t, b, -1, false)
	}
	return b
}

// TestLinear counts, for hostile inputs and ones of twice their size, the spans,
// the nodes and the second looks: none grows more than the input does.
func TestLinear(t *testing.T) {
	for name, input := range map[string]func(n int) []byte{
		"tiny attributes":      func(n int) []byte { return bomb(bytes.Repeat([]byte{4, 0, 1, 0}, n/4)) },
		"empty names":          func(n int) []byte { return bomb(bytes.Repeat([]byte{4, 0, 3, 0}, n/4)) },
		"nests in nests":       func(n int) []byte { return bomb(nested(0x8000|18, min(n, 60000))) },
		"unknown in unknown":   func(n int) []byte { return bomb(nested(0x8000|999, min(n, 60000))) },
		"choices, no selector": func(n int) []byte { return bomb(linkInfo(bytes.Repeat([]byte{8, 0, 2, 0, 4, 0, 1, 0}, n/8))) },
		"choices and selector": func(n int) []byte {
			return bomb(linkInfo(append(bytes.Repeat([]byte{8, 0, 2, 0, 4, 0, 1, 0}, n/8), 9, 0, 1, 0, 'v', 'l', 'a', 'n', 0, 0, 0, 0)))
		},
		"one huge body": func(n int) []byte { return bomb(make([]byte, n)) },
		"short messages": func(n int) []byte {
			return bytes.Repeat([]byte{16, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, n/16)
		},
		"errors in error": func(n int) []byte {
			return bytes.Repeat([]byte{0xff, 0xff, 0xff, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, n/20)
		},
		"noise": noise,
	} {
		t.Run(name, func(t *testing.T) {
			small, large := input(20000), input(40000)
			one, two := nlmsg.Decode(small, nlmsg.Options{}), nlmsg.Decode(large, nlmsg.Options{})
			covered(t, one)
			covered(t, two)
			// Looking again is bounded by the depth, which is bounded.
			for what, n := range map[string][2]int{
				"spans": {len(one.Spans), len(two.Spans)}, "nodes": {len(one.Nodes), len(two.Nodes)},
				"problems": {len(one.Problems), len(two.Problems)}, "second looks": {one.Steps(), two.Steps()},
			} {
				if n[1] > 2*n[0]+100 {
					t.Errorf("%d %s for %d bytes, %d for %d", n[0], what, len(small), n[1], len(large))
				}
				if n[1] > 30*len(large) {
					t.Errorf("%d %s for %d bytes", n[1], what, len(large))
				}
			}
		})
	}
}

func linkInfo(b []byte) []byte { return nlmsg.AppendAttr(nil, 18, b, -1, false) }

// noise is the same for the same length (a linear congruential generator).
func noise(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}
