// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// maxDepth is how deep attributes, and errors within errors, are taken apart.
// The kernel's own policies nest less than half of it.
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
			gap := t.add(KindGap, off, end-off, parent, "trailing bytes")
			t.problem(AttrShort, off, end-off, gap)
			return
		}
		length := int(t.uint(off, 2, t.opts.BigEndian))
		valueEnd := off + length
		attr := t.add(KindAttr, off, 0, parent, "")
		t.attrField(off, attr, "nla_len", 'l')
		t.attrField(off+2, attr, "nla_type", 't')
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
		t.Nodes[attr].Length = int32(next - off)
		off = next
	}
}

func (t *Tree) attrField(off, attr int, name string, tag byte) {
	n := &t.Nodes[t.add(KindField, off, 2, attr, name)]
	n.CType, n.Value, n.Tag = "__u16", nlspec.KindUint, tag
}

// value decodes what an attribute holds.
func (t *Tree) value(off, end, attr int, set *nlspec.AttrSet) {
	raw := uint16(t.uint(int(t.Nodes[attr].Offset)+2, 2, t.opts.BigEndian))
	spec, kind, nested := holds(set, raw)
	if spec != nil {
		t.Nodes[attr].Name = spec.Name
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
	n := &t.Nodes[t.add(KindPayload, off, end-off, attr, "value")]
	n.Value, n.Tag, n.swap = kind, 'v', raw&nlspec.NLA_F_NET_BYTEORDER != 0
}

// holds says what an attribute of a set with a given nla_type holds: spec is
// nil if the set does not know it, nested is the set of what is in it.
func holds(set *nlspec.AttrSet, raw uint16) (spec *nlspec.Attr, kind nlspec.Kind, nested *nlspec.AttrSet) {
	if spec = set.Find(raw & nlspec.NLA_TYPE_MASK); spec != nil {
		kind, nested = spec.Kind, spec.Nested
	}
	if set != nil && set.Element != nil {
		kind, nested = nlspec.KindNested, set.Element
	}
	if raw&nlspec.NLA_F_NESTED != 0 {
		kind = nlspec.KindNested
	}
	return spec, kind, nested
}

// setOf gives the set that an attribute is numbered in, or nil.
func (t *Tree) setOf(attr *Node) *nlspec.AttrSet {
	parent := &t.Nodes[attr.Parent]
	raw := uint16(t.uint(int(parent.Offset)+2, 2, t.opts.BigEndian))
	if parent.Kind == KindAttr {
		_, _, nested := holds(t.setOf(parent), raw)
		return nested
	}
	// The parent is a message, whose type stands behind its length of 4 bytes.
	raw = uint16(t.uint(int(parent.Offset)+4, 2, t.opts.BigEndian))
	if raw == 2 || raw == 3 {
		return &nlspec.ExtendedAck
	}
	if kind := nlspec.FindProtocol(t.opts.Protocol).FindType(raw); kind != nil {
		return kind.Attrs
	}
	return nil
}
