// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strconv"

	"netlinklab/wasm/nlspec"
)

// Text renders a leaf's value as people read it. It is "" for padding and for
// what is no leaf.
func (t *Tree) Text(i int) string {
	n := &t.Nodes[i]
	switch {
	case !n.Leaf || n.Kind == KindPadding:
		return ""
	case n.Value != nlspec.KindUint:
	case n.Name == "nlmsg_type":
		return t.typeText(&t.Spans[n.Span])
	case n.Name == "nlmsg_flags":
		return t.flagsText(n)
	case n.Name == "nla_type":
		return t.attrTypeText(n)
	case n.Name == "cmd" && t.Nodes[n.Parent].Name == "genlmsghdr":
		v, _ := t.Uint(n)
		if m := t.Spans[t.Spans[n.Span].Parent].Message(); m != 0 {
			return m.Name()
		}
		return strconv.FormatUint(v, 10)
	}
	switch n.Value {
	case nlspec.KindUint, nlspec.KindInt, nlspec.KindHex, nlspec.KindErrno, nlspec.KindFamily:
		if v, ok := t.Uint(n); ok {
			return t.numberText(n, v)
		}
	case nlspec.KindString:
		return quote(t.Data(n))
	case nlspec.KindMAC:
		return joined(t.Data(n), ':')
	case nlspec.KindIP:
		return ipText(t.Data(n))
	case nlspec.KindUUID:
		return uuidText(t.Data(n))
	}
	return joined(t.Data(n), ' ')
}

func (t *Tree) numberText(n *Node, v uint64) string {
	if n.Enum != 0 {
		if text, ok := EnumText(n.Enum, n.bits, v, n.Value, int(n.Length)); ok {
			return text
		}
	}
	switch n.Value {
	case nlspec.KindInt:
		return strconv.FormatInt(signed(v, int(n.Length)), 10)
	case nlspec.KindHex:
		return "0x" + strconv.FormatUint(v, 16)
	case nlspec.KindErrno:
		return errnoText(signed(v, int(n.Length)))
	case nlspec.KindFamily:
		return familyText(v)
	}
	return strconv.FormatUint(v, 10)
}

// EnumText names a number. ok is false if it has no name; of a mask, bits that
// have none stand behind the others in hexadecimal.
func EnumText(e nlspec.Enum, bits bool, v uint64, kind nlspec.Kind, size int) (text string, ok bool) {
	if !e.Flags() && !bits {
		if kind == nlspec.KindInt {
			v &= 1<<32 - 1
		}
		name := e.Find(v)
		return name, name != ""
	}
	if v == 0 {
		if name := e.Find(0); name != "" && !bits {
			return name, true
		}
		return "0", true
	}
	rest := v
	for i := 0; i < e.Len() && rest != 0; i++ {
		value, name := e.At(i)
		if bits {
			if value >= uint64(8*size) {
				continue
			}
			value = 1 << value
		}
		if value != 0 && rest&value == value {
			if text != "" {
				text += "|"
			}
			text += name
			rest &^= value
		}
	}
	if rest != 0 {
		if text != "" {
			text += "|"
		}
		text += "0x" + strconv.FormatUint(rest, 16)
	}
	return text, true
}

func (t *Tree) flagsText(n *Node) string {
	v, _ := t.Uint(n)
	names, rest := flagNames(uint32(v), modifiers(t.messageName(&t.Spans[n.Span])))
	if rest != 0 {
		if names != "" {
			names += "|"
		}
		names += "0x" + strconv.FormatUint(uint64(rest), 16)
	}
	if names == "" {
		return "0"
	}
	return names
}

func (t *Tree) attrTypeText(n *Node) string {
	v, _ := t.Uint(n)
	s := &t.Spans[n.Span]
	text := strconv.FormatUint(v&attrTypeMask, 10)
	if s.flags&flagIndex == 0 && s.row != 0 {
		text = nlspec.Attribute(s.row).Name()
	}
	if v&attrNested != 0 {
		text += "|NLA_F_NESTED"
	}
	if v&attrByteOrder != 0 {
		text += "|NLA_F_NET_BYTEORDER"
	}
	return text
}

//go:noinline
func signed(v uint64, size int) int64 {
	shift := 64 - 8*size
	return int64(v<<shift) >> shift
}

func errnoText(v int64) string {
	if v == 0 {
		return "0"
	}
	text := strconv.FormatInt(v, 10)
	if v < 0 && v > -4096 {
		if name := nameOf(errnos[:], uint32(-v)); name != "" {
			return text + " " + name
		}
	}
	return text
}

func familyText(v uint64) string {
	if name := nameOf(addressFamilies[:], uint32(v)); v < 1<<16 && name != "" {
		return name
	}
	return strconv.FormatUint(v, 10)
}
