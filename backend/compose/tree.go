// SPDX-License-Identifier: Apache-2.0

package compose

import (
	"encoding/hex"
	"slices"

	"netlinklab/wasm/nlmsg"
)

// A tree's keys. What says where a node is and how it was read is passed over:
// the bytes say it again.
var (
	treeKeys = []string{"protocol", "big_endian", "length", "nodes", "problems", "direction", "time", "note"}
	nodeKeys = []string{"name", "kind", "ctype", "offset", "length", "value", "bytes", "children"}
)

// leaf is a node with bytes of its own.
type leaf struct {
	at, size int
	// text is its value, empty where there is none.
	text value
	set  bool
}

// treeReader gathers the bytes of a tree's leaves.
type treeReader struct {
	bytes  []byte
	leaves []leaf
	// outer are the values that attributes have of their only leaf.
	outer []leaf
}

// tree makes the bytes of an edited tree. Its leaves' bytes count, and where a
// leaf's value is not what its bytes read as, the value: then lengths that were
// right follow, as in nlmsg's SetField. To change bytes, take the value out.
func (o *Options) tree(v value) ([]Packet, error) {
	m, err := v.object(treeKeys...)
	if err != nil {
		return nil, err
	}
	p, err := o.packet(m)
	if err != nil {
		return nil, err
	}
	var r treeReader
	if err := r.nodes(m["nodes"]); err != nil {
		return nil, err
	}
	p.Data, err = r.edit(p.Options)
	return []Packet{p}, err
}

func (r *treeReader) nodes(v value) error {
	list, err := v.list()
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := r.node(n); err != nil {
			return err
		}
	}
	return nil
}

func (r *treeReader) node(v value) error {
	m, err := v.object(nodeKeys...)
	if err != nil {
		return err
	}
	text, hasText := m["value"]
	children, nested := m["children"]
	if list, ok := children.v.([]any); nested && (!ok || len(list) > 0) {
		from, first := len(r.bytes), len(r.leaves)
		if err := r.nodes(children); err != nil {
			return err
		}
		if s, _ := text.v.(string); hasText && s != "" {
			r.outer = append(r.outer, leaf{at: from, size: len(r.leaves) - first, text: text})
		}
		return nil
	}
	raw, there := m["bytes"]
	if !there {
		if s, _ := text.v.(string); s == "" {
			return nil // a node without children that takes no bytes
		}
		return v.fail("a node without children needs its bytes, in hex")
	}
	s, err := raw.text()
	if err != nil {
		return err
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return raw.fail("%q is no hex: two digits a byte, nothing between", s)
	}
	l := leaf{at: len(r.bytes), size: len(b)}
	if hasText {
		if _, err := text.text(); err != nil {
			return err
		}
		l.text, l.set = text, true
	}
	r.leaves = append(r.leaves, l)
	r.bytes = append(r.bytes, b...)
	return nil
}

// edit sets the values that differ from what the bytes read as, the last one
// first: no edit moves what stands before it.
func (r *treeReader) edit(o nlmsg.Options) ([]byte, error) {
	b := r.bytes
	first := nlmsg.Decode(b, o)
	for _, a := range r.outer {
		if err := r.inner(first, a); err != nil {
			return nil, err
		}
	}
	for _, l := range slices.Backward(r.leaves) {
		if !l.set {
			continue
		}
		text, err := l.text.text()
		if err != nil {
			return nil, err
		}
		before := find(first, l.at, l.size)
		if before < 0 {
			if text == "" {
				continue
			}
			return nil, l.text.fail("the bytes here are no field of their own any more; take the value out")
		}
		if first.Text(before) == text {
			continue
		}
		now := nlmsg.Decode(b, o)
		i := find(now, l.at, l.size)
		if i < 0 {
			return nil, l.text.fail("with what was changed behind it, this is no field of its own; take the value out and write bytes")
		}
		if b, err = now.SetField(i, text); err != nil {
			return nil, l.text.fail("%v", err)
		}
	}
	return b, nil
}

// inner hands an attribute's changed value on to the leaf that holds it.
func (r *treeReader) inner(t *nlmsg.Tree, a leaf) error {
	text, err := a.text.text()
	if err != nil {
		return err
	}
	first, _ := slices.BinarySearchFunc(r.leaves, a.at, func(l leaf, at int) int { return l.at - at })
	for i := first; i < min(first+a.size, len(r.leaves)); i++ {
		l := &r.leaves[i]
		at := find(t, l.at, l.size)
		if at < 0 || t.Nodes[at].Kind != nlmsg.KindPayload {
			continue
		}
		if !l.set {
			return nil // its bytes were chosen
		}
		was := t.Text(at)
		if s, _ := l.text.v.(string); text == was || s == text {
			return nil
		} else if s != was {
			return a.text.fail("this says %s, and the value within says %s", text, s)
		}
		l.text, l.set = a.text, true
		return nil
	}
	return nil
}

// find gives the leaf that takes exactly some bytes, or -1.
func find(t *nlmsg.Tree, at, size int) int {
	for i := range t.Nodes {
		if n := &t.Nodes[i]; n.Leaf && int(n.Offset) == at && int(n.Length) == size {
			return i
		}
	}
	return -1
}
