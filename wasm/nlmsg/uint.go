// SPDX-License-Identifier: Apache-2.0

package nlmsg

// ParseUint reads an unsigned number of so many bits in a base. Base 0 is what
// the text's beginning says, as in C and Go: 0x, 0b, 0o or 0, else 10. It stands
// for strconv's, whose errors quote the text: a browser would have to load the
// tables of all printable characters for that.
func ParseUint(s string, base uint64, bits int) (v uint64, ok bool) {
	if base == 0 {
		base, s = prefix(s)
	}
	most := ^uint64(0) >> (64 - bits)
	for i := range len(s) {
		d := uint64(99)
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			d = uint64(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			d = uint64(c|0x20-'a') + 10
		}
		if d >= base || d > most || v > (most-d)/base {
			return 0, false
		}
		v = v*base + d
	}
	return v, s != ""
}

func prefix(s string) (base uint64, digits string) {
	if len(s) < 2 || s[0] != '0' {
		return 10, s
	}
	switch s[1] | 0x20 {
	case 'x':
		return 16, s[2:]
	case 'b':
		return 2, s[2:]
	case 'o':
		return 8, s[2:]
	}
	return 8, s[1:]
}

// ParseInt reads a number of 64 bits that may have a sign; base is as for
// ParseUint.
func ParseInt(s string, base uint64) (v int64, ok bool) {
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	u, ok := ParseUint(s, base, 64)
	switch {
	case negative:
		return -int64(u), ok && u <= 1<<63
	}
	return int64(u), ok && u < 1<<63
}
