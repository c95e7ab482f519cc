// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"netlinklab/wasm/nlmsg"
)

const (
	// perRow is how many bytes a line shows.
	perRow     = 8
	bytesWidth = 3*perRow - 1
	// widestName bounds the column of names, leastValue what is left for values
	// on a narrow terminal; both in columns.
	widestName = 48
	leastValue = 24
)

// Append appends the listing of a decoded input.
func Append(dst []byte, t *nlmsg.Tree, s Style) []byte {
	w := newTree(t)
	var rows []row
	for i := range t.Nodes {
		if t.Nodes[i].Parent < 0 {
			rows = w.rows(rows, i, s.Full)
		}
	}
	l := layout{Style: s, tree: w}
	l.number = max(3, len(strconv.Itoa(len(t.Bytes))))
	for i := range rows {
		l.name = max(l.name, 2*rows[i].depth+utf8.RuneCountInString(rows[i].name))
	}
	l.name = min(max(l.name, len("name")), widestName)
	dst = l.head(dst)
	for i := range rows {
		dst = l.row(dst, &rows[i])
	}
	for _, p := range w.problems[-1] {
		dst = l.problem(dst, 0, p)
	}
	return dst
}

// layout holds the widths of the columns.
type layout struct {
	Style
	tree         *tree
	number, name int
}

const gap = "  "

func (l *layout) head(dst []byte) []byte {
	line := fmt.Sprintf("%*s%s%*s%s%-*s%s%-*s%s%s", l.number, "at", gap, l.number, "len", gap, bytesWidth, "bytes", gap, l.name, "name", gap, "value")
	return append(l.paint(dst, dim, line), '\n')
}

// row writes a row over as many lines as its bytes and its value take.
func (l *layout) row(dst []byte, r *row) []byte {
	cells := l.cells(r)
	values := l.fold(r.value)
	name := strings.Repeat("│ ", r.depth)
	for i := 0; i == 0 || i*perRow < len(cells) || i < len(values); i++ {
		line := len(dst)
		if i == 0 {
			dst = l.paint(dst, dim, fmt.Sprintf("%*d%s%*d%s", l.number, r.at, gap, l.number, r.size, gap))
		} else {
			dst = append(dst, strings.Repeat(" ", 2*(l.number+len(gap)))...)
		}
		dst = l.bytes(dst, cells, i)
		dst = append(dst, gap...)
		dst = l.paint(dst, dim, name)
		used := 2 * r.depth
		if i == 0 {
			dst = l.paint(dst, r.nameInk, r.name)
			used += utf8.RuneCountInString(r.name)
		}
		if i < len(values) && values[i] != "" {
			dst = append(dst, strings.Repeat(" ", max(l.name-used, 0))...)
			dst = append(append(dst, gap...), values[i]...)
		}
		dst = append(trimBlanks(dst, line), '\n')
	}
	for _, p := range r.problems {
		dst = l.problem(dst, r.depth, p)
	}
	return dst
}

func trimBlanks(dst []byte, from int) []byte {
	for len(dst) > from && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// cell is a byte with its colour.
type cell struct {
	value byte
	ink   ink
}

func (l *layout) cells(r *row) []cell {
	var cells []cell
	for _, part := range r.parts {
		n := &l.tree.Nodes[part]
		for _, c := range l.tree.Data(n) {
			cells = append(cells, cell{c, inkOf(n)})
		}
	}
	return cells
}

// bytes writes the i-th line of a row's bytes, and blanks up to the next column.
func (l *layout) bytes(dst []byte, cells []cell, i int) []byte {
	from, to := min(i*perRow, len(cells)), min((i+1)*perRow, len(cells))
	for at := from; at < to; {
		run := at + 1
		for run < to && cells[run].ink == cells[at].ink {
			run++
		}
		var text []byte
		for ; at < run; at++ {
			text = append(text, hexDigits[cells[at].value>>4], hexDigits[cells[at].value&15])
			if at+1 < run {
				text = append(text, ' ')
			}
		}
		dst = l.paint(dst, cells[at-1].ink, string(text))
		if at < to {
			dst = append(dst, ' ')
		}
	}
	return append(dst, strings.Repeat(" ", bytesWidth-max(3*(to-from)-1, 0))...)
}

// problem writes a line below the row that it is about.
func (l *layout) problem(dst []byte, depth int, p nlmsg.Problem) []byte {
	indent := strings.Repeat(" ", 2*(l.number+len(gap))+bytesWidth+len(gap)+2*depth)
	text := fmt.Sprintf("▲ %s: %s (at %d, %s)", p.Code, p.Code.Text(), p.Offset, plural(p.Length, "byte"))
	return append(l.paint(append(dst, indent...), alarm, text), '\n')
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// fold breaks a value at blanks and bars so that it stays in its column.
func (l *layout) fold(text string) []string {
	room := l.Width - (2*(l.number+len(gap)) + bytesWidth + len(gap) + l.name + len(gap))
	if l.Width == 0 || text == "" {
		return []string{text}
	}
	room = max(room, leastValue)
	var lines []string
	for utf8.RuneCountInString(text) > room {
		cut, columns := 0, 0
		for i, c := range text {
			if columns++; columns > room {
				if cut == 0 {
					cut = i
				}
				break
			}
			if c == ' ' || c == '|' || c == ',' {
				cut = i + 1
			}
		}
		lines = append(lines, strings.TrimRight(text[:cut], " "))
		text = text[cut:]
	}
	return append(lines, text)
}
