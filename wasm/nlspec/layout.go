// SPDX-License-Identifier: Apache-2.0

package nlspec

// Layout is a C struct: a fixed header, or the value of an attribute. The zero
// Layout is none.
type Layout uint16

//go:noinline
func (l Layout) row() *layoutRecord {
	if int(l) >= len(layouts) {
		l = 0
	}
	return &layouts[l]
}

// Valid says whether there is such a struct.
func (l Layout) Valid() bool { return l > 0 && int(l) < len(layouts) }

// Name is the struct's name in C, without "struct".
//
//go:noinline
func (l Layout) Name() string { return l.row().name.String() }

// Header is the header file below include/uapi that defines it, "" if C has no
// such struct.
func (l Layout) Header() string {
	if !l.Valid() {
		return ""
	}
	return layoutHeaders[l].String()
}

// Family is the family that it belongs to.
func (l Layout) Family() Family { return Family(l.row().family) }

// Size is the struct's size in bytes, with the padding that C puts between and
// behind its members.
//
//go:noinline
func (l Layout) Size() int { return int(l.row().size) }

// Len is how many members it has.
//
//go:noinline
func (l Layout) Len() int { return int(l.row().count) }

// Member is a field of a struct. KindPad members have no meaning.
type Member struct {
	Name string
	// Offset, Size and Count are where it stands, how long one is and how many
	// there are (1 but for arrays), in bytes. A Count of 0 is a last member that
	// repeats as long as there are bytes behind the struct.
	Offset, Size, Count int
	Kind                Kind
	BigEndian           bool
	// Enum names the value; Bits says that it names the bits by their numbers.
	Enum Enum
	Bits bool
	// Layout is the struct of a KindStruct.
	Layout Layout
}

// Member gives a field, in the order in which they stand.
func (l Layout) Member(i int) Member {
	r := l.row()
	if i < 0 || i >= int(r.count) {
		return Member{}
	}
	at := int(r.first) + i
	m := &members[at]
	return Member{nameOf(memberStarts[:], memberLengths[:], at), int(m.offset), int(m.size), int(m.count), m.kind,
		m.flags&flagBig != 0, Enum(m.enum), m.flags&flagBits != 0, Layout(m.layout)}
}
