// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"unicode/utf16"
	"unicode/utf8"
)

// fromUTF16 gives a text that a Windows program saved as UTF-16, with or without
// its byte order mark, in UTF-8; anything else as it is.
func fromUTF16(b []byte) []byte {
	high := 1 // where the upper half of each unit is
	switch {
	case len(b) < 2 || len(b)%2 != 0:
		return b
	case b[0] == 0xff && b[1] == 0xfe:
		b = b[2:]
	case b[0] == 0xfe && b[1] == 0xff:
		b, high = b[2:], 0
	case !latin(b):
		return b
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i+high])<<8 | uint16(b[2*i+1-high])
	}
	var text []byte
	for _, r := range utf16.Decode(units) {
		text = utf8.AppendRune(text, r)
	}
	return text
}

// latin says whether bytes are printable ones and zeros by turns, which those of
// no message are: it begins with a length that has two zeros at its end.
func latin(b []byte) bool {
	for i := 0; i < len(b); i += 2 {
		if c := b[i]; b[i+1] != 0 || c >= 0x7f || c < ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}
