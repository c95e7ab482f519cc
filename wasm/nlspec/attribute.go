// SPDX-License-Identifier: Apache-2.0

package nlspec

// Attribute is one attribute of a set. The zero Attribute is none.
type Attribute uint16

func (a Attribute) row() *attrRecord { return &attrs[a.at()] }

// at is the place in the tables.
func (a Attribute) at() int {
	if int(a) >= len(attrs) {
		return 0
	}
	return int(a)
}

// Valid says whether there is such an attribute.
func (a Attribute) Valid() bool { return attrLengths[a.at()] != 0 }

// Name is the kernel's name (IFLA_MTU).
func (a Attribute) Name() string { return nameOf(attrStarts[:], attrLengths[:], a.at()) }

// Number is nla_type without its two flag bits.
//
//go:noinline
func (a Attribute) Number() uint16 { return attrNumbers[a.at()] }

// Kind says how the value reads.
func (a Attribute) Kind() Kind { return a.row().kind }

// Element is what each element of a KindArray, a KindVector or a KindTypeValue is.
//
//go:noinline
func (a Attribute) Element() Kind { return a.row().elem }

// Size is the length of the value in bytes, or of each element of an array or
// vector; 0 is any. A KindUint of any size has 4 or 8 bytes.
func (a Attribute) Size() int {
	if a.Kind() == KindTypeValue {
		return 0
	}
	if l := a.Layout(); l != 0 && a.Kind() == KindStruct {
		return l.Size()
	}
	return int(a.row().size)
}

// Levels is how many attributes, each named by nothing but its number, a
// KindTypeValue wraps around its Nested set.
//
//go:noinline
func (a Attribute) Levels() int {
	if a.Kind() != KindTypeValue {
		return 0
	}
	return int(a.row().size)
}

// BigEndian says that numbers are in network byte order.
func (a Attribute) BigEndian() bool { return a.row().flags&flagBig != 0 }

// Multi says that the attribute may be there many times in a row.
func (a Attribute) Multi() bool { return a.row().flags&flagMulti != 0 }

// Required says that the kernel refuses the message or nest without it.
func (a Attribute) Required() bool { return a.row().flags&flagRequired != 0 }

// Sequence says that a KindStruct is an array of them.
//
//go:noinline
func (a Attribute) Sequence() bool { return a.row().flags&flagSequence != 0 }

// Unused says that the number is taken and means nothing.
func (a Attribute) Unused() bool { return a.row().flags&flagUnused != 0 }

// Enum names the value, 0 if nothing does.
//
//go:noinline
func (a Attribute) Enum() Enum {
	if k := a.Kind(); k == KindRecords || k == KindMessage {
		return 0
	}
	return Enum(a.row().aux)
}

// Bits says that the value is a mask and Enum names its bits by their numbers.
//
//go:noinline
func (a Attribute) Bits() bool { return a.row().flags&flagBits != 0 }

// Nested is the set of the attributes within: of a KindNested, of each element
// of a KindArray of nests, below the levels of a KindTypeValue, or behind each
// struct of KindRecords and KindMessage. A nest of nobody knows what has 0.
//
//go:noinline
func (a Attribute) Nested() Set {
	switch r := a.row(); r.kind {
	case KindNested, KindTypeValue, KindRecords, KindMessage:
		return Set(r.ref)
	case KindArray:
		if r.elem == KindNested {
			return Set(r.ref)
		}
	}
	return 0
}

// Layout is the struct of a KindStruct, of the elements of a KindArray of
// structs, and in front of the attributes of KindRecords and KindMessage.
//
//go:noinline
func (a Attribute) Layout() Layout {
	switch r := a.row(); r.kind {
	case KindStruct:
		return Layout(r.ref)
	case KindRecords, KindMessage:
		return Layout(r.aux)
	case KindArray:
		if r.elem == KindStruct {
			return Layout(r.ref)
		}
	}
	return 0
}

// Sub is what a KindSub chooses from. selector is the attribute that says which:
// it stands in the same nest or in one around it. An attribute that is its own
// selector is a struct sockaddr, whose first two bytes are the family. No
// selector means the address family in the first byte of the message's fixed
// header.
func (a Attribute) Sub() (s SubMessage, selector Attribute) {
	r := a.row()
	if r.kind != KindSub || int(r.ref) >= len(subUses) {
		return 0, 0
	}
	return SubMessage(subUses[r.ref].sub), Attribute(subUses[r.ref].selector)
}
