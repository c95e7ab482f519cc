// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// PathError says where in a document something is wrong, and what.
type PathError struct {
	// Path is the place, such as "steps[3].size"; "" is the whole document.
	Path string
	// Text says what is wrong and, where it helps, what would be right.
	Text string
}

// Error gives path and text.
func (e *PathError) Error() string {
	if e.Path == "" {
		return e.Text
	}
	return e.Path + ": " + e.Text
}

// scanner reads JSON (RFC 8259) front to back. The first error sticks; the
// readers then return zero values and the loops end.
type scanner struct {
	in   []byte
	pos  int
	path []byte
	err  *PathError
}

func (s *scanner) fail(text string) {
	if s.err == nil {
		s.err = &PathError{Path: string(s.path), Text: text}
		s.pos = len(s.in)
	}
}

func (s *scanner) syntax(want string) {
	line := 1
	for _, c := range s.in[:min(s.pos, len(s.in))] {
		if c == '\n' {
			line++
		}
	}
	s.fail("line " + strconv.Itoa(line) + ": expected " + want)
}

// peek passes over white space and gives the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.pos < len(s.in) {
		switch s.in[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return s.in[s.pos]
		}
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.pos++
	return true
}

// object calls member for each member of an object, with s at its value. The
// path is extended by the key meanwhile. A key that comes twice is an error.
func (s *scanner) object(member func(key string)) {
	if !s.take('{') {
		s.syntax("an object, {…}")
		return
	}
	seen := make([]string, 0, 8)
	for first := true; s.err == nil && !s.take('}'); first = false {
		if !first && !s.take(',') {
			s.syntax(", or }")
			return
		}
		if s.peek() != '"' {
			s.syntax("a key in quotes")
			return
		}
		key := s.text()
		if !s.take(':') {
			s.syntax(": after a key")
			return
		}
		n := len(s.path)
		if n > 0 {
			s.path = append(s.path, '.')
		}
		s.path = append(s.path, key...)
		for _, k := range seen {
			if k == key {
				s.fail("this key stands here twice")
			}
		}
		seen = append(seen, key)
		if s.err == nil {
			member(key)
		}
		s.path = s.path[:n]
	}
}

// array calls element for each element, with s at it.
func (s *scanner) array(element func(i int)) {
	if !s.take('[') {
		s.syntax("a list, […]")
		return
	}
	for i := 0; s.err == nil && !s.take(']'); i++ {
		if i > 0 && !s.take(',') {
			s.syntax(", or ]")
			return
		}
		n := len(s.path)
		s.path = append(s.path, '[')
		s.path = strconv.AppendInt(s.path, int64(i), 10)
		s.path = append(s.path, ']')
		element(i)
		s.path = s.path[:n]
	}
}

// text reads a string.
func (s *scanner) text() string {
	if !s.take('"') {
		s.syntax("a text in quotes")
		return ""
	}
	var out []byte
	for s.pos < len(s.in) {
		c := s.in[s.pos]
		switch {
		case c == '"':
			s.pos++
			if !utf8.Valid(out) {
				s.fail("the text is not UTF-8")
			}
			return string(out)
		case c < ' ':
			s.syntax("no control characters inside a text (write \\n)")
			return ""
		case c == '\\':
			s.pos++
			out = s.escape(out)
		default:
			out = append(out, c)
			s.pos++
		}
	}
	s.syntax("the closing quote of a text")
	return ""
}

func (s *scanner) escape(out []byte) []byte {
	if s.pos >= len(s.in) {
		s.syntax("an escape")
		return out
	}
	c := s.in[s.pos]
	s.pos++
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
		r := s.hex4()
		if utf16.IsSurrogate(r) && s.pos+1 < len(s.in) && s.in[s.pos] == '\\' && s.in[s.pos+1] == 'u' {
			back := s.pos
			s.pos += 2
			if full := utf16.DecodeRune(r, s.hex4()); full != utf8.RuneError {
				return utf8.AppendRune(out, full)
			}
			s.pos = min(back, len(s.in))
		}
		return utf8.AppendRune(out, r)
	}
	s.pos--
	s.syntax(`one of \" \\ \/ \b \f \n \r \t \u`)
	return out
}

func (s *scanner) hex4() rune {
	if s.pos+4 > len(s.in) {
		s.syntax("four hex digits")
		return 0
	}
	var v rune
	for _, c := range s.in[s.pos : s.pos+4] {
		d, ok := hexDigit(c)
		if !ok {
			s.syntax("four hex digits")
			return 0
		}
		v = v<<4 | rune(d)
	}
	s.pos += 4
	return v
}

// word reads a number, true, false or null as it stands.
func (s *scanner) word() string {
	s.peek()
	start := s.pos
	for s.pos < len(s.in) {
		c := s.in[s.pos]
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == 'E' || c == '-' || c == '+' || c == '.' {
			s.pos++
			continue
		}
		break
	}
	return string(s.in[start:s.pos])
}

func (s *scanner) bool() bool {
	switch s.word() {
	case "true":
		return true
	case "false":
		return false
	}
	s.fail("expected true or false")
	return false
}

// int reads a whole number between low and high, or kernel names joined by "|".
func (s *scanner) int(low, high int64) int64 {
	var v int64
	if s.peek() == '"' {
		var unknown string
		if v, unknown = ParseNames(s.text()); unknown != "" {
			s.fail("unknown name " + string(AppendJSONString(nil, unknown)))
			return 0
		}
	} else {
		word := s.word()
		ok := false
		if v, ok = parseInt(word, false); !ok {
			s.fail("expected a whole number or a name in quotes")
			return 0
		}
	}
	if v < low || v > high {
		s.fail("must be from " + strconv.FormatInt(low, 10) + " to " + strconv.FormatInt(high, 10))
		return 0
	}
	return v
}

func (s *scanner) u32() uint32 { return uint32(s.int(0, 1<<32-1)) }
func (s *scanner) i32() int32  { return int32(s.int(-1<<31, 1<<31-1)) }

// hex reads a string of hex digits; white space between bytes is passed over.
func (s *scanner) hex() []byte {
	t := s.text()
	out := make([]byte, 0, len(t)/2)
	high := -1
	for i := range len(t) {
		var d int
		switch c := t[i]; {
		case c >= '0' && c <= '9':
			d = int(c - '0')
		case c >= 'a' && c <= 'f':
			d = int(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = int(c-'A') + 10
		case (c == ' ' || c == '\n' || c == '\t' || c == '\r') && high < 0:
			continue
		default:
			s.fail("character " + strconv.Itoa(i+1) + " is not part of hex bytes such as \"15 00\"")
			return nil
		}
		if high < 0 {
			high = d
			continue
		}
		out = append(out, byte(high<<4|d))
		high = -1
	}
	if high >= 0 {
		s.fail("hex bytes need two digits each; the last one has one")
		return nil
	}
	return out
}

// end checks that nothing follows the document.
func (s *scanner) end() error {
	if s.err == nil && s.peek() != 0 {
		s.syntax("nothing more")
	}
	if s.err == nil && s.pos < len(s.in) {
		s.syntax("nothing more")
	}
	if s.err != nil {
		return s.err
	}
	return nil
}
