// SPDX-License-Identifier: Apache-2.0

package fieldtext

import (
	"strconv"
	"strings"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// fill finds the place of what holes are for in the tree of the bytes so far.
// What it fills in may tell the decoder of what is inside it: as long as there
// is something to fill, it looks again.
func (m *maker) fill() bool {
	var t nlmsg.Tree
	for len(m.holes) > 0 {
		t.Decode(m.b, nlmsg.Options{Protocol: m.protocol, Direction: m.way})
		left := m.holes[:0:0]
		for _, h := range m.holes {
			if !m.put(&t, &h) {
				left = append(left, h)
			}
		}
		if len(left) == len(m.holes) {
			return m.fail(left[0].v, ErrField)
		}
		m.holes = left
		m.err = nil
	}
	return true
}

// put fills a hole; false if the tree does not say how.
func (m *maker) put(t *nlmsg.Tree, h *hole) bool {
	from, to := 0, len(t.Nodes)
	for from < to {
		if middle := (from + to) / 2; int(t.Nodes[middle].Offset) < h.start {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if h.name == "{}" {
		return m.members(t, h, from)
	}
	for i := from; i < len(t.Nodes) && int(t.Nodes[i].Offset) == h.start; i++ {
		if n := &t.Nodes[i]; n.Leaf && int(n.Length) == h.end-h.start {
			return m.leaf(t, i, h.v)
		}
	}
	return false
}

// members fills a struct whose every field is named by the text or is padding.
func (m *maker) members(t *nlmsg.Tree, h *hole, from int) bool {
	to := from
	for to < len(t.Nodes) && int(t.Nodes[to].Offset) < h.end {
		to++
	}
	next, written := from, 0
	if !m.named(t, h.v, &next, to, &written) {
		return false
	}
	for i := from; i < to; i++ {
		if t.Nodes[i].Leaf {
			written -= counted(&t.Nodes[i])
		}
	}
	return written == 0
}

// named writes fields in their order, and those of the structs in them. next is
// the node from which the next one is looked for; written counts bytes.
func (m *maker) named(t *nlmsg.Tree, v *value, next *int, to int, written *int) bool {
	for i := range v.items {
		switch item := &v.items[i]; item.kind {
		case fields:
			if item.cut || !m.named(t, item, next, to, written) {
				return false
			}
		case list:
			if item.cut || !m.elements(t, item, v.items[i].name, next, to, written) {
				return false
			}
		default:
			at := find(t, v.items[i].name, *next, to)
			if at == to || !m.leaf(t, at, item) {
				return false
			}
			*next = at + 1
			*written += counted(&t.Nodes[at])
		}
	}
	return true
}

// elements writes an array in a struct, [128, 0]: a leaf for each, or one for all
// of them.
func (m *maker) elements(t *nlmsg.Tree, v *value, name string, next *int, to int, written *int) bool {
	if at := find(t, name, *next, to); at < to && len(v.items) > 0 && int(t.Nodes[at].Length)%len(v.items) == 0 {
		size := int(t.Nodes[at].Length) / len(v.items)
		for i := range v.items {
			b, ok := data(v.items[i].text, size)
			if !ok {
				return false
			}
			copy(m.b[int(t.Nodes[at].Offset)+i*size:], b)
		}
		*next = at + 1
		*written += counted(&t.Nodes[at])
		return true
	}
	for i := range v.items {
		at := find(t, name+"["+strconv.Itoa(i)+"]", *next, to)
		if at == to || !m.leaf(t, at, &v.items[i]) {
			return false
		}
		*next = at + 1
		*written += counted(&t.Nodes[at])
	}
	return true
}

// find gives the next leaf of a name, or to.
func find(t *nlmsg.Tree, name string, at, to int) int {
	for at < to && !(t.Nodes[at].Leaf && t.Nodes[at].Name == name) {
		at++
	}
	return at
}

// counted is how many bytes of a leaf the text has to say.
func counted(n *nlmsg.Node) int {
	if n.Kind == nlmsg.KindPadding || unsaid(n.Name) {
		return 0
	}
	return int(n.Length)
}

// unsaid says whether a field is one that strace passes over.
func unsaid(name string) bool {
	for _, part := range [...]string{"pad", "res1", "res2", "resv", "reserved", "unused"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// leaf writes a value where a leaf is.
func (m *maker) leaf(t *nlmsg.Tree, i int, v *value) bool {
	n := &t.Nodes[i]
	size := int(n.Length)
	into := m.b[n.Offset : int(n.Offset)+size]
	if v.cut {
		return false
	}
	if v.kind == quoted {
		if len(v.text) > size || len(v.text) < size && n.Value != nlspec.KindString {
			return false
		}
		copy(into, v.text)
		return true
	}
	if v.kind != word {
		return false
	}
	if _, isNumber := number(v.text); strings.ContainsAny(v.text, "(:") || isNumber && v.text[0] >= 'A' {
		b, ok := data(v.text, size)
		return ok && copy(into, b) == size
	}
	b, err := t.Value(i, v.text)
	return err == nil && len(b) == size && copy(into, b) == size
}
