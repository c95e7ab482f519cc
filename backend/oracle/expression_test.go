// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"fmt"
	"strconv"
	"strings"
)

// expression is a value as strace prints it with -X verbose.
type expression struct {
	// members are those of a {…}, items those of a […].
	members []member
	items   []expression
	// number is set for 20, 0x14 /* NAME */, -19 and terms of them joined by |;
	// names are what the comments behind them say.
	number   *int64
	names    []string
	text     *string
	function string // htons(…), with its items
}

type member struct {
	name  string
	value expression
}

// scanner reads strace's notation front to back.
type scanner struct {
	s string
	i int
}

func (p *scanner) blanks() {
	for p.i < len(p.s) && p.s[p.i] == ' ' {
		p.i++
	}
}

func (p *scanner) take(word string) bool {
	p.blanks()
	if !strings.HasPrefix(p.s[p.i:], word) {
		return false
	}
	p.i += len(word)
	return true
}

// comment gives what stands between /* and */, if that is next.
func (p *scanner) comment() (text string, ok bool) {
	if !p.take("/* ") {
		return "", false
	}
	text, _, ok = strings.Cut(p.s[p.i:], " */")
	p.i += len(text) + len(" */")
	return text, ok
}

func (p *scanner) fail(want string) error {
	return fmt.Errorf("column %d: %s expected at %.40q", p.i+1, want, p.s[p.i:])
}

func (p *scanner) value() (e expression, err error) {
	switch {
	case p.take("{"):
		err = p.object(&e)
	case p.take("["):
		e.items, err = p.list("]")
	case p.take(`"`):
		var text string
		if text, err = p.text(); err == nil {
			e.text = &text
			p.comment()
		}
	default:
		err = p.scalar(&e)
	}
	return e, err
}

func (p *scanner) list(end string) (items []expression, err error) {
	for !p.take(end) {
		if len(items) > 0 && !p.take(",") {
			return nil, p.fail(", or " + end)
		}
		p.comment()
		if p.take("...") {
			continue
		}
		e, err := p.value()
		if err != nil {
			return nil, err
		}
		if p.take("=") { // [3 /* index */]=value
			if e, err = p.value(); err != nil {
				return nil, err
			}
		}
		items = append(items, e)
	}
	p.comment()
	return items, nil
}

func (p *scanner) object(e *expression) error {
	for first := true; !p.take("}"); first = false {
		if !first && !p.take(",") {
			return p.fail(", or }")
		}
		if p.take("...") {
			continue
		}
		p.blanks()
		name := p.word()
		if !p.take("=") { // inet_pton(AF_INET, …, &addr) stands for a member
			if !p.take("(") {
				return p.fail("=")
			}
			items, err := p.list(")")
			if err != nil {
				return err
			}
			e.members = append(e.members, member{name, expression{function: name, items: items}})
			continue
		}
		v, err := p.value()
		if err != nil {
			return err
		}
		e.members = append(e.members, member{name, v})
	}
	p.comment()
	return nil
}

func (p *scanner) word() string {
	start := p.i
	for p.i < len(p.s) && (p.s[p.i] == '_' || p.s[p.i] == '-' || p.s[p.i] == '&' || p.s[p.i] == '.' || p.s[p.i] == '>' || p.s[p.i] == '~' ||
		p.s[p.i] >= '0' && p.s[p.i] <= '9' || p.s[p.i] >= 'a' && p.s[p.i] <= 'z' || p.s[p.i] >= 'A' && p.s[p.i] <= 'Z') {
		p.i++
	}
	return p.s[start:p.i]
}

// scalar reads numbers with names, joined by |, a function of something, NULL.
func (p *scanner) scalar(e *expression) error {
	var sum int64
	for {
		p.blanks()
		w := p.word()
		if w == "" {
			return p.fail("a value")
		}
		n, err := strconv.ParseInt(w, 0, 64)
		if u, uerr := strconv.ParseUint(w, 0, 64); err != nil && uerr == nil {
			n, err = int64(u), nil
		}
		switch {
		case err == nil:
			c, _ := p.comment()
			if p.take("<<8") { // nfnetlink's subsystem in front of its message
				n, c = n<<8, ""
			}
			sum |= n
			if c != "" {
				e.names = append(e.names, strings.Split(c, "|")...)
			}
		case p.take("("):
			if e.items, err = p.list(")"); err != nil {
				return err
			}
			e.function = w
			p.comment()
			return nil
		case p.take("<<"):
			p.blanks()
			p.word()
			e.function = w
		default:
			e.function = w // a name, such as NULL
		}
		if c, ok := p.comment(); ok {
			e.names = append(e.names, strings.Split(c, "|")...)
		}
		if !p.take("|") {
			break
		}
	}
	if e.function == "" {
		e.number = &sum
	}
	return nil
}

// text reads a string up to its quote; -X verbose leaves C's escapes in it.
func (p *scanner) text() (string, error) {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] != '"' {
		if p.s[p.i] == '\\' {
			p.i++
		}
		p.i++
	}
	if p.i >= len(p.s) {
		return "", p.fail("a closing quote")
	}
	raw := p.s[start:p.i]
	p.i++
	p.take("...")
	var out []byte
	for len(raw) > 0 {
		if raw[0] != '\\' {
			out, raw = append(out, raw[0]), raw[1:]
			continue
		}
		if digits := octal(raw[1:]); digits > 0 {
			v, _ := strconv.ParseUint(raw[1:1+digits], 8, 8)
			out, raw = append(out, byte(v)), raw[1+digits:]
			continue
		}
		c, _, tail, err := strconv.UnquoteChar(raw, '"')
		if err != nil {
			return "", fmt.Errorf("escape %.8q: %w", raw, err)
		}
		out, raw = append(out, byte(c)), tail
	}
	return string(out), nil
}

func octal(s string) int {
	n := 0
	for n < 3 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
		n++
	}
	return n
}
