// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// Kind is what a span or a node is.
type Kind uint8

// Kinds. A message, a header, an attribute and a record have parts; the others
// are leaves.
const (
	KindMessage Kind = iota // one netlink message, or one text without nlmsghdr
	KindHeader              // a struct: nlmsghdr, a family's fixed header, an attribute's value
	KindAttr                // a struct nlattr with its value
	KindField               // a field of a struct, an element of an array
	KindPayload             // a value that is no struct
	KindPadding             // bytes up to the next multiple of 4
	KindGap                 // bytes that belong to no message
	KindRecord              // a struct that counts the attributes behind it in
)

var kindNames = [...]string{"message", "header", "attr", "field", "payload", "padding", "gap", "record"}

// String names the kind.
func (k Kind) String() string { return kindNames[k] }

// Span is a piece of the input as Scan finds it. Structs are not taken apart
// yet: Decode does that.
type Span struct {
	// Offset and Length are in bytes of the input. A message and an attribute
	// have the padding behind them with them.
	Offset, Length int32
	// Parent is the position in Tree.Spans of the span around this one, or -1.
	// Parents stand before their children.
	Parent int32
	// row is the table's row that says what this is: a Message, a Layout or an
	// Attribute, as the kind says; a core struct if flagCore is set.
	row uint16
	// inner is the Set that numbers what is inside, or the Layout of a
	// KindStruct value.
	inner uint16
	// set numbers the attribute itself.
	set uint16
	// size is the length of an attribute's value, or longSize.
	size  uint16
	Kind  Kind
	Value nlspec.Kind
	Depth uint8
	flags uint8
}

// Bits of Span.flags.
const (
	flagSwap  = 1 << iota // big-endian whatever the host is
	flagCore              // row is one of coreStructs
	flagIndex             // the attribute's number only counts
	flagWhole             // an attribute whose value is not taken apart into attributes
	flagCut               // the bytes end before the struct does
	flagEcho              // a message inside an error: its end may be missing
	flagText              // a message without a struct nlmsghdr
)

// longSize is the size of a value that only its span's end bounds: of an
// attribute whose nla_len is wrong.
const longSize = 1<<16 - 1

func (s *Span) end() int { return int(s.Offset) + int(s.Length) }

// Attribute is the table's row of a KindAttr, 0 if the tables do not know it.
func (s *Span) Attribute() nlspec.Attribute {
	if s.Kind != KindAttr {
		return 0
	}
	return nlspec.Attribute(s.row)
}

// Message is the table's row of a KindMessage, 0 if the tables do not know it.
func (s *Span) Message() nlspec.Message {
	if s.Kind != KindMessage {
		return 0
	}
	return nlspec.Message(s.row)
}

// Inner is the set that numbers the attributes inside, 0 if none or unknown.
func (s *Span) Inner() nlspec.Set {
	if s.Kind == KindHeader || s.flags&flagWhole != 0 {
		return 0
	}
	return nlspec.Set(s.inner)
}

// Layout is the struct of a header or record, of an attribute's value, or 0.
func (s *Span) Layout() nlspec.Layout {
	switch {
	case s.flags&flagCore != 0:
		return 0
	case s.Kind == KindHeader || s.Kind == KindRecord:
		return nlspec.Layout(s.row)
	case s.Value == nlspec.KindStruct:
		return nlspec.Layout(s.inner)
	}
	return 0
}

// Whole says that the attribute's value is not made of attributes.
func (s *Span) Whole() bool { return s.flags&flagWhole != 0 }

// Counted says that the attribute's number only counts.
func (s *Span) Counted() bool { return s.flags&flagIndex != 0 }
