// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"errors"
	"strconv"

	"netlinklab/wasm/nlspec"
)

// Message is a message to encode, field by field, right or wrong on purpose.
type Message struct {
	// Len is nlmsg_len; nil computes NLMSG_LENGTH(payload), which is header and
	// payload without padding.
	Len     *uint32
	Type    uint16
	Flags   uint16
	Seq     uint32
	PID     uint32
	Payload []byte
	// Pad adds the padding to a multiple of 4 that a following message needs.
	Pad bool
}

// Append encodes m. The payload follows the header as it is, whatever Len says.
func (m *Message) Append(dst []byte, big bool) []byte {
	start := len(dst)
	length := uint32(headerSize + len(m.Payload))
	if m.Len != nil {
		length = *m.Len
	}
	dst = appendUint(dst, uint64(length), 4, big)
	dst = appendUint(dst, uint64(m.Type), 2, big)
	dst = appendUint(dst, uint64(m.Flags), 2, big)
	dst = appendUint(dst, uint64(m.Seq), 4, big)
	dst = appendUint(dst, uint64(m.PID), 4, big)
	dst = append(dst, m.Payload...)
	for m.Pad && (len(dst)-start)%4 != 0 {
		dst = append(dst, 0)
	}
	return dst
}

// AppendAttr encodes a struct nlattr with its padding. length is nla_len, or
// negative for the right one.
func AppendAttr(dst []byte, t uint16, value []byte, length int, big bool) []byte {
	if length < 0 {
		length = attrSize + len(value)
	}
	dst = appendUint(dst, uint64(length), 2, big)
	dst = appendUint(dst, uint64(t), 2, big)
	dst = append(dst, value...)
	for n := len(value); n%4 != 0; n++ {
		dst = append(dst, 0)
	}
	return dst
}

func appendUint(dst []byte, v uint64, size int, big bool) []byte {
	for i := range size {
		shift := 8 * i
		if big {
			shift = 8 * (size - 1 - i)
		}
		dst = append(dst, byte(v>>shift))
	}
	return dst
}

// Errors of SetField.
var (
	ErrNotLeaf = errors.New("this is not a field that holds a value")
	ErrNumber  = errors.New("a number is needed: decimal, 0x… or kernel names joined by |")
	ErrRange   = errors.New("the number does not fit the field")
	ErrHex     = errors.New("hex bytes need two digits each, such as 68 65")
)

// SetField gives a copy of the tree's bytes with a leaf's value replaced by
// what text says: a number or names for a number, "text" in quotes or hex bytes
// for a payload. A payload may change its length; nlmsg_len follows if it was
// right before.
func (t *Tree) SetField(i int, text string) ([]byte, error) {
	n := &t.Nodes[i]
	if !n.Leaf {
		return nil, ErrNotLeaf
	}
	out := append([]byte(nil), t.Bytes...)
	if n.Kind == KindField {
		v, err := t.parseNumber(n, text)
		if err != nil {
			return nil, err
		}
		if n.Length < 8 && v>>(8*n.Length) != 0 && int64(v)>>(8*n.Length-1) != -1 {
			return nil, ErrRange
		}
		copy(out[n.Offset:], appendUint(nil, v, n.Length, t.opts.BigEndian || n.swap))
		return out, nil
	}
	value, err := parseBytes(text)
	if err != nil {
		return nil, err
	}
	return t.splice(n, value), nil
}

// splice replaces a payload and keeps a right nlmsg_len right.
func (t *Tree) splice(n *Node, value []byte) []byte {
	out := append([]byte(nil), t.Bytes[:n.Offset]...)
	out = append(out, value...)
	top := n
	for top.Parent >= 0 {
		top = &t.Nodes[top.Parent]
	}
	if n.Kind == KindPayload && n.Parent >= 0 && t.Nodes[n.Parent].Parent < 0 && len(t.Bytes)-n.Offset-n.Length < 4 {
		// The last payload of a lone message: no padding is needed after it.
		if t.uint(top.Offset, 4, t.opts.BigEndian) == uint64(n.Offset+n.Length-top.Offset) {
			copy(out[top.Offset:], appendUint(nil, uint64(len(out)-top.Offset), 4, t.opts.BigEndian))
		}
		return out
	}
	return append(out, t.Bytes[n.Offset+n.Length:]...)
}

func (t *Tree) parseNumber(n *Node, text string) (uint64, error) {
	var v uint64
	for start := 0; start <= len(text); {
		end := start
		for end < len(text) && text[end] != '|' {
			end++
		}
		part := trim(text[start:end])
		start = end + 1
		if w, err := strconv.ParseUint(part, 0, 64); err == nil {
			v |= w
			continue
		}
		if w, err := strconv.ParseInt(part, 0, 64); err == nil {
			v |= uint64(w)
			continue
		}
		w, ok := t.named(n, part)
		if !ok {
			return 0, ErrNumber
		}
		v |= uint64(w)
	}
	return v, nil
}

// named finds a kernel name that a header field may be set to.
func (t *Tree) named(n *Node, name string) (uint32, bool) {
	switch n.Name {
	case "nlmsg_type":
		for _, s := range nlspec.StandardTypes {
			if s.Name == name {
				return s.Value, true
			}
		}
		if p := nlspec.FindProtocol(t.opts.Protocol); p != nil {
			for i := range p.Types {
				if p.Types[i].Name == name {
					return uint32(p.Types[i].Value), true
				}
			}
		}
	case "nlmsg_flags":
		for _, list := range [...][]nlspec.Named{nlspec.Flags[:], nlspec.GetFlags[:], nlspec.NewFlags[:], nlspec.DeleteFlags[:], nlspec.AckFlags[:]} {
			for _, s := range list {
				if s.Name == name {
					return s.Value, true
				}
			}
		}
		if name == "NLM_F_DUMP" {
			return 0x300, true
		}
	}
	return 0, false
}

func trim(s string) string {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// parseBytes reads "text" in quotes, with the escapes that quote writes, or hex.
func parseBytes(text string) ([]byte, error) {
	text = trim(text)
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return unquote(text[1 : len(text)-1]), nil
	}
	return ParseHex(text)
}

func unquote(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			out = append(out, '\n')
		case '0':
			out = append(out, 0)
		case 'x':
			if i+2 < len(s) {
				if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
					out = append(out, byte(v))
					i += 2
					continue
				}
			}
			out = append(out, 'x')
		default:
			out = append(out, s[i])
		}
	}
	return out
}

// ParseHex reads hex bytes; white space and commas between bytes are passed
// over, and so is 0x before a byte.
func ParseHex(s string) ([]byte, error) {
	out := make([]byte, 0, len(s)/2)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',':
			i++
			continue
		case c == '0' && i+1 < len(s) && (s[i+1] == 'x' || s[i+1] == 'X'):
			i += 2
			continue
		}
		if i+2 > len(s) {
			return nil, ErrHex
		}
		v, err := strconv.ParseUint(s[i:i+2], 16, 8)
		if err != nil {
			return nil, ErrHex
		}
		out = append(out, byte(v))
		i += 2
	}
	return out, nil
}
