// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strconv"

	"netlinklab/wasm/nlspec"
)

// valueNodes makes the nodes of an attribute's value: a struct's members, an
// array's elements, or the value as it is.
func (t *Tree) valueNodes(s *Span, row nlspec.Attribute, start, length int, self, span int32) {
	swap := s.flags&flagSwap != 0
	switch s.Value {
	case nlspec.KindStruct:
		t.structs(s, nlspec.Layout(s.inner), row.Sequence(), start, length, self, span)
		return
	case nlspec.KindVector:
		if t.vector(row, start, length, self, span, swap) {
			return
		}
	case nlspec.KindBitfield32:
		if length == 8 {
			for i, name := range [...]string{"value", "selector"} {
				n, _ := t.node(KindField, start+4*i, 4, self, span)
				n.Name, n.CType, n.Value, n.Tag, n.swap = name, "__u32", nlspec.KindHex, 'v', swap
				n.Enum, n.bits = row.Enum(), row.Bits()
			}
			return
		}
	}
	n, _ := t.node(KindPayload, start, length, self, span)
	n.Name, n.Value, n.Tag, n.swap = "value", s.Value, 'v', swap
	if s.Value == nlspec.KindFlag || s.Value == nlspec.KindPad || s.Value == nlspec.KindVector || s.Value == nlspec.KindBitfield32 {
		n.Value = nlspec.KindBytes
	}
	if row != 0 {
		n.Enum, n.bits = row.Enum(), row.Bits()
		n.CType = scalarType(n.Value, length, swap)
	}
}

// structs makes the nodes of a struct, or of an array of them, and of the bytes
// behind the last whole one.
func (t *Tree) structs(s *Span, l nlspec.Layout, many bool, start, length int, self, span int32) {
	size := l.Size()
	hole := SizeOf(l) - size
	if Flexible(l) {
		size, hole = length, 0
	}
	if many && hole > 0 && length%(size+hole) != 0 {
		hole = 0 // packed
	}
	for i := 0; length > 0; i++ {
		if size == 0 || i > 0 && (!many || length < size) {
			t.remainder(start, length, self, span)
			return
		}
		n := min(size, length)
		h, at := t.node(KindHeader, start, n, self, span)
		h.Name = l.Name()
		h.CType = t.structType(l)
		if many {
			h.Name += indexName(i)
		}
		t.members(l, start, n, at, span, s.flags&flagSwap != 0, 'v')
		start, length = start+n, length-n
		if hole > 0 && length >= hole && (many || length == hole) {
			t.hole(start, hole, self, span)
			start, length = start+hole, length-hole
		}
	}
}

// hole makes a node of the padding that C puts in a struct or behind it.
//
//go:noinline
func (t *Tree) hole(start, length int, parent, span int32) {
	n, _ := t.node(KindPadding, start, length, parent, span)
	n.Name = "padding"
}

// remainder makes a node of bytes that belong to no member.
//
//go:noinline
func (t *Tree) remainder(start, length int, self, span int32) {
	n, _ := t.node(KindPayload, start, length, self, span)
	n.Name, n.Value, n.Tag = "remainder", nlspec.KindBytes, 'v'
}

// members makes the nodes of the members that lie within length bytes. One that
// is cut keeps what there is of it.
func (t *Tree) members(l nlspec.Layout, start, length int, parent, span int32, swap bool, tag byte) {
	at := 0
	for i := 0; i < l.Len() && at < length; i++ {
		m := l.Member(i)
		if m.Offset > at { // a hole that C's alignment makes
			n := min(m.Offset, length) - at
			t.hole(start+at, n, parent, span)
			at += n
		}
		if m.Count == 0 && m.Size > 0 {
			at += t.flexible(m, start+at, length-at, parent, span, swap, tag)
			break
		}
		size := min(m.Size*m.Count, length-at)
		if size <= 0 || m.Offset < at {
			continue
		}
		t.member(m, start+at, size, parent, span, swap, tag)
		at += size
	}
	switch left := length - at; {
	case left > 0 && left < 8 && length == l.Size():
		t.hole(start+at, left, parent, span) // the padding behind the last member
	case left > 0:
		t.remainder(start+at, left, parent, span)
	}
}

// flexible makes the nodes of a last member that takes all bytes there are, and
// gives how many it took.
func (t *Tree) flexible(m nlspec.Member, start, length int, parent, span int32, swap bool, tag byte) int {
	m.Count = length / m.Size
	if m.Size == 1 {
		if m.Kind == nlspec.KindUint {
			m.Kind = nlspec.KindBytes
		}
		t.field(m, start, length, parent, span, swap, tag)
		return length
	}
	if m.Count > 0 {
		t.member(m, start, m.Count*m.Size, parent, span, swap, tag)
	}
	return m.Count * m.Size
}

func (t *Tree) member(m nlspec.Member, start, size int, parent, span int32, swap bool, tag byte) {
	if m.Kind == nlspec.KindStruct && m.Layout != 0 {
		for i := 0; i < m.Count && size > 0; i++ {
			n := min(m.Size, size)
			h, at := t.node(KindHeader, start, n, parent, span)
			h.Name, h.CType = m.Name, t.structType(m.Layout)
			if m.Count > 1 {
				h.Name += indexName(i)
			}
			if t.Nodes[at].Depth > maxDepth+8 {
				t.remainder(start, n, at, span)
			} else {
				t.members(m.Layout, start, n, at, span, swap, tag)
			}
			start, size = start+n, size-n
		}
		return
	}
	if m.Count > 1 && m.Kind != nlspec.KindBytes && m.Kind != nlspec.KindString && m.Kind != nlspec.KindPad {
		for i := 0; i < m.Count && size > 0; i++ {
			n := min(m.Size, size)
			f := t.field(m, start, n, parent, span, swap, tag)
			f.Name += indexName(i)
			start, size = start+n, size-n
		}
		return
	}
	t.field(m, start, size, parent, span, swap, tag)
}

func (t *Tree) field(m nlspec.Member, start, size int, parent, span int32, swap bool, tag byte) *Node {
	f, _ := t.node(KindField, start, size, parent, span)
	f.Name, f.Value, f.Tag = m.Name, MemberKind(m), tag
	f.swap = swap || m.BigEndian
	f.Enum, f.bits = m.Enum, m.Bits
	f.CType = scalarType(f.Value, size, f.swap)
	if f.CType == "" && m.Kind != nlspec.KindStruct {
		f.CType = "__u8[" + strconv.Itoa(size) + "]"
		if m.Kind == nlspec.KindString {
			f.CType = "char[" + strconv.Itoa(size) + "]"
		}
	}
	return f
}

// MemberKind is how a member reads: the specs say of no struct's member that it
// is an address family, but for its name.
func MemberKind(m nlspec.Member) nlspec.Kind {
	const family = "family"
	if n := len(m.Name) - len(family); m.Kind == nlspec.KindUint && m.Enum == 0 && n >= 0 && m.Name[n:] == family {
		return nlspec.KindFamily
	}
	return m.Kind
}

// vector makes the nodes of an array of numbers; false if it has none.
func (t *Tree) vector(row nlspec.Attribute, start, length int, self, span int32, swap bool) bool {
	size, kind := row.Size(), row.Element()
	if size == 0 || size > 8 {
		return false
	}
	ctype := scalarType(kind, size, swap)
	for i := 0; length >= size; i++ {
		n, _ := t.node(KindField, start, size, self, span)
		n.Name, n.CType, n.Value, n.Tag, n.swap = indexName(i), ctype, kind, 'v', swap
		n.Enum, n.bits = row.Enum(), row.Bits()
		start, length = start+size, length-size
	}
	if length > 0 {
		t.remainder(start, length, self, span)
	}
	return true
}

// scalarType is the C type of a number of size bytes, "" if there is none.
func scalarType(k nlspec.Kind, size int, big bool) string {
	row := 0
	switch {
	case k == nlspec.KindInt || k == nlspec.KindErrno:
		row = 2
	case k == nlspec.KindIP && size == 4:
		row = 1
	case !isNumber(k):
		return ""
	case big:
		row = 1
	}
	names := [...][4]string{
		{"__u8", "__u16", "__u32", "__u64"}, {"__u8", "__be16", "__be32", "__be64"}, {"__s8", "__s16", "__s32", "__s64"},
	}
	switch size {
	case 1:
		return names[row][0]
	case 2:
		return names[row][1]
	case 4:
		return names[row][2]
	case 8:
		return names[row][3]
	}
	return ""
}
