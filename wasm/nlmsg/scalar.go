// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// Scalar is a value that is not taken apart: what it is, and how long.
type Scalar struct {
	Kind nlspec.Kind
	// Size is in bytes, 0 for any.
	Size int
	Big  bool
	Enum nlspec.Enum
	Bits bool
}

// Text renders bytes as Tree.Text does.
func (s Scalar) Text(b []byte) string {
	t := Tree{Bytes: b}
	n := Node{Length: int32(len(b)), Kind: KindPayload, Leaf: true, Value: s.Kind, swap: s.Big, Enum: s.Enum, bits: s.Bits}
	t.Nodes = []Node{n}
	return t.Text(0)
}

// Parse gives the bytes that a text stands for, in any form that Text gives.
func (s Scalar) Parse(text string) ([]byte, error) {
	t := Tree{}
	n := Node{Length: int32(s.Size), Kind: KindPayload, Leaf: true, Value: s.Kind, swap: s.Big, Enum: s.Enum, bits: s.Bits}
	return t.parse(&n, text)
}

// Flags gives the names of nlmsg_flags in a message with a kernel name, joined
// by "|".
func Flags(flags uint16, message string) (names string, rest uint16) {
	names, left := flagNames(uint32(flags), modifiers(message))
	return names, uint16(left)
}

// FlagValue gives the number of a flag's kernel name.
func FlagValue(name string) (uint16, bool) {
	v, ok := namedFlag(name)
	return uint16(v), ok
}

// StandardType gives the number of one of netlink's own message types.
func StandardType(name string) (uint16, bool) {
	v, ok := valueOf(standardTypes[:], name)
	return uint16(v), ok
}
