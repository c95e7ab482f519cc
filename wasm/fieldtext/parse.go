// SPDX-License-Identifier: Apache-2.0

package fieldtext

import "strings"

// kind is what a value in strace's text is.
type kind byte

const (
	word   kind = iota // a number, names, a call such as htons(80)
	quoted             // "…"
	list               // […]
	fields             // {…}
)

// value is a value in strace's text.
type value struct {
	kind  kind
	at    int    // its place in the text, in bytes
	text  string // a word's, or a string's bytes
	cut   bool   // bytes, items or fields were left out
	items []value
	name  string // of a field
}

// maxDepth bounds how deep values are in each other.
const maxDepth = 64

type parser struct {
	s    string
	i    int
	deep int
}

func (p *parser) blanks() {
	for p.i < len(p.s) && p.s[p.i] == ' ' {
		p.i++
	}
}

func (p *parser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *parser) value(v *value) bool {
	p.blanks()
	v.at = p.i
	switch p.peek() {
	case '{':
		v.kind = fields
		return p.inside(v, '}')
	case '[':
		v.kind = list
		return p.inside(v, ']')
	case '"':
		v.kind = quoted
		return p.quoted(v)
	}
	v.text = p.word()
	return v.text != ""
}

// inside reads what stands in braces or brackets: items, "name=item", "[3]=item".
func (p *parser) inside(v *value, end byte) bool {
	if p.deep == maxDepth {
		return false
	}
	p.deep++
	p.i++
	for {
		p.blanks()
		switch p.peek() {
		case 0:
			return false
		case end:
			p.i++
			p.deep--
			return true
		case ',':
			p.i++
			continue
		}
		if strings.HasPrefix(p.s[p.i:], "...") {
			v.cut = true
			p.i += 3
			continue
		}
		name := p.name(v.kind)
		v.items = append(v.items, value{name: name})
		if !p.value(&v.items[len(v.items)-1]) {
			return false
		}
	}
}

// name reads "name=" or "[3]=".
func (p *parser) name(k kind) string {
	start, i := p.i, p.i
	if k == list {
		if i < len(p.s) && p.s[i] == '[' {
			j := strings.Index(p.s[i:], "]=")
			if j > 0 && !strings.ContainsAny(p.s[i+1:i+j], "[{\",") {
				p.i += j + len("]=")
			}
		}
		return ""
	}
	for i < len(p.s) && (p.s[i] == '_' || p.s[i] >= '0' && p.s[i] <= '9' || p.s[i] >= 'a' && p.s[i] <= 'z' || p.s[i] >= 'A' && p.s[i] <= 'Z') {
		i++
	}
	if i > start && i < len(p.s) && p.s[i] == '=' {
		p.i = i + 1
		return p.s[start:i]
	}
	return ""
}

// word reads up to the comma or bracket that ends it, without comments.
func (p *parser) word() string {
	var w []byte
	deep := 0
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case strings.HasPrefix(p.s[p.i:], "/*"):
			n := strings.Index(p.s[p.i:], "*/")
			if n < 0 {
				p.i = len(p.s)
				continue
			}
			p.i += n + 2
			continue
		case c == '"':
			var v value
			start := p.i
			if !p.quoted(&v) {
				return ""
			}
			w = append(w, p.s[start:p.i]...)
			continue
		case c == '(':
			deep++
			w = append(w, c)
		case c == ')' && deep > 0:
			deep--
			w = append(w, c)
		case deep == 0 && (c == ',' || c == ']' || c == '}' || c == ')'):
			return strings.TrimSpace(string(w))
		default:
			w = append(w, c)
		}
		p.i++
	}
	return strings.TrimSpace(string(w))
}

// quoted reads a string with C's escapes.
func (p *parser) quoted(v *value) bool {
	var b []byte
	for p.i++; p.i < len(p.s); {
		c := p.s[p.i]
		p.i++
		switch {
		case c == '"':
			v.text = string(b)
			if strings.HasPrefix(p.s[p.i:], "...") {
				v.cut = true
				p.i += 3
			}
			return true
		case c == '\\' && p.i < len(p.s):
			c, ok := p.escape()
			if !ok {
				return false
			}
			b = append(b, c)
		default:
			b = append(b, c)
		}
	}
	return false
}

func (p *parser) escape() (c byte, ok bool) {
	base, most := 8, 3
	switch c = p.s[p.i]; {
	case c == 'x':
		base, most = 16, 2
		p.i++
	case c < '0' || c > '7':
		p.i++
		for i, e := range []byte("abtnvfr") {
			if c == e {
				return "\a\b\t\n\v\f\r"[i], true
			}
		}
		return c, c == '"' || c == '\\'
	}
	v, n := 0, 0
	for ; n < most && p.i < len(p.s); n++ {
		d := strings.IndexByte("0123456789abcdef", p.s[p.i])
		if d < 0 || d >= base {
			break
		}
		v = v*base + d
		p.i++
	}
	return byte(v), n > 0
}
