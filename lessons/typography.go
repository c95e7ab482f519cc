// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// halfWidth are marks that have a full-width form in Chinese text.
var halfWidth = map[rune]string{',': "，", ';': "；", ':': "：", '?': "？", '!': "！", '.': "。", '(': "（", ')': "）"}

// call is a call in C, such as NLMSG_LENGTH(载荷): its parentheses are C's.
var call = regexp.MustCompile(`[A-Za-z0-9_]+\([^()]*\)`)

// typography finds the first slip of typesetting in a text, "" if there is none:
// in Chinese a half-width mark beside a Chinese character, or no space between a
// Chinese character and a Latin letter, a digit or code.
func typography(lang, s string) string {
	if lang != "zh" {
		return ""
	}
	runes := []rune(call.ReplaceAllString(s, "x"))
	for i := 0; i+1 < len(runes); i++ {
		a, b := runes[i], runes[i+1]
		around := string(runes[max(0, i-6):min(len(runes), i+8)])
		around = strings.Join(strings.Fields(around), " ")
		if mark, ok := halfWidth[b]; ok && unicode.Is(unicode.Han, a) {
			return fmt.Sprintf("has %c after a Chinese character in %q; write %s", b, around, mark)
		}
		if mark, ok := halfWidth[a]; ok && unicode.Is(unicode.Han, b) {
			return fmt.Sprintf("has %c before a Chinese character in %q; write %s", a, around, mark)
		}
		if unicode.Is(unicode.Han, a) && latin(b) || latin(a) && unicode.Is(unicode.Han, b) {
			return fmt.Sprintf("needs a space between %c and %c in %q", a, b, around)
		}
	}
	return ""
}

func latin(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '`'
}
