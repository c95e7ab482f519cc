// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// choice decodes a value whose format another attribute selects.
func (t *Tree) choice(start, end int, attr int32, raw uint16, row nlspec.Attribute, level int) {
	format, known := t.format(row, level, start, end)
	s := &t.Spans[attr]
	switch {
	case start >= end:
		// Nothing to read, whatever it is.
		s.Value, s.flags = nlspec.KindBytes, s.flags|flagWhole
	case known && format.Set != 0 && format.Layout == 0:
		t.inside(start, end, attr, format.Set, level)
	case known && format.Set != 0:
		t.headed(start, end, attr, format, level)
	case known && format.Layout != 0:
		s.Value, s.inner, s.flags = nlspec.KindStruct, uint16(format.Layout), s.flags|flagWhole
		if !structSize(format.Layout, false, end-start) {
			t.fault(ValueSize, start, end-start, attr, roleSelf)
		}
	default:
		t.fault(ChoiceUnknown, start, end-start, attr, roleSelf)
		if raw&attrNested != 0 || t.plausible(start, end) {
			t.inside(start, end, attr, 0, level)
			return
		}
		s.Value, s.flags = nlspec.KindBytes, s.flags|flagWhole
	}
}

// headed decodes a struct with attributes behind it.
func (t *Tree) headed(start, end int, attr int32, format nlspec.Format, level int) {
	s := &t.Spans[attr]
	size := format.Layout.Size()
	if end-start < size || s.Depth >= maxDepth {
		if start >= end {
			s.Value, s.flags = nlspec.KindBytes, s.flags|flagWhole
			return
		}
		s.Value, s.inner, s.flags = nlspec.KindStruct, uint16(format.Layout), s.flags|flagWhole
		if end-start > size {
			t.fault(AttrDeep, start, end-start, attr, roleSelf)
		} else if !atMember(format.Layout, end-start) {
			t.fault(ValueSize, start, end-start, attr, roleSelf)
		}
		return
	}
	s.Value, s.inner = nlspec.KindSub, uint16(format.Set)
	depth := s.Depth + 1
	head := t.add(KindHeader, start, size, attr, depth)
	t.Spans[head].row = uint16(format.Layout)
	behind := min(start+align(size), end)
	if behind > start+size {
		t.padding(start+size, behind-start-size, attr, depth)
	}
	if behind < end {
		t.attrs(behind, end, attr, depth, format.Set, level+1)
	}
}

// format asks the selector of a KindSub for the format. start and end are where
// the value stands: an address selects its own, by the sa_family_t that it
// begins with.
func (t *Tree) format(row nlspec.Attribute, level, start, end int) (f nlspec.Format, known bool) {
	sub, selector := row.Sub()
	if sub == 0 {
		return f, false
	}
	if selector == row {
		if end-start < 2 {
			return f, false
		}
		return sub.FindNumber(uint32(t.u16(start)))
	}
	if selector == 0 {
		return sub.FindNumber(uint32(t.first))
	}
	for ; level >= 0; level-- {
		n := &t.nests[level]
		if n.set == 0 || n.set.Find(selector.Number()) != selector {
			continue
		}
		start, end := t.selector(n, selector)
		if end == 0 {
			continue
		}
		b := t.Bytes[start:end]
		if selector.Kind() == nlspec.KindString {
			return sub.Find(b)
		}
		if len(b) > 8 {
			return f, false
		}
		return sub.FindNumber(uint32(uintAt(b, t.big || selector.BigEndian())))
	}
	return f, false
}

// selector finds the value of an attribute in a nest, or end 0. As in the
// kernel's nla_parse, the last one counts.
func (t *Tree) selector(n *nest, by nlspec.Attribute) (start, end int) {
	for i := range n.selected {
		if n.selected[i].by == by {
			return n.selected[i].start, n.selected[i].end
		}
	}
	for off := n.start; n.end-off >= attrSize; {
		t.steps++
		length := int(t.u16(off))
		if length < attrSize || length > n.end-off {
			break
		}
		if t.u16(off+2)&attrTypeMask == by.Number() {
			start, end = off+attrSize, off+length
		}
		off += align(length)
	}
	// A set has at most two selectors; a third one would be searched again.
	i := 0
	if n.selected[0].by != 0 {
		i = 1
	}
	n.selected[i] = selected{by, start, end}
	return start, end
}
