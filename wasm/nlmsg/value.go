// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strconv"
	"unicode/utf8"

	"netlinklab/wasm/nlspec"
)

// TypeName gives a message type's name in a protocol, or its number.
func TypeName(p *nlspec.Protocol, t uint16) string {
	if t < 0x10 {
		if n := nlspec.Find(nlspec.StandardTypes[:], uint32(t)); n != "" {
			return n
		}
	} else if k := p.FindType(t); k != nil && k.Name != "" {
		return k.Name
	}
	return "0x" + strconv.FormatUint(uint64(t), 16)
}

// modifiers gives the names that the flag bits from 0x100 on have in a message
// of a type, by the verb in its name. A type that says nothing has GET's.
func modifiers(typeName string) []nlspec.Named {
	switch {
	case typeName == "NLMSG_ERROR" || typeName == "NLMSG_DONE":
		return nlspec.AckFlags[:]
	case contains(typeName, "_NEW") || contains(typeName, "_SET"):
		return nlspec.NewFlags[:]
	case contains(typeName, "_DEL"):
		return nlspec.DeleteFlags[:]
	}
	return nlspec.GetFlags[:]
}

func contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

// flagNames gives the names of the bits that are set, joined by "|", and the
// bits that have none.
func flagNames(flags uint32, high []nlspec.Named) (names string, rest uint32) {
	rest = flags
	for _, list := range [...][]nlspec.Named{nlspec.Flags[:], high} {
		for _, f := range list {
			if flags&f.Value == f.Value {
				if names != "" {
					names += "|"
				}
				names += f.Name
				rest &^= f.Value
			}
		}
	}
	return names, rest
}

// unnamed gives the bits that flagNames has no name for.
func unnamed(flags uint32, high []nlspec.Named) uint32 {
	for _, f := range nlspec.Flags {
		flags &^= f.Value
	}
	for _, f := range high {
		flags &^= f.Value
	}
	return flags
}

// Text renders a leaf's value as people read it. It is "" for padding.
func (t *Tree) Text(i int) string {
	n := &t.Nodes[i]
	switch {
	case !n.Leaf || n.Kind == KindPadding:
		return ""
	case n.Name == "nlmsg_type":
		v, _ := t.Uint(n)
		return TypeName(nlspec.FindProtocol(t.opts.Protocol), uint16(v))
	case n.Name == "nlmsg_flags":
		return t.flagsText(n)
	case n.Name == "nla_type":
		return t.attrTypeText(n)
	}
	switch n.Value {
	case nlspec.KindUint:
		if v, ok := t.Uint(n); ok {
			return strconv.FormatUint(v, 10)
		}
	case nlspec.KindInt:
		if v, ok := t.Uint(n); ok {
			return strconv.FormatInt(signed(v, int(n.Length)), 10)
		}
	case nlspec.KindErrno:
		if v, ok := t.Uint(n); ok {
			return errnoText(signed(v, int(n.Length)))
		}
	case nlspec.KindFamily:
		if v, ok := t.Uint(n); ok {
			return familyText(v)
		}
	case nlspec.KindString:
		return quote(t.Data(n))
	case nlspec.KindMAC:
		return joined(t.Data(n), ':')
	case nlspec.KindIP:
		return ipText(t.Data(n))
	}
	return joined(t.Data(n), ' ')
}

func (t *Tree) flagsText(n *Node) string {
	v, _ := t.Uint(n)
	message := t.Nodes[t.Nodes[n.Parent].Parent].Name
	names, rest := flagNames(uint32(v), modifiers(message))
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
	text := t.Nodes[n.Parent].Name
	if text == "" {
		text = strconv.FormatUint(v&nlspec.NLA_TYPE_MASK, 10)
	}
	if v&nlspec.NLA_F_NESTED != 0 {
		text += "|NLA_F_NESTED"
	}
	if v&nlspec.NLA_F_NET_BYTEORDER != 0 {
		text += "|NLA_F_NET_BYTEORDER"
	}
	return text
}

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
		if name := nlspec.Find(nlspec.Errnos[:], uint32(-v)); name != "" {
			return text + " " + name
		}
	}
	return text
}

func familyText(v uint64) string {
	for _, f := range nlspec.Families {
		if uint64(f.Value) == v {
			return f.Name
		}
	}
	return strconv.FormatUint(v, 10)
}

const hexDigits = "0123456789abcdef"

// textBytes bounds how much of a long value is rendered.
const textBytes = 256

// joined renders bytes in hex with a separator between them.
func joined(b []byte, sep byte) string {
	cut := len(b) > textBytes
	if cut {
		b = b[:textBytes]
	}
	out := make([]byte, 0, 3*len(b)+3)
	for i, c := range b {
		if i > 0 {
			out = append(out, sep)
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	if cut {
		out = append(out, "…"...)
	}
	return string(out)
}

// quote renders bytes as a C string; what is no text becomes \xNN.
func quote(b []byte) string {
	cut := len(b) > textBytes
	if cut {
		b = b[:textBytes]
	}
	out := append(make([]byte, 0, len(b)+2), '"')
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch c := b[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == 0:
			out = append(out, '\\', '0')
		case c < ' ' || c == 0x7f || r == utf8.RuneError && n == 1:
			out = append(out, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		default:
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	if out = append(out, '"'); cut {
		out = append(out, "…"...)
	}
	return string(out)
}

// ipText renders 4 bytes as IPv4 and 16 as IPv6 without abbreviation.
func ipText(b []byte) string {
	var out []byte
	switch len(b) {
	case 4:
		for i, c := range b {
			if i > 0 {
				out = append(out, '.')
			}
			out = strconv.AppendUint(out, uint64(c), 10)
		}
	case 16:
		for i := 0; i < 16; i += 2 {
			if i > 0 {
				out = append(out, ':')
			}
			out = strconv.AppendUint(out, uint64(b[i])<<8|uint64(b[i+1]), 16)
		}
	default:
		return joined(b, ' ')
	}
	return string(out)
}
