// SPDX-License-Identifier: Apache-2.0

// Package nlspec holds facts about netlink families: what numbers are called
// and what stands where. Facts only, as static tables that need no start-up
// work; package nlmsg decides what to make of them.
//
//	Protocol ── Types ──> Type ── Header ──> Struct (fixed header)
//	                        └──── Attrs ───> AttrSet ──> Attr ── Nested ──> AttrSet
package nlspec

// The first table is of everything; lessons download the second one.
//
//go:generate go run -tags notables ../../backend/cmd/nlspecgen -out tables.go -build "!lesson && !notables"
//go:generate go run -tags notables ../../backend/cmd/nlspecgen -out tables_lesson.go -build "lesson && !notables" -families netlink,nlctrl,rt-addr,rt-link,rt-neigh,rt-route,rt-rule,test

// Named is a number with its kernel name.
type Named struct {
	Value uint32
	Name  string
}

// Field is a field of a C struct.
type Field struct {
	Name  string
	CType string
	// Size is in bytes.
	Size uint8
	Kind Kind
}

// Kind says how a field's or an attribute's bytes read.
type Kind uint8

// Kinds of values. Numbers are in host byte order unless the name says BE.
const (
	KindBytes      Kind = iota // no more is known
	KindUint                   // 1, 2, 4 or 8 bytes
	KindInt                    // two's complement
	KindString                 // text, with or without a zero byte at its end
	KindErrno                  // a 4-byte int: 0 or a negative errno
	KindNested                 // attributes
	KindFlag                   // no bytes: being there is the value
	KindMAC                    // a hardware address
	KindIP                     // an IPv4 or IPv6 address, in network byte order
	KindFamily                 // an address family
	KindHex                    // a KindUint that people read in hexadecimal
	KindUUID                   // 16 bytes
	KindPad                    // filler without meaning
	KindBitfield32             // struct nla_bitfield32: 4 bytes of values, 4 bytes of which of them count
	KindStruct                 // a Layout, or an array of them
	KindVector                 // an array of numbers
	KindArray                  // attributes that only count, with an element in each
	KindTypeValue              // attributes whose numbers mean something, with the nest inside
	KindRecords                // structs with attributes behind each; their first two bytes are the length of both
	KindSub                    // what a selector says
	KindMessage                // a Layout with attributes behind it, as in a message
)

// Struct is a fixed header.
type Struct struct {
	// CType is "struct" and the name.
	CType  string
	Fields []Field
}

// Name is the struct's name.
func (s *Struct) Name() string { return s.CType[len("struct "):] }

// Size is the struct's length in bytes.
func (s *Struct) Size() int {
	n := 0
	for _, f := range s.Fields {
		n += int(f.Size)
	}
	return n
}

// Attr is an attribute of a set.
type Attr struct {
	Type   uint16
	Name   string
	Kind   Kind
	Nested *AttrSet
}

// AttrSet is one number space of attributes.
type AttrSet struct {
	Name string
	// Attrs are in the order of their numbers.
	Attrs []Attr
	// Element, if set, is what every attribute of an indexed list holds; the
	// attributes' numbers then only count.
	Element *AttrSet
}

// Find gives the attribute with a number, or nil.
func (s *AttrSet) Find(t uint16) *Attr {
	if s == nil {
		return nil
	}
	// No number stands behind its own place, and few stand far before it.
	for i := min(int(t), len(s.Attrs)) - 1; i >= 0 && s.Attrs[i].Type >= t; i-- {
		if s.Attrs[i].Type == t {
			return &s.Attrs[i]
		}
	}
	return nil
}

// Type is a message type of a protocol.
type Type struct {
	Value  uint16
	Name   string
	Header *Struct
	Attrs  *AttrSet
}

// Protocol is a netlink protocol (the third argument of socket(2)).
type Protocol struct {
	Number int32
	Name   string
	// Short is what the command line calls it.
	Short string
	Types []Type
	// Fallback stands for types that are not listed, if set.
	Fallback *Type
}

// FindType gives the type with a number, the fallback, or nil.
func (p *Protocol) FindType(t uint16) *Type {
	if p == nil {
		return nil
	}
	for i := range p.Types {
		if p.Types[i].Value == t {
			return &p.Types[i]
		}
	}
	return p.Fallback
}

// FindProtocol gives the protocol with a number, or nil.
func FindProtocol(number int32) *Protocol {
	for _, p := range protocols() {
		if p.Number == number {
			return p
		}
	}
	return nil
}

// ProtocolByName gives the protocol with a short or kernel name, or nil.
func ProtocolByName(name string) *Protocol {
	for _, p := range protocols() {
		if p.Short == name || p.Name == name {
			return p
		}
	}
	return nil
}

// Protocols lists the protocols that have tables.
func Protocols() []*Protocol { p := protocols(); return p[:] }

func protocols() [3]*Protocol { return [...]*Protocol{&test, &route, &generic} }
