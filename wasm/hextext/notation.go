// SPDX-License-Identifier: Apache-2.0

package hextext

import "strings"

// notation is how a tool writes the bytes of a row.
type notation struct {
	base   int
	digits int // of a group; 0 is as many as the number has, with a sign
	size   int // bytes of a group; 0 is a character in a cell of its own
	words  bool
}

// notations are those of od, hexdump, xxd and gdb. Words are of a little-endian
// machine.
var notations = [...]notation{
	{16, 2, 1, false}, {16, 4, 2, false}, {16, 8, 4, false},
	{16, 4, 2, true}, {16, 8, 4, true}, {16, 16, 8, true},
	{8, 3, 1, false}, {8, 6, 2, true}, {8, 11, 4, true},
	{2, 8, 1, false}, {10, 0, 1, false}, {10, 0, 2, true}, {10, 5, 2, true},
	{0, 0, 0, false},
}

// radices are what offsets are written in.
var radices = [...]int{16, 8, 10}

// written is a row of a tool's dump before anybody knows its notation.
type written struct {
	line   int
	offset string // its digits, "" for the * of lines like the last one
	colon  bool
	rest   string
	column int // where rest begins, from 1
}

// read finds a row's offset, which gdb and the kernel's print_hex_dump have
// names in front of or behind.
func (w *written) read(line int, l string) bool {
	l = strings.TrimRight(l, "\r")
	if strings.TrimSpace(l) == "*" {
		*w = written{line: line}
		return true
	}
	i := 0
	for i < len(l) && space(l[i]) {
		i++
	}
	i += logged(l[i:])
	if strings.HasPrefix(l[i:], "0x") {
		i += 2
	}
	start := i
	for i < len(l) && i-start < 16 {
		if _, hex := hexDigit(l[i]); !hex {
			break
		}
		i++
	}
	w.line, w.offset = line, l[start:i]
	if strings.HasPrefix(l[i:], " <") {
		i += max(strings.Index(l[i:], ">:"), -1) + 1
	}
	if w.colon = i < len(l) && l[i] == ':'; w.colon {
		i++
	}
	w.rest, w.column = l[i:], i+1
	return len(w.offset) >= 4 && (w.rest == "" || space(w.rest[0]))
}

// logged is the length of what a kernel log has in front of "00000010: ".
func logged(l string) int {
	for i := 0; i+9 < len(l); i++ {
		if l[i] != ' ' {
			continue
		}
		n := strings.IndexByte(l[i+1:], ':')
		if (n == 8 || n == 16) && allHex(l[i+1:i+1+n]) && i+2+n < len(l) && l[i+2+n] == ' ' {
			return i + 1
		}
	}
	return 0
}

// at reads the offset.
func (w *written) at(radix int) (offset int, ok bool) {
	for i := range len(w.offset) {
		d, _ := hexDigit(w.offset[i])
		if int(d) >= radix {
			return 0, false
		}
		offset = (offset*radix + int(d)) & (1<<31 - 1)
	}
	return offset, true
}

// bytes reads what is behind the offset, and tells what stands behind that.
func (w *written) bytes(n *notation) (b []byte, text string) {
	if n.size == 0 {
		return characters(w.rest), ""
	}
	stride := 0 // between groups; what has a colon also has a column of text
	if w.colon {
		stride = 1
	}
	for i := 0; i < len(w.rest); {
		blanks := i
		for i < len(w.rest) && space(w.rest[i]) {
			i++
		}
		blanks = i - blanks
		start := i
		for i < len(w.rest) && !space(w.rest[i]) {
			i++
		}
		if n.digits != 0 && len(b) > 0 {
			if stride == 0 {
				stride = blanks
			}
			if part := i - start; w.colon && n.words && part < n.digits && part%2 == 0 && blanks == stride+n.digits-part {
				// The last word of xxd -e, as much as there is of it.
				if group, ok := (&notation{16, part, part / 2, true}).group(w.rest[start:i]); ok {
					return append(b, group...), strings.TrimLeft(w.rest[i:], " ")
				}
			}
			if blanks != stride && (n.size != 1 || blanks != stride+1 || len(b) != 8) {
				return b, w.rest[start:]
			}
		}
		group, ok := n.group(w.rest[start:i])
		if !ok {
			return b, w.rest[start:]
		}
		b = append(b, group...)
	}
	return b, ""
}

// group reads one group of digits.
func (n *notation) group(s string) (b []byte, ok bool) {
	s = strings.TrimPrefix(s, "0x")
	minus := n.digits == 0 && strings.HasPrefix(s, "-")
	if minus {
		s = s[1:]
	}
	if !n.words && n.base == 16 && len(s) < n.digits && len(s)%2 == 0 && allHex(s) {
		return hexPairs(nil, s), true // xxd's last one
	}
	if s == "" || len(s) != n.digits && (n.digits != 0 || len(s) > 5) {
		return nil, false
	}
	v := uint64(0)
	for i := range len(s) {
		d, hex := hexDigit(s[i])
		if !hex || int(d) >= n.base {
			return nil, false
		}
		v = v*uint64(n.base) + uint64(d)
	}
	if minus {
		v = -v & (1<<(8*n.size) - 1)
	}
	if n.size < 8 && v>>(8*n.size) != 0 {
		return nil, false
	}
	for i := range n.size {
		shift := 8 * i
		if !n.words {
			shift = 8 * (n.size - 1 - i)
		}
		b = append(b, byte(v>>shift))
	}
	return b, true
}

// characters reads the cells of od -c and hexdump -c, four columns wide each.
func characters(s string) (b []byte) {
	for len(s) >= 4 {
		cell := s[:4]
		s = s[4:]
		switch word := strings.TrimLeft(cell, " "); {
		case len(word) == 1:
			b = append(b, word[0])
		case word == "": // a blank, or behind a short row: the next offset tells
			b = append(b, ' ')
		case len(word) == 2 && word[0] == '\\':
			v, n, ok := escape(word)
			if !ok || n != 2 {
				return nil
			}
			b = append(b, v)
		default:
			g, ok := (&notation{8, 3, 1, false}).group(word)
			if !ok {
				return nil
			}
			b = append(b, g...)
		}
	}
	return b
}
