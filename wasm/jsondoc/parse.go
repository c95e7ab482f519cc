// SPDX-License-Identifier: Apache-2.0

package jsondoc

import (
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deep lists and objects may stand in each other.
const maxDepth = 64

type parser struct {
	in  []byte
	pos int
	err *SyntaxError
}

// Parse reads one value and nothing behind it. The error is a *SyntaxError.
func Parse(in []byte) (Value, error) {
	p := parser{in: in}
	v := p.value(0)
	if p.err == nil && p.peek() != 0 || p.err == nil && p.pos < len(in) {
		p.fail("nothing more is expected here")
	}
	if p.err != nil {
		return Value{}, p.err
	}
	return v, nil
}

func (p *parser) fail(text string) {
	if p.err != nil {
		return
	}
	line := 1
	for _, c := range p.in[:min(p.pos, len(p.in))] {
		if c == '\n' {
			line++
		}
	}
	p.err = &SyntaxError{Offset: p.pos, Line: line, Text: text}
}

// peek passes over white space and gives the next byte, 0 at the end.
func (p *parser) peek() byte {
	for p.pos < len(p.in) {
		switch p.in[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return p.in[p.pos]
		}
	}
	return 0
}

func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.pos++
	return true
}

func (p *parser) value(depth int) Value {
	if depth > maxDepth {
		p.fail("lists and objects stand too deep in each other")
		return Value{}
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == '"':
		return Value{Kind: String, Text: p.text()}
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for _, w := range [...]struct {
		word string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if len(p.in)-p.pos >= len(w.word) && string(p.in[p.pos:p.pos+len(w.word)]) == w.word {
			p.pos += len(w.word)
			return Value{Kind: w.kind, Text: w.word}
		}
	}
	p.fail("a value is expected: a number, a text in quotes, true, false, […] or {…}")
	return Value{}
}

func (p *parser) object(depth int) Value {
	v := Value{Kind: Object}
	p.pos++
	seen := map[string]bool{}
	for first := true; p.err == nil && !p.take('}'); first = false {
		if !first && !p.take(',') {
			p.fail("a comma or } is expected")
			return v
		}
		if p.peek() != '"' {
			p.fail("a key in quotes is expected")
			return v
		}
		key := p.text()
		if seen[key] {
			p.fail("the key " + string(AppendString(nil, key)) + " stands here twice")
		}
		seen[key] = true
		if !p.take(':') {
			p.fail("a colon is expected after a key")
			return v
		}
		v.Members = append(v.Members, Member{key, p.value(depth + 1)})
	}
	return v
}

func (p *parser) list(depth int) Value {
	v := Value{Kind: List}
	p.pos++
	for first := true; p.err == nil && !p.take(']'); first = false {
		if !first && !p.take(',') {
			p.fail("a comma or ] is expected")
			return v
		}
		v.Items = append(v.Items, p.value(depth+1))
	}
	return v
}

// number reads -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?.
func (p *parser) number() Value {
	start := p.pos
	p.skip('-')
	if !p.skip('0') && p.digits() == 0 {
		p.fail("digits are expected")
	}
	if p.skip('.') && p.digits() == 0 {
		p.fail("digits are expected behind the point")
	}
	if p.skip('e') || p.skip('E') {
		if !p.skip('-') {
			p.skip('+')
		}
		if p.digits() == 0 {
			p.fail("digits are expected in the exponent")
		}
	}
	return Value{Kind: Number, Text: string(p.in[start:p.pos])}
}

func (p *parser) skip(c byte) bool {
	if p.pos < len(p.in) && p.in[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *parser) digits() int {
	n := 0
	for p.pos < len(p.in) && p.in[p.pos] >= '0' && p.in[p.pos] <= '9' {
		p.pos++
		n++
	}
	return n
}

// text reads a string.
func (p *parser) text() string {
	p.pos++
	var out []byte
	for p.pos < len(p.in) && p.err == nil {
		c := p.in[p.pos]
		switch {
		case c == '"':
			p.pos++
			if !utf8.Valid(out) {
				p.fail("the text is not UTF-8")
			}
			return string(out)
		case c < ' ':
			p.fail(`no control characters may stand inside a text (write \n)`)
		case c == '\\':
			p.pos++
			out = p.escape(out)
		default:
			out = append(out, c)
			p.pos++
		}
	}
	p.fail("the closing quote of a text is missing")
	return ""
}

func (p *parser) escape(out []byte) []byte {
	if p.pos >= len(p.in) {
		return out
	}
	c := p.in[p.pos]
	p.pos++
	switch c {
	case '"', '\\', '/':
		return append(out, c)
	case 'n':
		return append(out, '\n')
	case 't':
		return append(out, '\t')
	case 'r':
		return append(out, '\r')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case 'u':
		r := p.hex4()
		if utf16.IsSurrogate(r) && p.pos+1 < len(p.in) && p.in[p.pos] == '\\' && p.in[p.pos+1] == 'u' {
			back := p.pos
			p.pos += 2
			if full := utf16.DecodeRune(r, p.hex4()); full != utf8.RuneError {
				return utf8.AppendRune(out, full)
			}
			p.pos = back
		}
		return utf8.AppendRune(out, r)
	}
	p.pos--
	p.fail(`after \ one of " \ / b f n r t u is expected`)
	return out
}

// hex is the number that hex digits make.
func hex(digits []byte) (r rune, ok bool) {
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

func (p *parser) hex4() rune {
	if p.pos+4 <= len(p.in) {
		if r, ok := hex(p.in[p.pos : p.pos+4]); ok {
			p.pos += 4
			return r
		}
	}
	p.fail("four hex digits are expected")
	return 0
}
