// SPDX-License-Identifier: Apache-2.0

package intake

import "unicode/utf8"

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
	var text []byte
	for i := 0; i < len(b); i += 2 {
		// What is beyond 16 bits comes in halves, and is no part of any bytes' text.
		text = utf8.AppendRune(text, rune(b[i+high])<<8|rune(b[i+1-high]))
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
