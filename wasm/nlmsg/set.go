// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"errors"

	"netlinklab/wasm/nlspec"
)

// Errors of SetField and InsertPayload.
var (
	ErrNotLeaf  = errors.New("this is not a field that holds a value")
	ErrNumber   = errors.New("a number is needed: decimal, 0x… or kernel names joined by |")
	ErrRange    = errors.New("the number does not fit the field")
	ErrHex      = errors.New("hex bytes need two digits each, such as 68 65")
	ErrAddress  = errors.New("an address is needed, such as 10.0.0.1, fe80::1 or 02:00:00:00:00:01")
	ErrSize     = errors.New("padding keeps its length")
	ErrNotEmpty = errors.New("there is a payload already: set that one")
)

// SetField gives a copy of the tree's bytes with a leaf's value replaced by
// what text says, in any form that Text gives: a number or names for a number,
// which keeps its width; an address; "text" in quotes or hex bytes for the
// rest. Lengths that were right before stay right: nla_len, nlmsg_len and the
// padding behind them. Wrong ones stay as they are.
func (t *Tree) SetField(i int, text string) ([]byte, error) {
	n := &t.Nodes[i]
	if !n.Leaf {
		return nil, ErrNotLeaf
	}
	value, err := t.parse(n, text)
	if err != nil {
		return nil, err
	}
	if n.Kind == KindPadding && len(value) != int(n.Length) {
		return nil, ErrSize
	}
	return t.splice(n, value)
}

// InsertPayload gives a copy of the tree's bytes with a payload in a message,
// or a value in an attribute, that has none. The text is as for SetField.
func (t *Tree) InsertPayload(i int, text string) ([]byte, error) {
	holder := &t.Nodes[i]
	n := Node{Offset: holder.Offset, Parent: int32(i), Span: holder.Span, Kind: KindPayload}
	first := i + 1
	switch holder.Kind {
	case KindMessage:
		n.Offset += headerSize
		first++ // the header is no payload
	case KindAttr:
		s := &t.Spans[holder.Span]
		row := s.Attribute()
		n.Offset += attrSize
		n.Value, n.Enum, n.bits = row.Kind(), row.Enum(), row.Bits()
		n.swap = s.flags&flagSwap != 0
		n.Length = insertWidth(row)
	default:
		return nil, ErrNotLeaf
	}
	for j := first; j < len(t.Nodes) && t.Nodes[j].Depth > holder.Depth; j++ {
		c := &t.Nodes[j]
		if int(c.Parent) == i && c.Kind != KindPadding && c.Name != "nla_len" && c.Name != "nla_type" {
			return nil, ErrNotEmpty
		}
	}
	value, err := t.parse(&n, text)
	if err != nil {
		return nil, err
	}
	n.Length = 0
	return t.splice(&n, value)
}

// insertWidth is the width in bytes that a number gets where none was; most
// numbers in attributes are __u32.
func insertWidth(row nlspec.Attribute) int32 {
	switch {
	case !isNumber(row.Kind()):
		return 0
	case row.Size() > 0:
		return int32(row.Size())
	}
	return 4
}

// splice replaces a leaf's bytes and makes the lengths around it follow.
func (t *Tree) splice(n *Node, value []byte) ([]byte, error) {
	out := make([]byte, 0, len(t.Bytes)+len(value)+8)
	out = append(out, t.Bytes[:n.Offset]...)
	out = append(out, value...)
	at := n.end()
	more := len(value) - int(n.Length)
	for i := n.Parent; i >= 0 && more != 0; i = t.Nodes[i].Parent {
		p := &t.Nodes[i]
		size, least, most := p.lengthField()
		if size == 0 {
			continue
		}
		length := int(uintAt(t.Bytes[p.Offset:int(p.Offset)+size], t.big))
		if length < least || length > int(p.Length) {
			continue // wrong before, and left so
		}
		if length+more > most {
			return nil, ErrRange
		}
		copy(out[p.Offset:], appendUint(nil, uint64(length+more), size, t.big))
		end := int(p.Offset) + length
		pad := t.Bytes[end:p.end()]
		out = append(out, t.Bytes[at:end]...)
		at = p.end()
		grown := len(out)
		out = t.appendPadding(out, p, pad, length, length+more)
		more += len(out) - grown - len(pad)
	}
	return append(out, t.Bytes[at:]...), nil
}

// lengthField says how many bytes hold a node's own length, 0 for none, and
// what they can say.
func (n *Node) lengthField() (size, least, most int) {
	switch n.Kind {
	case KindMessage:
		if n.CType == textType {
			return 0, 0, 0 // it has no header
		}
		return 4, headerSize, 1<<31 - 1
	case KindRecord:
		return 2, 2, 1<<16 - 1
	case KindAttr:
		return 2, attrSize, 1<<16 - 1
	}
	return 0, 0, 0
}

// appendPadding appends what stands behind an attribute or a message whose
// length changes. Padding that was complete is made complete again. The last
// message needs none, and what is there but is no padding is kept.
func (t *Tree) appendPadding(out []byte, p *Node, pad []byte, length, changed int) []byte {
	complete := len(pad) == align(length)-length
	if p.Kind == KindMessage && p.end() == len(t.Bytes) {
		complete = complete && len(pad) > 0 && allZero(pad)
	}
	if !complete {
		return append(out, pad...)
	}
	for i := range align(changed) - changed {
		var c byte
		if i < len(pad) {
			c = pad[i]
		}
		out = append(out, c)
	}
	return out
}
