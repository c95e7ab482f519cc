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
	t.Bytes, t.opts, t.steps = b, o, 0
	t.Nodes, t.Problems = t.Nodes[:0], t.Problems[:0]
	if t.Nodes == nil {
		// An attribute of 8 bytes makes four nodes, a header of 16 makes seven.
		t.Nodes = make([]Node, 0, len(b)/2+8)
	}
	p := nlspec.FindProtocol(o.Protocol)
	for off := 0; off < len(b); {
		off = t.message(off, len(b), -1, p, true)
	}
}

// tags are the letters of nlmsghdr's fields.
const tags = "LTFQP"

// message decodes one message at off and gives where the next one starts. whole
// is false for the request inside an error, of which only a part may be there.
func (t *Tree) message(off, limit, parent int, p *nlspec.Protocol, whole bool) int {
	if limit-off < headerSize {
		gap := t.add(KindGap, off, limit-off, parent, "trailing bytes")
		t.problem(ShortHeader, off, limit-off, gap)
		return limit
	}
	msg := t.add(KindMessage, off, 0, parent, "")
	head := t.header(off, msg, &nlspec.Header)
	for i := range tags {
		t.Nodes[head+1+i].Tag = tags[i]
	}
	length := t.uint(off, 4, t.opts.BigEndian)
	msgType := uint16(t.uint(off+4, 2, t.opts.BigEndian))
	end := limit
	switch {
	case length < headerSize:
		t.problem(LenTooSmall, off, 4, head+1)
	case length > uint64(limit-off):
		if whole {
			t.problem(LenTooBig, off, 4, head+1)
		}
	default:
		end = off + int(length)
	}
	t.Nodes[msg].Name = TypeName(p, msgType)
	t.checkHeader(head, msgType)
	if off+headerSize < end {
		t.body(off, end, msg, p, msgType)
	}
	next := min(off+align(end-off), limit)
	if next > end {
		t.padding(end, next-end, msg)
	}
	t.Nodes[msg].Length = int32(next - off)
	return next
}

// header adds a struct with its fields and gives the struct's position.
func (t *Tree) header(off, parent int, s *nlspec.Struct) int {
	h := t.add(KindHeader, off, 0, parent, s.Name())
	t.Nodes[h].CType = s.CType
	start := off
	for i := range s.Fields {
		f := &s.Fields[i]
		n := &t.Nodes[t.add(KindField, off, int(f.Size), h, f.Name)]
		n.CType, n.Value, n.Tag = f.CType, f.Kind, 'H'
		off += int(f.Size)
	}
	t.Nodes[h].Length = int32(off - start)
	return h
}

func (t *Tree) padding(off, length, parent int) {
	pad := t.add(KindPadding, off, length, parent, "padding")
	if !allZero(t.Bytes[off : off+length]) {
		t.problem(PadNotZero, off, length, pad)
	}
}

func (t *Tree) checkHeader(head int, msgType uint16) {
	if msgType < 0x10 && nlspec.Find(nlspec.StandardTypes[:], uint32(msgType)) == "" {
		n := &t.Nodes[head+2]
		t.problem(TypeReserved, int(n.Offset), int(n.Length), head+2)
	}
	n := &t.Nodes[head+3]
	flags := uint32(t.uint(int(n.Offset), 2, t.opts.BigEndian))
	if flags != 0 && unnamed(flags, modifiers(t.Nodes[head-1].Name)) != 0 {
		t.problem(FlagUnknown, int(n.Offset), int(n.Length), head+3)
	}
}

// body decodes what follows the header of the message at start.
func (t *Tree) body(start, end, msg int, p *nlspec.Protocol, msgType uint16) {
	off := start + headerSize
	flags := t.uint(start+6, 2, t.opts.BigEndian)
	kind := p.FindType(msgType)
	switch {
	case msgType == 2:
		t.ackBody(off, end, msg, p, flags)
	case msgType == 3:
		t.doneBody(off, end, msg, flags)
	case msgType >= 0x10 && kind != nil && kind.Header != nil:
		off = t.fixed(off, end, msg, kind.Header)
		t.attrs(off, end, msg, kind.Attrs)
	default:
		n := &t.Nodes[t.add(KindPayload, off, end-off, msg, "payload")]
		n.Value, n.Tag = nlspec.KindString, 'D'
	}
}

// fixed decodes a family's fixed header and gives where the attributes start.
func (t *Tree) fixed(off, end, parent int, s *nlspec.Struct) int {
	size := s.Size()
	if end-off < size {
		h := t.add(KindHeader, off, end-off, parent, s.Name())
		t.Nodes[h].CType = s.CType
		t.problem(FixedShort, off, end-off, h)
		t.Nodes[t.add(KindPayload, off, end-off, h, "payload")].Tag = 'D'
		return end
	}
	t.header(off, parent, s)
	padded := min(off+align(size), end)
	if padded > off+size {
		t.padding(off+size, padded-off-size, parent)
	}
	return padded
}
