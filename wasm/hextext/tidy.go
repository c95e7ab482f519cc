// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// tidy takes off what bytes get on their way through editors, web pages and
// mail: a byte order mark, blanks and quotes of other kinds, a fence, the marks
// of a quotation, and what Node and data URLs put around bytes. Lines stay what
// they are.
func tidy(text string) string {
	text = strings.TrimPrefix(text, "\ufeff") // what some editors begin a file with
	for _, w := range [...][2]string{
		{"\u00a0", " "}, {"\u3000", " "}, {"\u200b", ""}, {"\uff0c", ","}, {"\uff1b", ";"}, {"\u201c", `"`}, {"\u201d", `"`},
		{"\u2018", "'"}, {"\u2019", "'"},
	} {
		text = strings.ReplaceAll(text, w[0], w[1])
	}
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
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			l = ""
		}
		lines[i] = strings.TrimPrefix(l, "> ")
	}
	return strings.Join(lines, "\n")
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
