// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// Result is what was found in a text.
type Result struct {
	Form     Form
	Packets  []Packet
	Problems []Problem
}

// Parse finds the bytes. It gives all that it can read even with problems.
func Parse(text string) Result {
	text = tidy(text)
	r := reader{lines: strings.Split(text, "\n")}
	r.Form = guess(r.lines, text)
	switch r.Form {
	case FormStrace:
		r.strace()
	case FormDump:
		r.dump()
	case FormLiteral:
		r.literal(text)
	case FormBase64:
		r.base64(text)
	case FormPlain:
		r.plain()
	}
	r.flush()
	if len(r.Packets) == 0 && len(r.Problems) == 0 {
		r.Form = FormNone
		r.problem(1, 1, NoBytes)
	}
	return r.Result
}

// guess tells the form by what only that form has.
func guess(lines []string, text string) Form {
	dumps, others := 0, 0
	for _, l := range lines {
		switch {
		case strings.TrimSpace(l) == "":
		case straceCall(l) != "" || strings.HasPrefix(l, " | "):
			return FormStrace
		case strings.TrimSpace(l) == "*":
			dumps++
		case isRow(l, dumps):
			dumps++
		default:
			others++
		}
	}
	switch {
	case dumps > 0 && dumps >= others || toolRows(lines):
		return FormDump
	case strings.ContainsAny(text, "{[\"'`") || strings.Contains(text, `\x`) || called(text):
		return FormLiteral
	case looksBase64(strings.TrimSpace(text)):
		return FormBase64
	case strings.Contains(text, ",") && strings.Contains(text, "0x") || decimals(text):
		return FormLiteral
	case strings.TrimSpace(text) == "":
		return FormNone
	}
	return FormPlain
}

// called says whether a text is numbers given to a function, or between Erlang's
// brackets.
func called(text string) bool {
	i := strings.IndexByte(text, '(')
	return strings.Contains(text, "<<") || i > 0 && word(text[i-1]) && strings.Contains(text[i:], ",")
}

// reader gathers what a form's parser finds.
type reader struct {
	Result
	lines []string
	open  *Packet // being gathered
	total int
}

func (r *reader) problem(line, column int, c Code) {
	const enough = 100 // whoever has more has pasted something else
	if len(r.Problems) < enough {
		r.Problems = append(r.Problems, Problem{line, column, c})
	}
}

// begin ends the packet being gathered and begins one.
func (r *reader) begin(line int) *Packet {
	r.flush()
	r.open = &Packet{Line: line, Protocol: -1}
	return r.open
}

func (r *reader) flush() {
	if r.open != nil && (len(r.open.Data) > 0 || r.open.Fields != "") {
		r.Packets = append(r.Packets, *r.open)
	}
	r.open = nil
}

// add appends bytes to the packet being gathered.
func (r *reader) add(line, column int, b ...byte) {
	if r.open == nil {
		r.begin(line)
	}
	if r.total+len(b) > MaxBytes {
		if r.total < MaxBytes {
			r.problem(line, column, TooLong)
		}
		r.total = MaxBytes
		return
	}
	r.total += len(b)
	r.open.Data = append(r.open.Data, b...)
}

func hexDigit(c byte) (v byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func allHex(s string) bool {
	for i := range len(s) {
		if _, ok := hexDigit(s[i]); !ok {
			return false
		}
	}
	return s != ""
}

// hexPairs appends the bytes of an even run of hex digits.
func hexPairs(dst []byte, s string) []byte {
	for i := 0; i+1 < len(s); i += 2 {
		h, _ := hexDigit(s[i])
		l, _ := hexDigit(s[i+1])
		dst = append(dst, h<<4|l)
	}
	return dst
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
