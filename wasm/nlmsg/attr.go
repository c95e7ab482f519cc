// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// maxDepth is how deep attributes are taken apart. The kernel's own policies
// nest less than half of it.
const maxDepth = 24

// attrs decodes struct nlattr after struct nlattr:
//
//	 0       2       4                nla_len     NLA_ALIGN(nla_len)
//	+-------+-------+---------------------+--------+
//	|nla_len|  type | value               | padding|
//	+-------+-------+---------------------+--------+
func (t *Tree) attrs(off, end, parent int, set *nlspec.AttrSet) {
	for off < end {
		if end-off < attrSize {
			gap := t.add(Node{Offset: off, Length: end - off, Parent: parent, Kind: KindGap, Name: "trailing bytes"})
			t.problem(AttrShort, off, end-off, gap)
			return
		}
		length := int(t.uint(off, 2, t.opts.BigEndian))
		valueEnd := off + length
		attr := t.add(Node{Offset: off, Parent: parent, Kind: KindAttr})
		t.add(Node{Offset: off, Length: 2, Parent: attr, Kind: KindField, Name: "nla_len", CType: "__u16", Value: nlspec.KindUint, Tag: 'l'})
		t.add(Node{Offset: off + 2, Length: 2, Parent: attr, Kind: KindField, Name: "nla_type", CType: "__u16", Value: nlspec.KindUint, Tag: 't'})
		switch {
		case length < attrSize:
			t.problem(AttrTooSmall, off, 2, attr+1)
			valueEnd = end
		case valueEnd > end:
			t.problem(AttrTooBig, off, 2, attr+1)
			valueEnd = end
		}
		t.value(off+attrSize, valueEnd, attr, set)
		next := min(off+align(valueEnd-off), end)
		if next > valueEnd {
			t.padding(valueEnd, next-valueEnd, attr)
		}
		t.Nodes[attr].Length = next - off
		off = next
	}
}

// value decodes what an attribute holds.
func (t *Tree) value(off, end, attr int, set *nlspec.AttrSet) {
	raw := uint16(t.uint(t.Nodes[attr].Offset+2, 2, t.opts.BigEndian))
	kind, nested := nlspec.KindBytes, (*nlspec.AttrSet)(nil)
	if spec := set.Find(raw & nlspec.NLA_TYPE_MASK); spec != nil {
		t.Nodes[attr].Name = spec.Name
		kind, nested = spec.Kind, spec.Nested
	}
	if set != nil && set.Element != nil {
		kind, nested = nlspec.KindNested, set.Element
	}
	if raw&nlspec.NLA_F_NESTED != 0 {
		kind = nlspec.KindNested
	}
	if off >= end {
		return
	}
	if kind == nlspec.KindNested {
		if t.Nodes[attr].Depth < maxDepth {
			t.attrs(off, end, attr, nested)
			return
		}
		t.problem(AttrDeep, off, end-off, attr)
		kind = nlspec.KindBytes
	}
	t.add(Node{Offset: off, Length: end - off, Parent: attr, Kind: KindPayload, Name: "value", Value: kind, Tag: 'v',
		swap: raw&nlspec.NLA_F_NET_BYTEORDER != 0})
}
