// SPDX-License-Identifier: Apache-2.0

//go:build !js

package nlmsg_test

import (
	"bytes"
	"testing"

	"github.com/mdlayher/netlink"

	"netlinklab/wasm/nlmsg"
)

// TestAgainstMdlayher compares the encoder with github.com/mdlayher/netlink
// where both mean the same, and pins down where they differ.
func TestAgainstMdlayher(t *testing.T) {
	for n := range 9 {
		payload := bytes.Repeat([]byte{0xa5}, n)
		m := nlmsg.Message{Type: 0x10, Flags: 5, Seq: 7, PID: 9, Payload: payload}
		theirs := netlink.Message{Header: netlink.Header{Type: 0x10, Flags: 5, Sequence: 7, PID: 9}, Data: payload}
		theirs.Header.Length = uint32(16 + (n+3)&^3)
		want, err := theirs.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		length := theirs.Header.Length
		m.Pad, m.Len = true, &length // the library counts the padding in, C does not
		if got := m.Append(nil, false); !bytes.Equal(got, want) {
			t.Errorf("%d bytes of payload: %x, want %x", n, got, want)
		}
		m.Len = nil
		tree := nlmsg.Decode(m.Append(nil, false), nlmsg.Options{Protocol: 30})
		if v, _ := tree.Uint(&tree.Nodes[2]); v != uint64(16+n) {
			t.Errorf("nlmsg_len of %d bytes is %d", n, v)
		}
	}
}

// FuzzAttributesAgainstMdlayher encodes with the library and decodes here.
func FuzzAttributesAgainstMdlayher(f *testing.F) {
	f.Add(uint16(3), []byte("eth0"), uint16(4), []byte{1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, t1 uint16, d1 []byte, t2 uint16, d2 []byte) {
		if len(d1) > 1000 || len(d2) > 1000 {
			return
		}
		t1, t2 = t1&0x3fff, t2&0x3fff
		want, err := netlink.MarshalAttributes([]netlink.Attribute{{Type: t1, Data: d1}, {Type: t2, Data: d2}})
		if err != nil {
			t.Fatal(err)
		}
		got := nlmsg.AppendAttr(nlmsg.AppendAttr(nil, t1, d1, -1, false), t2, d2, -1, false)
		if !bytes.Equal(got, want) {
			t.Fatalf("%x, want %x", got, want)
		}
		m := nlmsg.Message{Type: 0x20, Payload: append([]byte{1, 1, 0, 0}, want...)}
		tree := nlmsg.Decode(m.Append(nil, false), nlmsg.Options{Protocol: 16})
		covered(t, tree)
		for _, p := range tree.Problems {
			if p.Code != nlmsg.FamilyUnknown {
				t.Errorf("problem %v", p)
			}
		}
	})
}
