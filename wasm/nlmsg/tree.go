// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// Options say how to read the bytes.
type Options struct {
	// Protocol is the netlink protocol, socket(2)'s third argument.
	Protocol int32
	// BigEndian reads integers as a big-endian host has them.
	BigEndian bool
	// Direction is the way that the messages went, 0 to take it from
	// NLM_F_REQUEST.
	Direction nlspec.Direction
	// Generic names generic families by the ids that a kernel gave them. Those
	// that a CTRL_CMD_NEWFAMILY in the same input tells need not be here.
	Generic []GenericID
}

// GenericID is the id that a kernel gave a generic family: the nlmsg_type of
// its messages.
type GenericID struct {
	ID   uint16
	Name string
}

// Tree is a decoded input. Scan and Decode can use it again.
type Tree struct {
	Bytes []byte
	// Spans are in the order of the bytes, parents before what is inside.
	Spans []Span
	// Nodes are every field and member, in the same order, and Problems what is
	// wrong. Decode makes them, Scan does not.
	Nodes    []Node
	Problems []Problem
	faults   []fault
	opts     Options
	big      bool
	// learned are the generic families that the input itself names.
	learned []learned
	// first is the first byte of the current message's payload, which often is
	// an address family.
	first byte
	nests [maxDepth + 2]nest
	// recent is the last answer of nlspec.FindMessage: a dump's messages are alike.
	recent recent
	// ackSet numbers what stands behind an NLMSG_ERROR's request.
	ackSet nlspec.Set
	// firstNode is where each span's nodes begin.
	firstNode []int32
	// structTypes are the C types of the structs that were met.
	structTypes map[nlspec.Layout]string
	// steps counts how often a byte's span was looked at again, which a test
	// bounds.
	steps int
}

type recent struct {
	protocol int32
	kind     uint16
	way      nlspec.Direction
	first    byte
	message  nlspec.Message
}

func (t *Tree) find(kind uint16, way nlspec.Direction) nlspec.Message {
	r := &t.recent
	if r.protocol != t.opts.Protocol || r.kind != kind || r.way != way || r.first != t.first {
		*r = recent{t.opts.Protocol, kind, way, t.first, nlspec.FindMessage(t.opts.Protocol, kind, way, t.first)}
	}
	return r.message
}

// Options are what the tree was decoded with.
func (t *Tree) Options() Options { return t.opts }

// add appends a span and gives its position.
//
//go:noinline
func (t *Tree) add(k Kind, offset, length int, parent int32, depth uint8) int32 {
	t.Spans = append(t.Spans, Span{Offset: int32(offset), Length: int32(length), Parent: parent, Kind: k, Depth: depth})
	return int32(len(t.Spans) - 1)
}

// uint reads 1 to 8 bytes as the byte order says.
func uintAt(b []byte, big bool) uint64 {
	switch {
	case len(b) == 2 && !big:
		return uint64(b[0]) | uint64(b[1])<<8
	case len(b) == 4 && !big:
		return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24
	case len(b) == 8 && !big:
		return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	}
	var v uint64
	for i := range b {
		if big {
			v = v<<8 | uint64(b[i])
		} else {
			v |= uint64(b[i]) << (8 * i)
		}
	}
	return v
}

func (t *Tree) u16(at int) uint16 {
	b := t.Bytes[at : at+2]
	if t.big {
		return uint16(b[0])<<8 | uint16(b[1])
	}
	return uint16(b[0]) | uint16(b[1])<<8
}

func (t *Tree) u32(at int) uint32 {
	return uint32(uintAt(t.Bytes[at:at+4], t.big))
}

// SpanName is what a span is called, "" if it has no name. It allocates nothing.
func (t *Tree) SpanName(i int) string {
	s := &t.Spans[i]
	switch s.Kind {
	case KindMessage:
		return t.messageName(s)
	case KindAttr:
		return nlspec.Attribute(s.row).Name()
	case KindHeader, KindRecord:
		if s.flags&flagCore != 0 {
			return coreStructs[s.row].ctype[len("struct "):]
		}
		return nlspec.Layout(s.row).Name()
	case KindPadding:
		return "padding"
	case KindGap:
		return "trailing bytes"
	}
	return "payload"
}

// SpanData is a span's value: an attribute's without its header and padding, a
// message's whole.
func (t *Tree) SpanData(i int) []byte {
	s := &t.Spans[i]
	if s.Kind != KindAttr {
		return t.Bytes[s.Offset:s.end()]
	}
	start := int(s.Offset) + attrSize
	if s.size != longSize {
		return t.Bytes[start : start+int(s.size)]
	}
	return t.Bytes[min(start, s.end()):s.end()]
}

// SpanUint is an attribute's value as a number; ok is false if it is not one of
// 1 to 8 bytes.
func (t *Tree) SpanUint(i int) (v uint64, ok bool) {
	s := &t.Spans[i]
	b := t.SpanData(i)
	if len(b) == 0 || len(b) > 8 || !isNumber(s.Value) {
		return 0, false
	}
	return uintAt(b, t.big || s.flags&flagSwap != 0), true
}

// SpanType is an attribute's nla_type with its two flag bits.
func (t *Tree) SpanType(i int) uint16 { return t.u16(int(t.Spans[i].Offset) + 2) }
