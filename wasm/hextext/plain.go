// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// plain reads hex digits with anything usual between them: blanks, colons,
// commas, 0x in front of each. A blank line begins another packet; # and //
// begin a comment.
func (r *reader) plain() {
	for i, l := range r.lines {
		if strings.TrimSpace(l) == "" {
			r.flush()
			continue
		}
		r.plainLine(i+1, l)
	}
}

func (r *reader) plainLine(line int, l string) {
	for _, mark := range []string{"#", "//", ";"} {
		if c := strings.Index(l, mark); c >= 0 {
			l = l[:c]
		}
	}
	for i := labelled(l); i < len(l); {
		switch c := l[i]; {
		case space(c) || c == ':' || c == ',' || c == '-' || c == '|':
			i++
		case c == 'h' && i > 1 && allHex(l[i-2:i]): // an assembler's 14h
			i++
		case c == '0' && i+1 < len(l) && (l[i+1] == 'x' || l[i+1] == 'X'):
			i += 2
		default:
			start := i
			for i < len(l) {
				if _, ok := hexDigit(l[i]); !ok {
					break
				}
				i++
			}
			switch digits := l[start:i]; {
			case digits == "":
				r.problem(line, i+1, NotHex)
				i++
			case len(digits)%2 != 0 && len(digits) > 1:
				r.problem(line, i, OddDigits)
				r.add(line, start+1, hexPairs(nil, digits[:len(digits)-1])...)
			case len(digits) == 1: // 5 as in "0x5", or "5 0 0 0"
				v, _ := hexDigit(digits[0])
				r.add(line, start+1, v)
			default:
				r.add(line, start+1, hexPairs(nil, digits)...)
			}
		}
	}
}

// labelled is the length of what a line says of its bytes, "data: ". It is no
// number in hexadecimal itself.
func labelled(l string) int {
	other := false
	for i := range len(l) {
		c := l[i]
		if (c == ':' || c == '=') && other && !strings.Contains(l[:i], "0x") {
			return i + 1
		}
		if !word(c) && c != ' ' {
			break
		}
		other = other || c|0x20 >= 'g' && c|0x20 <= 'z'
	}
	return 0
}
