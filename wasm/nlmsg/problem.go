// SPDX-License-Identifier: Apache-2.0

package nlmsg

// Code names what is wrong with a place. Codes never change; pages translate them.
type Code string

// Codes of problems.
const (
	ShortHeader   Code = "short-header"   // fewer than 16 bytes are left for a header
	LenTooSmall   Code = "len-too-small"  // nlmsg_len is below 16
	LenTooBig     Code = "len-too-big"    // nlmsg_len reaches past the end
	PadNotZero    Code = "pad-not-zero"   // padding that holds something
	FixedShort    Code = "fixed-short"    // the family's fixed header is cut short
	AttrShort     Code = "attr-short"     // fewer than 4 bytes are left for an attribute
	AttrTooSmall  Code = "attr-too-small" // nla_len is below 4
	AttrTooBig    Code = "attr-too-big"   // nla_len reaches past the end
	AttrDeep      Code = "attr-deep"      // nested deeper than maxDepth, not taken apart
	ValueSize     Code = "value-size"     // a value of another length than its type has
	RecordSize    Code = "record-size"    // a record's length is below its struct's or reaches past the end
	TypeReserved  Code = "type-reserved"  // a type below 0x10 that netlink gives no meaning
	FlagUnknown   Code = "flag-unknown"   // a flag bit without a name
	Trailing      Code = "trailing"       // bytes behind everything that the message should hold
	Rejected      Code = "rejected"       // the kernel's extended ACK points here
	TypeUnknown   Code = "type-unknown"   // a message type that the tables do not have
	FamilyUnknown Code = "family-unknown" // a generic family that nobody has named
	AttrUnknown   Code = "attr-unknown"   // an attribute that the tables do not have
	ChoiceUnknown Code = "choice-unknown" // a content whose selector is missing or says nothing known
)

// Unknown says that the bytes may well be right and the tables do not know what
// they mean.
func (c Code) Unknown() bool {
	switch c {
	case TypeUnknown, FamilyUnknown, AttrUnknown, ChoiceUnknown:
		return true
	}
	return false
}

// Text says in English what a code means and what to do.
func (c Code) Text() string {
	switch c {
	case ShortHeader:
		return "fewer than 16 bytes are left, too few for a struct nlmsghdr"
	case LenTooSmall:
		return "nlmsg_len is below 16, the size of the header that it counts in"
	case LenTooBig:
		return "nlmsg_len reaches past the end of the bytes"
	case PadNotZero:
		return "padding should be zero"
	case FixedShort:
		return "the fixed part of this message is cut short"
	case AttrShort:
		return "fewer than 4 bytes are left, too few for a struct nlattr"
	case AttrTooSmall:
		return "nla_len is below 4, the size of the header that it counts in"
	case AttrTooBig:
		return "nla_len reaches past the end of what holds the attribute"
	case AttrDeep:
		return "what is nested this deep is not taken apart"
	case ValueSize:
		return "the value has another length than its type"
	case RecordSize:
		return "the record's length is below its struct's or reaches past the end"
	case TypeReserved:
		return "types below 0x10 belong to netlink itself, and this one has no meaning"
	case FlagUnknown:
		return "a flag bit that has no name for this kind of message"
	case Trailing:
		return "bytes behind everything that this message should hold"
	case Rejected:
		return "the kernel's extended ACK points here"
	case TypeUnknown:
		return "no message of this protocol has this type in the tables"
	case FamilyUnknown:
		return "the name of this generic family is not known: its id is handed out at run time"
	case AttrUnknown:
		return "the tables know no attribute with this number here; it may be newer than they are"
	case ChoiceUnknown:
		return "what says how to read this is missing, or the tables do not know what it says"
	}
	return string(c)
}

// Problem is something wrong at a place.
type Problem struct {
	Code           Code
	Offset, Length int
	// Node is the position in Tree.Nodes of what it is about.
	Node int
}

// role is the part of a span that a fault is about.
type role uint8

// Parts of a span, as places behind its own node.
const (
	roleSelf   role = iota
	roleFirst       // nlmsghdr, or nla_len
	roleSecond      // nlmsg_len, or nla_type
	roleThird       // nlmsg_type, or the value
	roleFourth      // nlmsg_flags
)

// fault is a problem as Decode finds it, before there are nodes.
type fault struct {
	code           Code
	offset, length int32
	span           int32
	role           role
}

//go:noinline
func (t *Tree) fault(c Code, offset, length int, span int32, r role) {
	t.faults = append(t.faults, fault{c, int32(offset), int32(length), span, r})
}

// Clean says that Scan or Decode found nothing wrong and nothing unknown.
func (t *Tree) Clean() bool { return len(t.faults) == 0 }

// Codes gives each problem's code and the offset of its place, after Scan too.
func (t *Tree) Codes(yield func(c Code, offset int) bool) {
	for i := range t.faults {
		if f := &t.faults[i]; !yield(f.code, int(f.offset)) {
			return
		}
	}
}
