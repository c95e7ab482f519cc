// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// maxDepth is how deep attributes, and errors within errors, are taken apart.
// The kernel's own policies nest less than half of it.
const maxDepth = 24

// nest is a run of attributes in one set. Tree.nests holds the runs around each
// other, the message's own first: a selector may stand in any of them.
type nest struct {
	start, end int
	set        nlspec.Set
	// selected remembers where selectors stand, so that each nest is searched
	// once for each of the few that its set has.
	selected [2]selected
}

type selected struct {
	by         nlspec.Attribute
	start, end int // of the value; end is 0 if there is none
}

// enter begins a nest at a level, 0 for a message's own attributes.
func (t *Tree) enter(level, start, end int, set nlspec.Set) {
	n := &t.nests[level]
	n.start, n.end, n.set = start, end, set
	n.selected[0].by, n.selected[1].by = 0, 0
}

// familyMPLS is AF_MPLS: where others have an address, its routes have label
// stack entries (RTA_DST, RTA_NEWDST; net/mpls/af_mpls.c).
const familyMPLS = 28

// attrs decodes the attributes of a nest at a level, struct nlattr
// after struct nlattr:
//
//	 0       2       4                nla_len     NLA_ALIGN(nla_len)
//	+-------+-------+---------------------+--------+
//	|nla_len|  type | value               | padding|
//	+-------+-------+---------------------+--------+
func (t *Tree) attrs(off, end int, parent int32, depth uint8, set nlspec.Set, level int) {
	t.enter(level, off, end, set)
	for off < end {
		if end-off < attrSize {
			gap := t.add(KindGap, off, end-off, parent, depth)
			t.fault(AttrShort, off, end-off, gap, roleSelf)
			return
		}
		length := int(t.u16(off))
		valueEnd, size := off+length, uint16(length-attrSize)
		attr := int32(len(t.Spans))
		switch {
		case length < attrSize:
			t.fault(AttrTooSmall, off, 2, attr, roleFirst)
			valueEnd, size = end, longSize
		case valueEnd > end:
			t.fault(AttrTooBig, off, 2, attr, roleFirst)
			valueEnd, size = end, longSize
		}
		raw := t.u16(off + 2)
		row := set.Find(raw & attrTypeMask)
		if row == 0 && set != 0 {
			t.fault(AttrUnknown, off+2, 2, attr, roleSecond)
		}
		next := min(off+align(valueEnd-off), end)
		kind := row.Kind()
		if row == 0 && raw&attrNested != 0 {
			kind = nlspec.KindNested
		}
		s := Span{Offset: int32(off), Length: int32(next - off), Parent: parent, row: uint16(row), set: uint16(set), size: size,
			Kind: KindAttr, Value: kind, Depth: depth}
		if raw&attrByteOrder != 0 || row.BigEndian() {
			s.flags = flagSwap
		}
		if leaf(kind) {
			s.flags |= flagWhole
			switch {
			case kind == nlspec.KindStruct:
				s.inner = uint16(row.Layout())
			case kind == nlspec.KindIP && t.first == familyMPLS:
				kind, s.Value = nlspec.KindBytes, nlspec.KindBytes
			}
			t.Spans = append(t.Spans, s)
			if start := off + attrSize; !rightSize(row, kind, valueEnd-start) {
				t.fault(ValueSize, start, valueEnd-start, attr, roleSelf)
			}
		} else {
			t.Spans = append(t.Spans, s)
			t.value(off+attrSize, valueEnd, attr, raw, row, kind, level)
		}
		if next > valueEnd {
			t.padding(valueEnd, next-valueEnd, attr, depth+1)
		}
		off = next
	}
}

// leaf says whether a value is not made of attributes.
func leaf(k nlspec.Kind) bool {
	switch k {
	case nlspec.KindNested, nlspec.KindArray, nlspec.KindTypeValue, nlspec.KindRecords, nlspec.KindSub, nlspec.KindMessage:
		return false
	}
	return true
}

// value decodes the attributes that an attribute holds.
func (t *Tree) value(start, end int, attr int32, raw uint16, row nlspec.Attribute, kind nlspec.Kind, level int) {
	switch kind {
	case nlspec.KindNested:
		t.inside(start, end, attr, row.Nested(), level)
	case nlspec.KindArray:
		t.array(start, end, attr, row, level)
	case nlspec.KindTypeValue:
		t.levels(start, end, attr, row.Levels(), row.Nested(), level)
	case nlspec.KindRecords:
		t.records(start, end, attr, row, level)
	case nlspec.KindSub:
		t.choice(start, end, attr, raw, row, level)
	case nlspec.KindMessage:
		t.headed(start, end, attr, nlspec.Format{Layout: row.Layout(), Set: row.Nested()}, level)
	}
}

// inside decodes the attributes that an attribute holds.
func (t *Tree) inside(start, end int, attr int32, set nlspec.Set, level int) {
	s := &t.Spans[attr]
	s.Value, s.inner = nlspec.KindNested, uint16(set)
	if start >= end {
		return
	}
	if s.Depth >= maxDepth {
		s.flags |= flagWhole
		s.Value, s.inner = nlspec.KindBytes, 0
		t.fault(AttrDeep, start, end-start, attr, roleSelf)
		return
	}
	t.attrs(start, end, attr, s.Depth+1, set, level+1)
}

// rightSize says whether a value may have a length in bytes. A struct may be
// older than the tables and end where one of its members does; one that is
// newer is longer.
func rightSize(row nlspec.Attribute, kind nlspec.Kind, length int) bool {
	switch kind {
	case nlspec.KindUint, nlspec.KindInt, nlspec.KindHex, nlspec.KindErrno, nlspec.KindFamily:
		if size := row.Size(); size != 0 {
			return length == size
		}
		return length == 4 || length == 8
	case nlspec.KindFlag:
		return length == 0
	case nlspec.KindIP:
		if size := row.Size(); size != 0 {
			return length == size
		}
		return length == 4 || length == 16
	case nlspec.KindUUID:
		return length == 16
	case nlspec.KindBitfield32:
		return length == 8
	case nlspec.KindVector:
		return row.Size() == 0 || length%row.Size() == 0
	case nlspec.KindStruct:
		return structSize(row.Layout(), row.Sequence(), length)
	}
	return true
}

// structSize says whether a struct, or many of them, may have a length. C adds
// padding up to the largest member's alignment.
func structSize(l nlspec.Layout, many bool, length int) bool {
	size := l.Size()
	switch {
	case size == 0:
		return length == 0 || Flexible(l)
	case length >= size && Flexible(l):
		return true
	case many:
		return length%size == 0 || length%SizeOf(l) == 0
	case length < size:
		return atMember(l, length)
	}
	return length == size || length-size < 8 && length == SizeOf(l)
}

// Flexible says that a struct's last member takes the bytes behind the struct.
func Flexible(l nlspec.Layout) bool {
	n := l.Len()
	return n > 0 && l.Member(n-1).Count == 0
}

// SizeOf is a struct's size with the padding that C puts behind its
// last member.
func SizeOf(l nlspec.Layout) int {
	most := 1
	for i := range l.Len() {
		m := l.Member(i)
		if m.Size > most && (m.Size == 2 || m.Size == 4 || m.Size == 8) && m.Kind != nlspec.KindBytes && m.Kind != nlspec.KindString {
			most = m.Size
		}
	}
	return (l.Size() + most - 1) &^ (most - 1)
}

// atMember says whether one of a struct's members ends after length bytes.
func atMember(l nlspec.Layout, length int) bool {
	for i := range l.Len() {
		if m := l.Member(i); length > 0 && m.Offset+m.Size*m.Count == length {
			return true
		}
	}
	return false
}
