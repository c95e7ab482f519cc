// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"netlinklab/wasm/nlspec"
)

// isNumber says whether a kind of value is written as a number.
//
//go:noinline
func isNumber(k nlspec.Kind) bool {
	switch k {
	case nlspec.KindUint, nlspec.KindInt, nlspec.KindErrno, nlspec.KindFamily, nlspec.KindHex:
		return true
	}
	return false
}

// Value gives the bytes that text stands for in a leaf: a number or names for a
// number, an address, "text" in quotes or hex bytes for the rest.
func (t *Tree) Value(i int, text string) ([]byte, error) { return t.parse(&t.Nodes[i], text) }

// parse gives the bytes that text stands for in a leaf.
func (t *Tree) parse(n *Node, text string) ([]byte, error) {
	text = trim(text)
	switch {
	case isNumber(n.Value) && n.Length >= 1 && n.Length <= 8:
		v, err := t.parseNumber(n, text)
		if err != nil {
			return nil, err
		}
		if n.Length < 8 && v>>(8*n.Length) != 0 && int64(v)>>(8*n.Length-1) != -1 {
			return nil, ErrRange
		}
		return appendUint(nil, v, int(n.Length), t.big || n.swap), nil
	case n.Value == nlspec.KindMAC && has(text, ':'):
		return ParseMAC(text)
	case n.Value == nlspec.KindIP && (has(text, ':') || has(text, '.')):
		return ParseIP(text)
	case n.Value == nlspec.KindUUID && has(text, '-'):
		return parseUUID(text)
	}
	return parseBytes(text)
}

// parseNumber reads numbers and kernel names joined by "|".
func (t *Tree) parseNumber(n *Node, text string) (uint64, error) {
	if n.Value == nlspec.KindErrno {
		return parseErrno(text)
	}
	var v uint64
	for start := 0; start <= len(text); {
		end := start
		for end < len(text) && text[end] != '|' {
			end++
		}
		part := trim(text[start:end])
		start = end + 1
		w, ok := number64(part)
		if !ok {
			w, ok = t.named(n, part)
		}
		if !ok {
			return 0, ErrNumber
		}
		v |= w
	}
	return v, nil
}

func number64(s string) (uint64, bool) {
	if v, ok := ParseUint(s, 0, 64); ok {
		return v, true
	}
	v, ok := ParseInt(s, 0)
	return uint64(v), ok
}

// parseErrno reads "-22 EINVAL", where the number decides, "-22", "EINVAL" or
// "-EINVAL"; a name stands for the negative number that the kernel sends.
func parseErrno(text string) (uint64, error) {
	word := text
	for i := range len(text) {
		if text[i] == ' ' {
			word = text[:i]
			break
		}
	}
	if v, ok := number64(word); ok {
		return v, nil
	}
	if len(word) > 0 && word[0] == '-' {
		word = word[1:]
	}
	if v, ok := valueOf(errnos[:], word); ok {
		return -v, nil
	}
	return 0, ErrNumber
}

// named finds a kernel name that a field may be set to.
func (t *Tree) named(n *Node, name string) (uint64, bool) {
	switch {
	case n.Name == "nlmsg_type":
		return t.namedType(name)
	case n.Name == "nlmsg_flags":
		return namedFlag(name)
	case n.Name == "nla_type":
		return t.namedAttr(n, name)
	case n.Name == "cmd" && t.Nodes[n.Parent].Name == "genlmsghdr":
		return t.namedCommand(n, name)
	case n.Enum != 0:
		v, ok := n.Enum.Value(name)
		if ok && n.bits {
			v = 1 << v
		}
		return v, ok
	case n.Value == nlspec.KindFamily:
		return valueOf(addressFamilies[:], name)
	}
	return 0, false
}

func namedFlag(name string) (uint64, bool) {
	for _, list := range [...][]named{commonFlags[:], getFlags[:], newFlags[:], deleteFlags[:], ackFlags[:]} {
		if v, ok := valueOf(list, name); ok {
			return v, true
		}
	}
	if name == "NLM_F_DUMP" {
		return 0x300, true
	}
	return 0, false
}

func (t *Tree) namedType(name string) (uint64, bool) {
	if v, ok := valueOf(standardTypes[:], name); ok {
		return v, true
	}
	if t.opts.Protocol == protocolGeneric {
		if name == "GENL_ID_CTRL" {
			return nlspec.GENL_ID_CTRL, true
		}
		for _, l := range t.learned {
			if l.name == name {
				return uint64(l.id), true
			}
		}
		return 0, false
	}
	first, n := nlspec.Messages(t.opts.Protocol)
	for m := first; m < first+nlspec.Message(n); m++ {
		if m.Name() == name {
			return uint64(m.Value()), true
		}
	}
	return 0, false
}

// namedCommand finds a command of the generic family that a message is of.
func (t *Tree) namedCommand(n *Node, name string) (uint64, bool) {
	msg := &t.Spans[t.Spans[n.Span].Parent]
	family, _, _ := t.genericFamily(t.u16(int(msg.Offset) + 4))
	first, count := family.Commands()
	for m := first; m < first+nlspec.Message(count); m++ {
		if m.Name() == name {
			return uint64(m.Value()), true
		}
	}
	return 0, false
}

// namedAttr finds the number of a name that nla_type may have where it stands.
func (t *Tree) namedAttr(n *Node, name string) (uint64, bool) {
	switch name {
	case "NLA_F_NESTED":
		return attrNested, true
	case "NLA_F_NET_BYTEORDER":
		return attrByteOrder, true
	}
	a := nlspec.Set(t.Spans[n.Span].set).ByName(name)
	return uint64(a.Number()), a != 0
}
