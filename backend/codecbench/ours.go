// SPDX-License-Identifier: Apache-2.0

package codecbench

import "netlinklab/wasm/nlmsg"

// ours decodes messages with the codec.
type ours struct {
	tree       nlmsg.Tree
	attributes int
	sum        uint64
}

// scan finds every span and reads what it is called, where it stands, how deep,
// and its value.
func (o *ours) scan(b []byte) {
	t := &o.tree
	t.Scan(b, nlmsg.Options{})
	for i := range t.Spans {
		s := &t.Spans[i]
		if s.Kind == nlmsg.KindAttr {
			o.attributes++
		}
		o.sum += uint64(len(t.SpanName(i))) + uint64(s.Offset) + uint64(s.Depth)
		if v, ok := t.SpanUint(i); ok {
			o.sum += v
		} else {
			o.sum += uint64(len(t.SpanData(i)))
		}
	}
}

// decode makes the whole tree: every field of every header, every member of
// every struct, every element of every array has a node with its name and type.
func (o *ours) decode(b []byte) {
	o.tree.Decode(b, nlmsg.Options{})
	o.sum += uint64(len(o.tree.Nodes))
}

// text makes the tree and renders every value.
func (o *ours) text(b []byte) {
	o.tree.Decode(b, nlmsg.Options{})
	for i := range o.tree.Nodes {
		o.sum += uint64(len(o.tree.Text(i)))
	}
}
