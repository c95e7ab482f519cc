// SPDX-License-Identifier: Apache-2.0

package hextext

import (
	"strings"
	"unicode/utf8"
)

// tidy takes off what bytes get on their way through editors, web pages and
// mail: a byte order mark, blanks and quotes of other kinds, a fence, the marks
// of a quotation, and what Node and data URLs put around bytes. Lines stay what
// they are.
func tidy(text string) string {
	text = strings.TrimPrefix(text, "\ufeff") // what some editors begin a file with
	text = plainMarks(text)
	if strings.HasPrefix(text, "data:") {
		if _, data, ok := strings.Cut(text, ";base64,"); ok {
			text = data
		}
	}
	if after, ok := strings.CutPrefix(text, "<Buffer "); ok {
		text = strings.TrimSuffix(strings.TrimSpace(after), ">")
	}
	if !strings.Contains(text, "```") && !strings.HasPrefix(text, "> ") {
		return text
	}
	var b []byte
	for rest, more := text, true; more; {
		var l string
		l, rest, more = strings.Cut(rest, "\n")
		if !strings.HasPrefix(strings.TrimSpace(l), "```") {
			b = append(b, strings.TrimPrefix(l, "> ")...)
		}
		b = append(b, '\n')
	}
	return string(b)
}

// decimals says whether a text is numbers that cannot all be hexadecimal bytes:
// some have three digits, none is above 255. A message of no byte above 99 shows
// by its own length, which it begins with.
func decimals(text string) bool {
	count, three, length := 0, 0, 0
	for i := 0; i < len(text); {
		if space(text[i]) || text[i] == ',' {
			i++
			continue
		}
		v, start := 0, i
		for i < len(text) && text[i] >= '0' && text[i] <= '9' && i-start < 4 {
			v = v*10 + int(text[i]-'0')
			i++
		}
		if i == start || v > 255 || i-start > 1 && text[start] == '0' || i < len(text) && !space(text[i]) && text[i] != ',' {
			return false
		}
		if i-start == 3 {
			three++
		}
		if count < 2 {
			length |= v << (8 * count)
		}
		count++
	}
	return three > 0 || count >= 16 && count == (length+3)&^3
}

// plainMarks puts what ASCII has in the place of marks that web pages and
// Chinese keyboards have for it.
func plainMarks(text string) string {
	ascii := true
	for i := range len(text) {
		ascii = ascii && text[i] < 0x80
	}
	if ascii {
		return text
	}
	b := make([]byte, 0, len(text))
	for _, r := range text {
		switch r {
		case 0xa0, 0x3000: // no-break and wide blanks
			r = ' '
		case 0x200b: // one without a width
			continue
		case 0xff0c:
			r = ','
		case 0xff1b:
			r = ';'
		case 0x201c, 0x201d:
			r = '"'
		case 0x2018, 0x2019:
			r = '\''
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}
