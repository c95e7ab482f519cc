// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// Kind is what a node is.
type Kind uint8

// Kinds of nodes. A message, a header, a nest and an attribute have children;
// the others are leaves.
const (
	KindMessage Kind = iota // one netlink message
	KindHeader              // a struct: nlmsghdr, or a family's fixed header
	KindAttr                // a struct nlattr with its value
	KindField               // a field of a struct
	KindPayload             // bytes that only their family understands
	KindPadding             // bytes up to the next multiple of 4
	KindGap                 // bytes that belong to no message
)

var kindNames = [...]string{"message", "header", "attr", "field", "payload", "padding", "gap"}

// String names the kind.
func (k Kind) String() string { return kindNames[k] }

// Node is a piece of the input.
type Node struct {
	// Offset and Length are in bytes of the input.
	Offset, Length int32
	// Parent is the position in Tree.Nodes of the node that this one is part
	// of, or -1. Parents stand before their children.
	Parent int32
	Depth  uint8
	Kind   Kind
	// Value says how the bytes read.
	Value nlspec.Kind
	// Tag is one letter that the byte view puts on the field, 0 for none.
	Tag byte
	// Leaf is true for nodes without children.
	Leaf bool
	// swap means that the bytes are big-endian whatever the host is.
	swap bool
	// Name is what the field or attribute is called, "" if it has no name.
	Name string
	// CType is its C type, "" if it has none.
	CType string
}

// end is the offset behind the node.
func (n *Node) end() int { return int(n.Offset) + int(n.Length) }

// Code names what is wrong with a place. Codes never change; pages translate them.
type Code string

// Codes of problems.
const (
	ShortHeader  Code = "short-header"   // fewer than 16 bytes are left for a header
	LenTooSmall  Code = "len-too-small"  // nlmsg_len is below 16
	LenTooBig    Code = "len-too-big"    // nlmsg_len reaches past the end
	PadNotZero   Code = "pad-not-zero"   // padding that holds something
	FixedShort   Code = "fixed-short"    // the family's fixed header is cut short
	AttrShort    Code = "attr-short"     // fewer than 4 bytes are left for an attribute
	AttrTooSmall Code = "attr-too-small" // nla_len is below 4
	AttrTooBig   Code = "attr-too-big"   // nla_len reaches past the end
	AttrDeep     Code = "attr-deep"      // nested deeper than maxDepth, not taken apart
	TypeReserved Code = "type-reserved"  // a type below 0x10 that netlink gives no meaning
	FlagUnknown  Code = "flag-unknown"   // a flag bit without a name
	Trailing     Code = "trailing"       // bytes behind the request that an error echoes
	Rejected     Code = "rejected"       // the kernel's extended ACK points here
)

// Problem is something wrong at a place.
type Problem struct {
	Code           Code
	Offset, Length int
	// Node is the node it is about, or -1.
	Node int
}

// Options say how to read the bytes.
type Options struct {
	// Protocol is the netlink protocol, socket(2)'s third argument.
	Protocol int32
	// BigEndian reads integers as a big-endian host has them.
	BigEndian bool
}

// Tree is a decoded input. It can be used again with Decode.
type Tree struct {
	Bytes    []byte
	Nodes    []Node
	Problems []Problem
	opts     Options
	// steps counts the nodes that were looked at again, which a test bounds.
	steps int
}

// add appends a node and gives its position.
func (t *Tree) add(k Kind, offset, length, parent int, name string) int {
	var depth uint8
	if parent >= 0 {
		depth = t.Nodes[parent].Depth + 1
	}
	t.Nodes = append(t.Nodes, Node{Offset: int32(offset), Length: int32(length), Parent: int32(parent),
		Depth: depth, Kind: k, Leaf: k >= KindField, Name: name})
	return len(t.Nodes) - 1
}

func (t *Tree) problem(c Code, offset, length, node int) {
	t.Problems = append(t.Problems, Problem{c, offset, length, node})
}

// uint reads 1 to 8 bytes as the tree's byte order has them.
func (t *Tree) uint(offset, size int, big bool) uint64 {
	switch b := t.Bytes[offset : offset+size]; {
	case size == 2 && !big:
		return uint64(b[0]) | uint64(b[1])<<8
	case size == 4 && !big:
		return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24
	}
	var v uint64
	for i := range size {
		at := offset + size - 1 - i
		if big {
			at = offset + i
		}
		v = v<<8 | uint64(t.Bytes[at])
	}
	return v
}

// Uint is a leaf's value as a number; ok is false if it is not 1 to 8 bytes.
func (t *Tree) Uint(n *Node) (v uint64, ok bool) {
	if n.Length < 1 || n.Length > 8 {
		return 0, false
	}
	return t.uint(int(n.Offset), int(n.Length), t.opts.BigEndian || n.swap), true
}

// Data is a node's bytes.
func (t *Tree) Data(n *Node) []byte { return t.Bytes[n.Offset:n.end()] }
