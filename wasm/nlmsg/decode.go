// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// headerSize is sizeof(struct nlmsghdr), and attrSize sizeof(struct nlattr).
const (
	headerSize = 16
	attrSize   = 4
)

// align is NLMSG_ALIGN(len) and NLA_ALIGN(len): ((len)+4-1) & ~(4-1).
func align(n int) int { return (n + 3) &^ 3 }

// Decode takes b apart. It keeps b, and the tree's texts point into it.
func Decode(b []byte, o Options) *Tree {
	t := &Tree{}
	t.Decode(b, o)
	return t
}

// Decode takes b apart and reuses the tree's memory.
func (t *Tree) Decode(b []byte, o Options) {
	t.Scan(b, o)
	t.makeNodes()
}

// Scan finds the spans of b and what is wrong with them, and leaves the nodes
// to Decode. Once the tree has grown it allocates nothing.
func (t *Tree) Scan(b []byte, o Options) {
	t.Bytes, t.opts, t.big = b, o, o.BigEndian
	t.Spans, t.faults, t.learned = t.Spans[:0], t.faults[:0], t.learned[:0]
	t.Nodes, t.Problems, t.steps = t.Nodes[:0], t.Problems[:0], 0
	if t.Spans == nil {
		// Of the messages of real kernels, those with the smallest attributes
		// have a span for every 12 bytes.
		t.Spans = make([]Span, 0, len(b)/12+4)
	}
	if o.Protocol == protocolUevent {
		t.texts(b)
		return
	}
	for off := 0; off < len(b); {
		off = t.message(off, len(b), -1, 0)
	}
}

// scope is where a message's contents are decoded.
type scope struct {
	// span holds them, and depth is theirs.
	span  int32
	depth uint8
}

// message decodes one message at off and gives where the next one starts. echo
// is flagEcho for the request inside an error, of which only a part may be there.
func (t *Tree) message(off, limit int, parent int32, echo uint8) int {
	var depth uint8
	if parent >= 0 {
		depth = t.Spans[parent].Depth + 1
	}
	if limit-off < headerSize {
		gap := t.add(KindGap, off, limit-off, parent, depth)
		t.fault(ShortHeader, off, limit-off, gap, roleSelf)
		return limit
	}
	msg := t.add(KindMessage, off, 0, parent, depth)
	length := uint64(t.u32(off))
	msgType := t.u16(off + 4)
	end := limit
	switch {
	case length < headerSize:
		t.fault(LenTooSmall, off, 4, msg, roleSecond)
	case length > uint64(limit-off):
		if echo == 0 {
			t.fault(LenTooBig, off, 4, msg, roleSecond)
		}
	default:
		end = off + int(length)
	}
	t.Spans[msg].flags = echo
	t.body(off, end, msg, msgType)
	t.checkFlags(off, msg)
	next := min(off+align(end-off), limit)
	if next > end {
		t.padding(end, next-end, msg, depth+1)
	}
	t.Spans[msg].Length = int32(next - off)
	return next
}

func (t *Tree) padding(off, length int, parent int32, depth uint8) {
	pad := t.add(KindPadding, off, length, parent, depth)
	if !allZero(t.Bytes[off : off+length]) {
		t.fault(PadNotZero, off, length, pad, roleSelf)
	}
}

// checkFlags complains of bits that have no name in this message.
func (t *Tree) checkFlags(off int, msg int32) {
	flags := uint32(t.u16(off + 6))
	if flags&^flagsCommon == 0 {
		return
	}
	if unnamed(flags, modifiers(t.messageName(&t.Spans[msg]))) != 0 {
		t.fault(FlagUnknown, off+6, 2, msg, roleFourth)
	}
}

// direction is the way that the message at off goes.
func (t *Tree) direction(off int, echo uint8) nlspec.Direction {
	switch {
	case echo != 0:
		return nlspec.FromUser
	case t.opts.Direction != 0:
		return t.opts.Direction
	case t.u16(off+6)&flagRequest != 0:
		return nlspec.FromUser
	}
	return nlspec.FromKernel
}

// body decodes what follows the header of the message at off.
func (t *Tree) body(off, end int, msg int32, msgType uint16) {
	start := off + headerSize
	s := scope{span: msg, depth: t.Spans[msg].Depth + 1}
	t.first = 0
	if start < end {
		t.first = t.Bytes[start]
	}
	way := t.direction(off, t.Spans[msg].flags&flagEcho)
	found := nlspec.Message(0)
	if msgType >= typeMin || typeless(t.opts.Protocol) {
		if t.opts.Protocol == protocolGeneric {
			t.generic(start, end, msg, msgType, way, &s)
			return
		}
		found = t.find(msgType, way)
	}
	t.Spans[msg].row = uint16(found)
	switch {
	case found != 0:
		t.classic(start, end, found, way, &s)
	case msgType == typeError:
		t.ackBody(start, end, msg, t.u16(off+6))
	case msgType == typeDone:
		t.doneBody(start, end, &s, t.u16(off+6))
	case msgType < typeMin:
		if msgType != typeNoop && msgType != typeOverrun {
			t.fault(TypeReserved, off+4, 2, msg, roleThird)
		}
		t.payload(start, end, msg, s.depth)
	default:
		t.stranger(start, end, msg, &s)
	}
}

// payload adds bytes of which no more is known.
func (t *Tree) payload(start, end int, parent int32, depth uint8) int32 {
	if start >= end {
		return parent
	}
	p := t.add(KindPayload, start, end-start, parent, depth)
	if t.opts.Protocol == protocolTest || isText(t.Bytes[start:end]) {
		t.Spans[p].Value = nlspec.KindString
	}
	return p
}
