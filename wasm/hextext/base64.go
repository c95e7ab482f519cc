// SPDX-License-Identifier: Apache-2.0

package hextext

import (
	"encoding/base64"
	"strings"
)

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
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case space(c) || c == '=':
		case c == '-':
			b.WriteByte('+')
		case c == '_':
			b.WriteByte('/')
		default:
			b.WriteByte(c)
		}
	}
	data, err := base64.RawStdEncoding.DecodeString(b.String())
	if err != nil {
		r.problem(1, 1, NotBase64)
	}
	r.add(1, 1, data...)
}
