// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"strconv"

	"netlinklab/wasm/nlmsg"
)

// rowBytes is how many bytes one row holds. The style sheet puts two rows side
// by side where there is room, so a page without scripts fits a phone as well.
const rowBytes = 8

// render fills the rows of the byte view and of the field table.
func (v *LabView) render(t *nlmsg.Tree) {
	owner := make([]int, len(t.Bytes))
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if !n.Leaf {
			continue
		}
		v.Fields = append(v.Fields, fieldRow(t, i))
		for at := int(n.Offset); at < int(n.Offset+n.Length); at++ {
			owner[at] = i
		}
	}
	for at, b := range t.Bytes {
		if at%rowBytes == 0 {
			v.Rows = append(v.Rows, Row{Offset: fmt.Sprintf("%04x", at)})
		}
		n := &t.Nodes[owner[at]]
		c := Cell{Hex: fmt.Sprintf("%02x", b), Class: FieldClass(n), Char: "·", Node: owner[at]}
		if b >= ' ' && b < 0x7f {
			c.Char = string(rune(b))
		}
		if at == int(n.Offset) {
			c.Tag = tag(n)
		}
		c.Narrow, c.Wide = edges(owner, at, rowBytes), edges(owner, at, 2*rowBytes)
		row := &v.Rows[len(v.Rows)-1]
		row.Cells = append(row.Cells, c)
	}
}

func fieldRow(t *nlmsg.Tree, i int) FieldRow {
	n := &t.Nodes[i]
	r := FieldRow{Offset: strconv.Itoa(int(n.Offset)), Tag: tag(n), Name: n.Name, Value: t.Text(i), CType: n.CType, Class: FieldClass(n), Node: i}
	if flags, ok := t.Uint(n); ok && n.Name == "nlmsg_flags" {
		r.Flags = flagViews(flags)
	}
	return r
}

// familyBits is the first flag whose meaning depends on the type of message.
const familyBits = 0x100

// flagViews names the bits as static/js/fields/flags.js does: from 0x100 on the
// meaning depends on the type, of a GET | of a NEW message.
func flagViews(flags uint64) []FlagView {
	var views []FlagView
	for _, f := range []struct {
		bit  uint64
		name string
	}{
		{0x1, "REQUEST"}, {0x2, "MULTI"}, {0x4, "ACK"}, {0x8, "ECHO"}, {0x10, "DUMP_INTR"},
		{0x100, "ROOT|REPLACE"}, {0x200, "MATCH|EXCL"}, {0x400, "ATOMIC|CREATE"}, {0x800, "APPEND"},
	} {
		views = append(views, FlagView{f.name, f.bit, flags&f.bit != 0})
	}
	return views
}

func tag(n *nlmsg.Node) string {
	if n.Tag == 0 {
		return ""
	}
	return string(rune(n.Tag))
}

// edges names the sides of a byte where its field ends, in rows of width bytes:
// l, r, t, b. They make the outline that follows a field from row to row.
func edges(owner []int, at, width int) string {
	differs := func(other int) bool {
		return other < 0 || other >= len(owner) || owner[other] != owner[at]
	}
	s := ""
	if at%width == 0 || differs(at-1) {
		s += "l"
	}
	if at%width == width-1 || differs(at+1) {
		s += "r"
	}
	if differs(at - width) {
		s += "t"
	}
	if differs(at + width) {
		s += "b"
	}
	return s
}
