// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// tool is a dump whose notation is known.
type tool struct {
	rows  []written
	by    notation
	radix int
}

// unusual gives the tool of a dump that is not the usual hexadecimal: one that
// read so does not hold together, or does not spell the text beside it.
func unusual(lines []string) (t tool, ok bool) {
	usual := reader{lines: lines}
	usual.hexDump()
	usual.flush()
	good := len(usual.Packets) > 0 && len(usual.Problems) == 0
	for i := 0; good && i < len(lines); i++ {
		var w written
		if w.read(i+1, lines[i]) && w.colon {
			four, eight := tool{by: notation{16, 4, 2, false}}, tool{by: notation{16, 8, 4, false}}
			good = four.spelled(&w) && eight.spelled(&w)
		}
	}
	if good {
		return t, false
	}
	return findTool(lines)
}

// findTool tells which notation makes a dump's rows go on where the last one
// ended. It is asked where the usual hexadecimal does not.
func findTool(lines []string) (t tool, ok bool) {
	others := 0
	for i, l := range lines {
		var w written
		if w.read(i+1, l) {
			t.rows = append(t.rows, w)
		} else if strings.TrimSpace(l) != "" {
			others++
		}
	}
	if len(t.rows) == 0 || others > len(t.rows) {
		return t, false
	}
	for _, t.by = range notations {
		for _, t.radix = range radices {
			if t.consistent() {
				return t, true
			}
		}
	}
	return t, false
}

// toolRows says whether lines are a dump of a less usual kind.
func toolRows(lines []string) bool {
	_, ok := findTool(lines)
	return ok
}

// consistent says whether all rows can be read, and each begins where the one
// before ended.
func (t *tool) consistent() bool {
	next, star, following, first := 0, false, 0, true
	for i := range t.rows {
		w := &t.rows[i]
		if w.offset == "" {
			star = true
			continue
		}
		at, ok := w.at(t.radix)
		inOrder := !t.by.words && t.by.base == 16 && t.by.digits > 2 // xxd's, tcpdump's
		if !ok || w.colon && !t.spelled(w) || inOrder && (!w.colon || strings.Contains(w.rest, "0x")) {
			return false
		}
		b, _ := w.bytes(&t.by)
		ends := strings.TrimSpace(w.rest) == ""
		switch {
		case len(b) == 0 && !ends:
			return false
		case first:
		case at == 0 && !ends: // another packet
		case at == next || star && at > next:
			following++
		case t.by.size == 0 && at < next && next-at < 16, ends && at < next && next-at < t.by.size:
			following++ // the last row is padded
		default:
			return false
		}
		first, star, next = false, false, at+len(b)
	}
	return following > 0
}

// spelled says whether the text behind a row is that of its bytes.
func (t *tool) spelled(w *written) bool {
	b, text := w.bytes(&t.by)
	if len(text) != len(b) {
		return true // no column of text, or one that is cut
	}
	for i, c := range b {
		if c > ' ' && c < 0x7f && text[i] != c {
			return false
		}
	}
	return true
}

// tool reads the rows of a dump in their notation.
func (r *reader) tool(t *tool) {
	next, star := 0, false
	var last []byte
	for i := range t.rows {
		w := &t.rows[i]
		if w.offset == "" {
			star = true
			continue
		}
		at, _ := w.at(t.radix)
		b, _ := w.bytes(&t.by)
		switch {
		case r.open == nil || at == 0 && len(b) > 0:
			r.begin(w.line)
			next = at
		case star && at > next:
			next = r.repeat(w.line, last, next, at)
		case at < next:
			r.open.Data = r.open.Data[:max(len(r.open.Data)-(next-at), 0)]
			next = at
		}
		star = false
		r.add(w.line, w.column, b...)
		next += len(b)
		last = b
	}
}

// repeat adds the row that a * stands for until an offset is reached.
func (r *reader) repeat(line int, last []byte, next, until int) int {
	if len(last) == 0 || until-next > MaxBytes {
		return until
	}
	for next < until && r.total < MaxBytes { // a text may have many such lines
		n := min(len(last), until-next)
		r.add(line, 1, last[:n]...)
		next += n
	}
	return until
}
