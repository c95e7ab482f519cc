// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"encoding/hex"

	"netlinklab/wasm/nlmsg"
)

// Document is a decoded input as JSON.
type Document struct {
	// Protocol is the netlink protocol's number.
	Protocol int32 `json:"protocol"`
	// BigEndian is true for the numbers of a big-endian host.
	BigEndian bool `json:"big_endian,omitempty"`
	// Length is of all bytes.
	Length   int       `json:"length"`
	Nodes    []Node    `json:"nodes"`
	Problems []Problem `json:"problems"`
}

// Node is a piece of the input.
type Node struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	CType  string `json:"ctype,omitempty"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	// Value is what the bytes read as; an attribute with one value has it too.
	Value string `json:"value"`
	// Bytes are a leaf's, in hex.
	Bytes    string `json:"bytes,omitempty"`
	Children []Node `json:"children"`
}

// Problem is something wrong at a place.
type Problem struct {
	Code   string `json:"code"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	// Node is the name of the node that it is about.
	Node string `json:"node"`
	Text string `json:"text"`
}

// NewDocument makes the JSON form of a tree.
func NewDocument(t *nlmsg.Tree, o nlmsg.Options) Document {
	w := newTree(t)
	d := Document{Protocol: o.Protocol, BigEndian: o.BigEndian, Length: len(t.Bytes), Nodes: []Node{}, Problems: []Problem{}}
	for i := range t.Nodes {
		if t.Nodes[i].Parent < 0 {
			d.Nodes = append(d.Nodes, w.document(i))
		}
	}
	for _, p := range t.Problems {
		out := Problem{Code: string(p.Code), Offset: p.Offset, Length: p.Length, Text: p.Code.Text()}
		if p.Node >= 0 {
			out.Node = t.Nodes[p.Node].Name
		}
		d.Problems = append(d.Problems, out)
	}
	return d
}

func (t *tree) document(i int) Node {
	n := &t.Nodes[i]
	d := Node{Name: n.Name, Kind: n.Kind.String(), CType: n.CType, Offset: int(n.Offset), Length: int(n.Length), Children: []Node{}}
	if n.Leaf {
		d.Value, d.Bytes = t.Text(i), hex.EncodeToString(t.Data(n))
	}
	for _, c := range t.children[i] {
		d.Children = append(d.Children, t.document(c))
	}
	if n.Kind == nlmsg.KindAttr {
		if _, inner, value := t.attr(i); value >= 0 && len(inner) == 0 {
			d.Value = t.Text(value)
		}
	}
	return d
}
