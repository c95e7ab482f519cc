// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// array decodes attributes whose numbers only count, with an element in each.
func (t *Tree) array(start, end int, attr int32, row nlspec.Attribute, level int) {
	t.counted(start, end, attr, level, func(start, end int, element int32, level int) {
		s := &t.Spans[element]
		// The element reads as the array's row says.
		s.row, s.flags = uint16(row), s.flags|flagIndex
		kind := row.Element()
		switch {
		case kind == nlspec.KindNested:
			t.inside(start, end, element, row.Nested(), level)
			return
		case row.BigEndian():
			s.flags |= flagSwap
		}
		s.Value, s.flags = kind, s.flags|flagWhole
		right := row.Size() == 0 || row.Size() == end-start
		if kind == nlspec.KindStruct {
			s.inner = uint16(row.Layout())
			right = structSize(row.Layout(), false, end-start)
		}
		if !right {
			t.fault(ValueSize, start, end-start, element, roleSelf)
		}
	})
}

// levels decodes nests in nests whose numbers mean something but have no names
// (CTRL_ATTR_POLICY: the policy's number, then the attribute's), around a set.
func (t *Tree) levels(start, end int, attr int32, left int, set nlspec.Set, level int) {
	if left == 0 {
		t.inside(start, end, attr, set, level)
		return
	}
	t.counted(start, end, attr, level, func(start, end int, element int32, level int) {
		t.Spans[element].flags |= flagIndex
		t.levels(start, end, element, left-1, set, level)
	})
}

// counted decodes attributes whose numbers have no names, and has each one's
// value decoded by element.
func (t *Tree) counted(off, end int, parent int32, level int, element func(start, end int, attr int32, level int)) {
	s := &t.Spans[parent]
	s.Value = nlspec.KindNested
	depth := s.Depth + 1
	if off < end && depth > maxDepth {
		s.flags |= flagWhole
		s.Value = nlspec.KindBytes
		t.fault(AttrDeep, off, end-off, parent, roleSelf)
		return
	}
	level++
	t.enter(level, off, end, 0)
	for off < end {
		if end-off < attrSize {
			gap := t.add(KindGap, off, end-off, parent, depth)
			t.fault(AttrShort, off, end-off, gap, roleSelf)
			return
		}
		length := int(t.u16(off))
		valueEnd, size := off+length, uint16(length-attrSize)
		attr := t.add(KindAttr, off, 0, parent, depth)
		switch {
		case length < attrSize:
			t.fault(AttrTooSmall, off, 2, attr, roleFirst)
			valueEnd, size = end, longSize
		case valueEnd > end:
			t.fault(AttrTooBig, off, 2, attr, roleFirst)
			valueEnd, size = end, longSize
		}
		t.Spans[attr].size = size
		if t.u16(off+2)&attrByteOrder != 0 {
			t.Spans[attr].flags |= flagSwap
		}
		element(off+attrSize, valueEnd, attr, level)
		next := min(off+align(valueEnd-off), end)
		if next > valueEnd {
			t.padding(valueEnd, next-valueEnd, attr, depth+1)
		}
		t.Spans[attr].Length = int32(next - off)
		off = next
	}
}

// records decodes structs with attributes behind each, such as the next hops of
// RTA_MULTIPATH. A record's first two bytes are the length of both.
//
//	 0       2              size of the struct       its length
//	+-------+----------------+---------------------------+--------+
//	|length | more members   | attributes                | padding|
//	+-------+----------------+---------------------------+--------+
func (t *Tree) records(off, end int, attr int32, row nlspec.Attribute, level int) {
	s := &t.Spans[attr]
	layout, set := row.Layout(), row.Nested()
	depth := s.Depth + 1
	size := layout.Size()
	s.Value = nlspec.KindRecords
	if off < end && (depth >= maxDepth || size < 2) {
		s.flags |= flagWhole
		s.Value = nlspec.KindBytes
		t.fault(AttrDeep, off, end-off, attr, roleSelf)
		return
	}
	for off < end {
		length := end - off
		if length >= 2 {
			length = int(t.u16(off))
		}
		if length < size || length > end-off {
			p := t.add(KindGap, off, end-off, attr, depth)
			t.fault(RecordSize, off, end-off, p, roleSelf)
			return
		}
		record := t.add(KindRecord, off, 0, attr, depth)
		t.Spans[record].row, t.Spans[record].inner = uint16(layout), uint16(set)
		head := t.add(KindHeader, off, size, record, depth+1)
		t.Spans[head].row = uint16(layout)
		t.attrs(off+size, off+length, record, depth+1, set, level+1)
		next := min(off+align(length), end)
		if next > off+length {
			t.padding(off+length, next-off-length, record, depth+1)
		}
		t.Spans[record].Length = int32(next - off)
		off = next
	}
}
