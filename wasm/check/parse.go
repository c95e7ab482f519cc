// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strconv"

	"netlinklab/wasm/labproto"
)

// Rule is a parsed line. The zero Rule holds for no run.
type Rule struct {
	no    bool
	kind  labproto.Kind
	count int
	terms []term
}

// term is one key=value of a rule.
type term struct {
	key  string
	num  int64
	text string
}

// Error says what is wrong with a rule, and from which byte of the line on.
type Error struct {
	Offset int
	Text   string
}

// Error gives the offset, counted from 0, and the text.
func (e *Error) Error() string {
	return "at byte " + strconv.Itoa(e.Offset) + ": " + e.Text
}

var kinds = [...]labproto.Kind{
	labproto.KindSent, labproto.KindReceived, labproto.KindReturn, labproto.KindLog, labproto.KindEnd,
	labproto.KindOutput, labproto.KindExit, labproto.KindPanic, labproto.KindNote,
}

// numbers and texts are the keys by the value that they take.
var (
	numbers = [...]string{"count", "step", "ret", "from", "groups", "size", "messages", "len", "type", "flags", "seq", "pid"}
	texts   = [...]string{"lane", "name", "errno", "text", "payload", "kind", "function"}
)

// Parse reads one rule: an optional "no", a kind of event (sent, received,
// return, log, end, output, exit, panic, note), and conditions that one event
// must meet together. Numbers are decimal or 0x…; texts with a space stand in
// double quotes. The error is an *Error.
func Parse(line string) (Rule, error) {
	r := Rule{count: 1}
	word, at := next(line, 0)
	if word == "no" {
		r.no = true
		word, at = next(line, at)
	}
	for _, k := range kinds {
		if k.String() == word {
			r.kind = k
		}
	}
	if r.kind == 0 {
		return Rule{}, &Error{at - len(word), "a rule begins with sent, received, return, log, end, output, exit, panic or note, after no if none may occur"}
	}
	for {
		word, at = next(line, at)
		if word == "" {
			return r, nil
		}
		t, problem := parseTerm(word)
		if problem != "" {
			return Rule{}, &Error{at - len(word), problem}
		}
		if t.key == "count" {
			if problem := countProblem(r, t.num); problem != "" {
				return Rule{}, &Error{at - len(word), problem}
			}
			r.count = int(t.num)
			continue
		}
		r.terms = append(r.terms, t)
	}
}

// countProblem finds a count that would make a rule hold whatever happened.
func countProblem(r Rule, n int64) string {
	switch {
	case r.no:
		return "a rule that begins with no counts nothing"
	case n < 1 || n > labproto.MaxEvents:
		return "a count is from 1 to " + strconv.Itoa(labproto.MaxEvents)
	}
	return ""
}

// next gives the word that starts at or after at, and where it ends. A space
// inside double quotes belongs to the word.
func next(line string, at int) (word string, end int) {
	for at < len(line) && line[at] == ' ' {
		at++
	}
	quoted := false
	for end = at; end < len(line) && (quoted || line[end] != ' '); end++ {
		if line[end] == '"' {
			quoted = !quoted
		}
	}
	return line[at:end], end
}

func parseTerm(word string) (t term, problem string) {
	eq := 0
	for eq < len(word) && word[eq] != '=' {
		eq++
	}
	if eq == len(word) {
		return t, "a condition is key=value"
	}
	t.key, t.text = word[:eq], word[eq+1:]
	if n := len(t.text); n > 0 && t.text[0] == '"' {
		if n < 2 || t.text[n-1] != '"' {
			return t, "the quotation is not closed"
		}
		t.text = t.text[1 : n-1]
	}
	for _, k := range texts {
		if k == t.key {
			return t, ""
		}
	}
	for _, k := range numbers {
		if k != t.key {
			continue
		}
		n, unknown := labproto.ParseNames(t.text)
		if unknown != "" {
			return t, t.key + " needs a number, not " + unknown
		}
		t.num = n
		return t, ""
	}
	return t, "no condition is called " + t.key
}
