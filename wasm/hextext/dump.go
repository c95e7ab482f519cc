// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// row is a line of a hex dump.
type row struct {
	offset int
	column int // where the bytes begin, from 1
	bytes  []byte
	colon  bool
}

// isRow says whether a line has the look of a dump's that comes after so many
// others: without a colon, the first of them has the offset 0.
func isRow(l string, before int) bool {
	w, ok := parseRow(l)
	return ok && (before > 0 || w.colon || w.offset == 0 && len(w.bytes) > 0)
}

// parseRow reads "00000010: 0102 0304  .." and its relatives.
func parseRow(l string) (row, bool) {
	var w row
	i := 0
	for i < len(l) && space(l[i]) {
		i++
	}
	if strings.HasPrefix(l[i:], "0x") {
		i += 2
	}
	start := i
	for i < len(l) {
		v, ok := hexDigit(l[i])
		if !ok || i-start == 8 {
			break
		}
		w.offset = w.offset<<4 | int(v)
		i++
	}
	if i-start < 4 {
		return w, false
	}
	w.colon = i < len(l) && l[i] == ':'
	if w.colon {
		i++
	}
	digits := i - start
	if i < len(l) && !space(l[i]) {
		return w, false
	}
	if strings.TrimSpace(l[i:]) == "" { // hexdump's last line has the length alone
		return w, digits >= 7
	}
	for i < len(l) && space(l[i]) {
		i++
	}
	w.column = i + 1
	rest := l[i:]
	if bar := strings.IndexByte(rest, '|'); bar >= 0 {
		rest = rest[:bar]
	}
	var width int
	w.bytes, width = rowBytes(rest, !w.colon)
	if !w.colon && width != 2 {
		// hexdump without -C: 16-bit words of a little-endian machine.
		if width != 4 || digits != 7 {
			return w, false
		}
		for i := 0; i+1 < len(w.bytes); i += 2 {
			w.bytes[i], w.bytes[i+1] = w.bytes[i+1], w.bytes[i]
		}
	}
	return w, len(w.bytes) > 0
}

// rowBytes reads the groups of a row up to its column of text, which two blanks
// or more separate. halves says that two blanks may also stand after eight
// bytes, as hexdump has them. width is the digits of the first group.
func rowBytes(s string, halves bool) (b []byte, width int) {
	for i := 0; i < len(s) && len(b) < 64; {
		blanks := 0
		for i < len(s) && space(s[i]) {
			i++
			blanks++
		}
		start := i
		for i < len(s) && !space(s[i]) {
			i++
		}
		group := s[start:i]
		if group == "" {
			break
		}
		if blanks > 2 || blanks == 2 && (!halves || len(b) != 8) {
			break
		}
		if !allHex(group) || len(group)%2 != 0 || width != 0 && len(group) > width {
			break
		}
		if width == 0 {
			width = len(group)
		}
		b = hexPairs(b, group)
	}
	return b, width
}

// dump reads the rows of a dump, and of several.
func (r *reader) dump() {
	if t, ok := unusual(r.lines); ok {
		r.tool(&t)
		return
	}
	r.hexDump()
}

func (r *reader) hexDump() {
	next, star := 0, false
	var last []byte
	for i, l := range r.lines {
		w, ok := parseRow(l)
		switch {
		case strings.TrimSpace(l) == "*":
			star = true
			continue
		case !ok:
			continue // a heading, or what a tool says of the packet
		case r.open == nil || w.offset == 0 && next > 0:
			if len(w.bytes) == 0 {
				continue
			}
			if w.offset != 0 {
				r.problem(i+1, 1, BadOffset)
			}
			r.begin(i + 1)
			next = w.offset
		case star && w.offset > next && len(last) > 0:
			next = r.repeat(i+1, last, next, w.offset)
		case len(w.bytes) == 0 && w.offset == next-1:
			// hexdump's words: half of the last one is no byte of the input's.
			r.open.Data = r.open.Data[:len(r.open.Data)-1]
			next--
		case w.offset != next:
			r.problem(i+1, 1, BadOffset)
			next = w.offset
		}
		star = false
		r.add(i+1, w.column, w.bytes...)
		next += len(w.bytes)
		last = w.bytes
	}
}
