// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// looksBase64 says whether a text is base64 and no hex: its letters go beyond f,
// and its lines have no blanks.
func looksBase64(text string) bool {
	beyond := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\r' || c == '\n' || c == '=':
		case c == '+' || c == '/' || c == '_' || c >= 'g' && c <= 'z' || c >= 'G' && c <= 'Z':
			beyond = true
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == '-':
		default:
			return false
		}
	}
	return beyond && !strings.HasPrefix(text, "0x")
}

// base64 reads RFC 4648's two alphabets, padded or not, over any lines.
func (r *reader) base64(text string) {
	var data []byte
	var bits uint32
	count, bad := 0, false
	for i := range len(text) {
		c := text[i]
		if space(c) || c == '=' {
			continue
		}
		v, ok := sextet(c)
		if !ok {
			bad = true
			break
		}
		bits = bits<<6 | v
		if count++; count%4 != 1 {
			// The second, third and fourth of four each complete a byte.
			left := uint(6 - 2*((count-1)%4))
			data = append(data, byte(bits>>left))
		}
	}
	if bad || count%4 == 1 {
		r.problem(1, 1, NotBase64)
	}
	r.add(1, 1, data...)
}

// sextet is what a letter of base64 stands for.
func sextet(c byte) (v uint32, ok bool) {
	switch {
	case c >= 'A' && c <= 'Z':
		return uint32(c - 'A'), true
	case c >= 'a' && c <= 'z':
		return uint32(c-'a') + 26, true
	case c >= '0' && c <= '9':
		return uint32(c-'0') + 52, true
	case c == '+' || c == '-':
		return 62, true
	case c == '/' || c == '_':
		return 63, true
	}
	return 0, false
}
