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
	t.Bytes, t.opts = b, o
	t.Nodes, t.Problems = t.Nodes[:0], t.Problems[:0]
	for off := 0; off < len(b); {
		off = t.message(off, len(b), -1, nlspec.FindProtocol(o.Protocol), true)
	}
}

// tags are the letters of nlmsghdr's fields.
const tags = "LTFQP"

// message decodes one message at off and gives where the next one starts. whole
// is false for the request inside an error, of which only a part may be there.
func (t *Tree) message(off, limit, parent int, p *nlspec.Protocol, whole bool) int {
	if limit-off < headerSize {
		gap := t.add(Node{Offset: off, Length: limit - off, Parent: parent, Kind: KindGap, Name: "trailing bytes"})
		t.problem(ShortHeader, off, limit-off, gap)
		return limit
	}
	msg := t.add(Node{Offset: off, Parent: parent, Kind: KindMessage})
	head := t.add(Node{Offset: off, Length: headerSize, Parent: msg, Kind: KindHeader, Name: nlspec.Header.Name, CType: "struct nlmsghdr"})
	at := off
	for i, f := range nlspec.Header.Fields {
		t.add(Node{Offset: at, Length: int(f.Size), Parent: head, Kind: KindField, Name: f.Name, CType: f.CType, Value: f.Kind, Tag: tags[i]})
		at += int(f.Size)
	}
	big := t.opts.BigEndian
	length := t.uint(off, 4, big)
	msgType := uint16(t.uint(off+4, 2, big))
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
	kind := p.FindType(msgType)
	t.Nodes[msg].Name = TypeName(p, msgType)
	t.checkHeader(head, msgType, kind)
	t.body(off+headerSize, end, msg, head, p, msgType, kind)
	next := min(off+align(end-off), limit)
	if next > end {
		t.padding(end, next-end, msg)
	}
	t.Nodes[msg].Length = next - off
	return next
}

func (t *Tree) padding(off, length, parent int) {
	pad := t.add(Node{Offset: off, Length: length, Parent: parent, Kind: KindPadding, Name: "padding"})
	for _, c := range t.Bytes[off : off+length] {
		if c != 0 {
			t.problem(PadNotZero, off, length, pad)
			return
		}
	}
}

func (t *Tree) checkHeader(head int, msgType uint16, kind *nlspec.Type) {
	if msgType < 0x10 && nlspec.Find(nlspec.StandardTypes[:], uint32(msgType)) == "" {
		n := t.Nodes[head+2]
		t.problem(TypeReserved, n.Offset, n.Length, head+2)
	}
	n := &t.Nodes[head+3]
	flags := uint32(t.uint(n.Offset, 2, t.opts.BigEndian))
	_, rest := flagNames(flags, modifiers(t.Nodes[t.Nodes[head].Parent].Name))
	if rest != 0 {
		t.problem(FlagUnknown, n.Offset, n.Length, head+3)
	}
}

// body decodes what follows a message's header.
func (t *Tree) body(off, end, msg, head int, p *nlspec.Protocol, msgType uint16, kind *nlspec.Type) {
	if off >= end {
		return
	}
	flags := t.uint(t.Nodes[head+3].Offset, 2, t.opts.BigEndian)
	switch {
	case msgType == 2:
		t.ackBody(off, end, msg, p, flags)
	case msgType == 3:
		t.doneBody(off, end, msg, flags)
	case msgType >= 0x10 && kind != nil && kind.Header != nil:
		off = t.fixed(off, end, msg, kind.Header)
		t.attrs(off, end, msg, kind.Attrs)
	default:
		t.add(Node{Offset: off, Length: end - off, Parent: msg, Kind: KindPayload, Name: "payload", Value: nlspec.KindString, Tag: 'D'})
	}
}

// fixed decodes a family's fixed header and gives where the attributes start.
func (t *Tree) fixed(off, end, parent int, s *nlspec.Struct) int {
	size := s.Size()
	h := t.add(Node{Offset: off, Length: min(size, end-off), Parent: parent, Kind: KindHeader, Name: s.Name, CType: "struct " + s.Name})
	if end-off < size {
		t.problem(FixedShort, off, end-off, h)
		t.add(Node{Offset: off, Length: end - off, Parent: h, Kind: KindPayload, Name: "payload", Tag: 'D'})
		return end
	}
	for _, f := range s.Fields {
		t.add(Node{Offset: off, Length: int(f.Size), Parent: h, Kind: KindField, Name: f.Name, CType: f.CType, Value: f.Kind, Tag: 'H'})
		off += int(f.Size)
	}
	if padded := min(t.Nodes[h].Offset+align(size), end); padded > off {
		t.padding(off, padded-off, parent)
		return padded
	}
	return off
}
