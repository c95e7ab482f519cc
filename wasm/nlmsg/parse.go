// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strconv"

	"netlinklab/wasm/nlspec"
)

// isNumber says whether a kind of value is written as a number.
func isNumber(k nlspec.Kind) bool {
	switch k {
	case nlspec.KindUint, nlspec.KindInt, nlspec.KindErrno, nlspec.KindFamily:
		return true
	}
	return false
}

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
		return appendUint(nil, v, int(n.Length), t.opts.BigEndian || n.swap), nil
	case n.Value == nlspec.KindMAC && has(text, ':'):
		return parseMAC(text)
	case n.Value == nlspec.KindIP && has(text, ':'):
		return parseIPv6(text)
	case n.Value == nlspec.KindIP && has(text, '.'):
		return parseIPv4(nil, text)
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
	if v, err := strconv.ParseUint(s, 0, 64); err == nil {
		return v, true
	}
	v, err := strconv.ParseInt(s, 0, 64)
	return uint64(v), err == nil
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
	if v, ok := value(nlspec.Errnos[:], word); ok {
		return -v, nil
	}
	return 0, ErrNumber
}

// named finds a kernel name that a field may be set to.
func (t *Tree) named(n *Node, name string) (uint64, bool) {
	switch {
	case n.Name == "nlmsg_type":
		if v, ok := value(nlspec.StandardTypes[:], name); ok {
			return v, true
		}
		if p := nlspec.FindProtocol(t.opts.Protocol); p != nil {
			for i := range p.Types {
				if p.Types[i].Name == name {
					return uint64(p.Types[i].Value), true
				}
			}
		}
	case n.Name == "nlmsg_flags":
		for _, list := range [...][]nlspec.Named{nlspec.Flags[:], nlspec.GetFlags[:], nlspec.NewFlags[:], nlspec.DeleteFlags[:], nlspec.AckFlags[:]} {
			if v, ok := value(list, name); ok {
				return v, true
			}
		}
		if name == "NLM_F_DUMP" {
			return 0x300, true
		}
	case n.Name == "nla_type":
		return t.namedAttr(n, name)
	case n.Value == nlspec.KindFamily:
		return value(nlspec.Families[:], name)
	}
	return 0, false
}

// namedAttr finds the number of a name that nla_type may have where it stands.
func (t *Tree) namedAttr(n *Node, name string) (uint64, bool) {
	switch name {
	case "NLA_F_NESTED":
		return nlspec.NLA_F_NESTED, true
	case "NLA_F_NET_BYTEORDER":
		return nlspec.NLA_F_NET_BYTEORDER, true
	}
	if set := t.setOf(&t.Nodes[n.Parent]); set != nil {
		for i := range set.Attrs {
			if set.Attrs[i].Name == name {
				return uint64(set.Attrs[i].Type), true
			}
		}
	}
	return 0, false
}

func value(list []nlspec.Named, name string) (uint64, bool) {
	for i := range list {
		if list[i].Name == name {
			return uint64(list[i].Value), true
		}
	}
	return 0, false
}
