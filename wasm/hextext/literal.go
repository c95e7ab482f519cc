// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// literal reads the bytes of C, Go, Rust and Python: lists of numbers in braces
// or brackets, and strings with escapes. What stands outside of both (the name,
// the type, an index such as [20]) is skipped; each list or string that a
// statement ends, is a packet.
func (r *reader) literal(text string) {
	p := literalReader{r: r, s: text, line: 1}
	unbracketed := true
	for i := range len(text) {
		switch text[i] {
		case '{', '"', '\'', '`', '[':
			unbracketed = false
		}
	}
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case p.comment():
		case c == '"' || c == '\'' || c == '`':
			p.string(c)
		case c == '{' || c == '[' && p.list():
			r.openList(p.line)
			p.next()
			p.numbers()
		case c == ';': // numbers stops in front of it
			r.flush()
			p.next()
		case unbracketed && c == '\\':
			p.escapes()
		case unbracketed:
			p.numbers()
		case c == '=' || c == '}' || c == ']':
			p.next()
		default:
			p.next()
		}
	}
}

// openList begins a packet unless one is being gathered: lists may be nested.
func (r *reader) openList(line int) {
	if r.open != nil && len(r.open.Data) > 0 {
		r.flush()
	}
	if r.open == nil {
		r.begin(line)
	}
}

type literalReader struct {
	r      *reader
	s      string
	i      int
	line   int
	before int // where the line began
	// negative says that the next number is Java's, whose bytes have a sign.
	negative bool
}

// bare is what stands around bytes in Erlang, in shells and between macros.
func bare(c byte) bool { return c == '<' || c == '>' || c == '&' || c == '|' || c == '\\' }

func (p *literalReader) next() {
	if p.s[p.i] == '\n' {
		p.line++
		p.before = p.i + 1
	}
	p.i++
}

func (p *literalReader) problem(at int, c Code) { p.r.problem(p.line, max(at-p.before, 0)+1, c) }

// comment skips // and /* */.
func (p *literalReader) comment() bool {
	rest := p.s[p.i:]
	switch {
	case len(rest) > 1 && rest[0] == '/' && rest[1] == '/':
		for p.i < len(p.s) && p.s[p.i] != '\n' {
			p.i++
		}
		return true
	case len(rest) > 1 && rest[0] == '/' && rest[1] == '*':
		p.i += 2
		for p.i < len(p.s) {
			if p.s[p.i] == '*' && p.i+1 < len(p.s) && p.s[p.i+1] == '/' {
				p.i += 2
				break
			}
			p.next()
		}
		return true
	}
	return false
}

// list says whether a [ begins a list of bytes: Go's "[]byte" and C's "x[20]"
// have one that does not.
func (p *literalReader) list() bool {
	for j := p.i + 1; j < len(p.s); j++ {
		switch c := p.s[j]; {
		case c == ',' || space(c):
			return true
		case c == ']':
			// [0x14] alone is a list; x[20] and []byte are none.
			return j > p.i+1 && !p.indexed() && (j+1 == len(p.s) || !word(p.s[j+1]))
		case !word(c):
			return false
		}
	}
	return false
}

// indexed says whether something stands right before the bracket.
func (p *literalReader) indexed() bool { return p.i > 0 && word(p.s[p.i-1]) }

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// numbers reads what a list holds, up to its end.
func (p *literalReader) numbers() {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case p.comment():
		case c == '}' || c == ']' || c == ';':
			if c != ';' {
				p.next()
			}
			return
		case c == '{' || c == '[':
			p.next()
		case c == '"' || c == '\'' || c == '`':
			p.string(c)
		case word(c):
			p.number()
		case c == '-' && p.i+1 < len(p.s) && p.s[p.i+1] >= '0' && p.s[p.i+1] <= '9':
			p.next()
			p.negative = true
		case space(c) || c == ',' || c == '(' || c == ')' || c == '.' || c == '=' || c == '-' || bare(c):
			p.next()
		default:
			p.problem(p.i, NotHex)
			p.next()
		}
	}
}

// number reads 0x14, 20, 024 or 0b101, with Rust's suffix.
func (p *literalReader) number() {
	start, negative := p.i, p.negative
	p.negative = false
	for p.i < len(p.s) && word(p.s[p.i]) {
		p.i++
	}
	w := p.s[start:p.i]
	base, digits := 10, w
	switch {
	case len(w) > 2 && w[0] == '0' && (w[1] == 'x' || w[1] == 'X'):
		base, digits = 16, w[2:]
	case len(w) > 2 && w[0] == '0' && (w[1] == 'b' || w[1] == 'B'):
		base, digits = 2, w[2:]
	case len(w) > 1 && w[0] == '0' && !suffix(w[1:]):
		base, digits = 8, w[1:]
	}
	v := 0
	for i := range len(digits) {
		d, ok := hexDigit(digits[i])
		if !ok || int(d) >= base {
			if i > 0 && suffix(digits[i:]) {
				break
			}
			if i == 0 && w != "" && base == 10 {
				return // a word: "const", "u8", a cast's type
			}
			p.problem(start+len(w)-len(digits)+i, NotHex)
			return
		}
		if v = v*base + int(d); v > 255 {
			p.problem(start, TooLarge)
			return
		}
	}
	if negative {
		if v > 128 {
			p.problem(start, TooLarge)
			return
		}
		v = -v
	}
	p.r.add(p.line, start-p.before+1, byte(v))
}

func suffix(s string) bool {
	switch s {
	case "u", "U", "l", "L", "ul", "UL", "u8", "_u8":
		return true
	}
	return false
}

// string reads a string with the escapes of C, Go and Python.
func (p *literalReader) string(quote byte) {
	start, line := p.i, p.line
	column := start - p.before + 1
	p.next()
	var b []byte
	for {
		if p.i >= len(p.s) || p.s[p.i] == '\n' && quote != '`' {
			p.r.problem(line, column, OpenString)
			break
		}
		c := p.s[p.i]
		if c == quote {
			p.next()
			break
		}
		if c == '\\' && p.i+1 < len(p.s) && p.s[p.i+1] == '\n' { // goes on in the next line
			p.next()
			p.next()
			continue
		}
		if c == '\\' && quote != '`' {
			v, n, ok := escape(p.s[p.i:])
			if !ok {
				p.problem(p.i, BadEscape)
			} else {
				b = append(b, v)
			}
			p.i += n
			continue
		}
		b = append(b, c)
		p.next()
	}
	switch { // as the argument of a function that makes bytes of a text
	case len(b) >= 32 && len(b)%2 == 0 && allHex(string(b)):
		b = hexPairs(nil, string(b))
	case len(b) >= 24 && len(b)%4 == 0 && looksBase64(string(b)):
		p.r.base64(string(b))
		return
	case string(b) == "Buffer" || p.names():
		return // {"type":"Buffer","data":[20,0]} is Node's JSON
	}
	p.r.add(line, column, b...)
}

// names says whether the string that was just read is the name of a list of
// numbers in JSON, and passes over the colon.
func (p *literalReader) names() bool {
	rest := strings.TrimLeft(p.s[p.i:], " \t\r\n")
	after, ok := strings.CutPrefix(rest, ":")
	after = strings.TrimLeft(after, " \t\r\n")
	if !ok || !strings.HasPrefix(after, `"Buffer"`) && !numbersFollow(after) {
		return false
	}
	for until := len(p.s) - len(after); p.i < until; {
		p.next()
	}
	return true
}

// numbersFollow says whether a list of numbers begins a text.
func numbersFollow(s string) bool {
	rest, ok := strings.CutPrefix(s, "[")
	rest = strings.TrimLeft(rest, " \t\r\n")
	return ok && rest != "" && (rest[0] >= '0' && rest[0] <= '9' || rest[0] == '-')
}

// escapes reads a string without its quotes.
func (p *literalReader) escapes() {
	for p.i < len(p.s) && p.s[p.i] == '\\' {
		v, n, ok := escape(p.s[p.i:])
		if !ok {
			p.problem(p.i, BadEscape)
		} else {
			p.r.add(p.line, p.i-p.before+1, v)
		}
		p.i += n
	}
}

// escape reads a backslash and what it escapes; n is how long both are.
func escape(s string) (v byte, n int, ok bool) {
	if len(s) < 2 {
		return 0, 1, false
	}
	if i := indexByte(`abtnvfr\'"?`, s[1]); i >= 0 {
		return "\a\b\t\n\v\f\r\\'\"?"[i], 2, true
	}
	switch c := s[1]; {
	case c == 'x' && len(s) > 4 && s[2] == '{': // Perl's and Ruby's
		i := strings.IndexByte(s, '}')
		if i < 4 || i > 5 || !allHex(s[3:i]) {
			return 0, 2, false
		}
		return hexPairs(nil, ("0" + s[3:i])[i-4:])[0], i + 1, true
	case c == 'u': // JSON's, of a character up to U+00FF
		if len(s) < 6 || s[2:4] != "00" || !allHex(s[4:6]) {
			return 0, 2, false
		}
		return hexPairs(nil, s[4:6])[0], 6, true
	case c == 'x':
		for n = 2; n < len(s) && n < 4; n++ {
			d, isHex := hexDigit(s[n])
			if !isHex {
				break
			}
			v = v<<4 | d
		}
		return v, n, n > 2
	case c >= '0' && c <= '7':
		for n = 1; n < len(s) && n < 4 && s[n] >= '0' && s[n] <= '7'; n++ {
			v = v<<3 | (s[n] - '0')
		}
		return v, n, true
	}
	return 0, 2, false
}

func indexByte(s string, c byte) int {
	for i := range len(s) {
		if s[i] == c {
			return i
		}
	}
	return -1
}
