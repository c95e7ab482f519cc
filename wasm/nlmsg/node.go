// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// Node is a piece of the input with all that is known of it. The leaves are
// side by side from the first byte to the last.
type Node struct {
	// Offset and Length are in bytes of the input.
	Offset, Length int32
	// Parent is the position in Tree.Nodes of the node that this one is part of, or
	// -1. Parents stand before their children.
	Parent int32
	// Span is the position in Tree.Spans of the span that it was made of.
	Span  int32
	Depth uint8
	Kind  Kind
	// Value says how the bytes read.
	Value nlspec.Kind
	// Tag is one letter that the byte view puts on the field, 0 for none.
	Tag byte
	// Leaf is true for nodes without children.
	Leaf bool
	// swap means that the bytes are big-endian whatever the host is.
	swap bool
	// bits means that enum names bits by their numbers.
	bits bool
	// Enum names the value, 0 if nothing does.
	Enum nlspec.Enum
	// Name is what the field or attribute is called, "" if it has no name.
	Name string
	// CType is its C type, "" if it has none.
	CType string
}

// end is the offset behind the node.
//
//go:noinline
func (n *Node) end() int { return int(n.Offset) + int(n.Length) }

// Uint is a leaf's value as a number; ok is false if it is not 1 to 8 bytes.
func (t *Tree) Uint(n *Node) (v uint64, ok bool) {
	if n.Length < 1 || n.Length > 8 {
		return 0, false
	}
	return uintAt(t.Data(n), t.big || n.swap), true
}

// Data is a node's bytes.
//
//go:noinline
func (t *Tree) Data(n *Node) []byte { return t.Bytes[n.Offset:n.end()] }

// makeNodes makes the nodes of all spans.
func (t *Tree) makeNodes() {
	t.Nodes, t.firstNode = t.Nodes[:0], t.firstNode[:0]
	if t.Nodes == nil {
		t.Nodes = make([]Node, 0, 4*len(t.Spans)+len(t.Bytes)/16+8)
		t.firstNode = make([]int32, 0, len(t.Spans))
	}
	for i := range t.Spans {
		t.firstNode = append(t.firstNode, int32(len(t.Nodes)))
		t.expand(int32(i))
	}
	t.Problems = t.Problems[:0]
	for _, f := range t.faults {
		node := int(t.firstNode[f.span]) + int(f.role)
		t.Problems = append(t.Problems, Problem{f.code, int(f.offset), int(f.length), node})
	}
}

// node appends a node of a span and gives its position. The pointer is good
// until the next one is added.
//
//go:noinline
func (t *Tree) node(k Kind, offset, length int, parent, span int32) (*Node, int32) {
	var depth uint8
	if parent >= 0 {
		depth = t.Nodes[parent].Depth + 1
	}
	t.Nodes = append(t.Nodes, Node{Offset: int32(offset), Length: int32(length), Parent: parent, Span: span,
		Depth: depth, Kind: k, Leaf: k >= KindField && k != KindRecord})
	at := int32(len(t.Nodes) - 1)
	return &t.Nodes[at], at
}

// textType marks a message that is text, without a struct nlmsghdr.
const textType = "char[]"

// expand makes the nodes of a span, its own first.
func (t *Tree) expand(i int32) {
	s := &t.Spans[i]
	parent := int32(-1)
	if s.Parent >= 0 {
		parent = t.firstNode[s.Parent]
	}
	n, self := t.node(s.Kind, int(s.Offset), int(s.Length), parent, i)
	n.Value = s.Value
	switch s.Kind {
	case KindMessage:
		n.Name = t.messageName(s)
		if s.flags&flagText != 0 {
			n.CType = textType
			return
		}
		t.coreNodes(coreHeader, int(s.Offset), self, i)
	case KindHeader:
		t.headerNodes(s, self, i)
	case KindAttr:
		t.attrNodes(s, self, i)
	case KindRecord:
		n.Name, n.CType = nlspec.Layout(s.row).Name(), t.structType(nlspec.Layout(s.row))
	case KindField:
		if s.flags&flagText != 0 {
			n.Name, n.Tag = textName(t.Data(n)), 'D'
			return
		}
		f := &coreStructs[s.row].fields[0]
		n.Name, n.CType, n.Value, n.Tag = f.name, f.ctype, f.kind, f.tag
	case KindPayload:
		n.Name, n.Tag = "payload", 'D'
	default:
		n.Name = t.SpanName(int(i))
	}
}

// coreNodes makes the nodes of one of netlink's own structs.
func (t *Tree) coreNodes(row, offset int, parent, span int32) {
	c := &coreStructs[row]
	h, at := t.node(KindHeader, offset, int(c.size), parent, span)
	h.Name, h.CType = c.ctype[len("struct "):], c.ctype
	t.coreFields(c, offset, at, span)
}

func (t *Tree) coreFields(c *coreStruct, offset int, parent, span int32) {
	for i := range c.fields {
		f := &c.fields[i]
		n, _ := t.node(KindField, offset, int(f.size), parent, span)
		n.Name, n.CType, n.Value, n.Tag = f.name, f.ctype, f.kind, f.tag
		n.swap = len(f.ctype) > 4 && f.ctype[:4] == "__be"
		offset += int(f.size)
	}
}

// headerNodes makes the fields of a struct.
func (t *Tree) headerNodes(s *Span, self, span int32) {
	n := &t.Nodes[self]
	if s.flags&flagCore != 0 {
		c := &coreStructs[s.row]
		n.Name, n.CType = c.ctype[len("struct "):], c.ctype
		t.coreFields(c, int(s.Offset), self, span)
		return
	}
	l := nlspec.Layout(s.row)
	n.Name, n.CType = l.Name(), t.structType(l)
	t.members(l, int(s.Offset), int(s.Length), self, span, s.flags&flagSwap != 0, 'H')
}

// attrNodes makes struct nlattr's two fields, and the value's unless it is
// attributes, which are spans of their own.
func (t *Tree) attrNodes(s *Span, self, span int32) {
	row := nlspec.Attribute(s.row)
	if s.flags&flagIndex != 0 {
		t.Nodes[self].Name = indexName(int(t.u16(int(s.Offset)+2) & attrTypeMask))
	} else {
		t.Nodes[self].Name = row.Name()
	}
	n, _ := t.node(KindField, int(s.Offset), 2, self, span)
	n.Name, n.CType, n.Value, n.Tag = "nla_len", "__u16", nlspec.KindUint, 'l'
	n, _ = t.node(KindField, int(s.Offset)+2, 2, self, span)
	n.Name, n.CType, n.Value, n.Tag = "nla_type", "__u16", nlspec.KindUint, 't'
	start := int(s.Offset) + attrSize
	length := len(t.SpanData(int(span)))
	if s.flags&flagWhole != 0 && length > 0 {
		t.valueNodes(s, row, start, length, self, span)
	}
}

// structType is "struct" and a layout's name, put together once.
//
//go:noinline
func (t *Tree) structType(l nlspec.Layout) string {
	if s, ok := t.structTypes[l]; ok {
		return s
	}
	if t.structTypes == nil {
		t.structTypes = map[nlspec.Layout]string{}
	}
	s := "struct " + l.Name()
	t.structTypes[l] = s
	return s
}
