// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strconv"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// textBytes bounds how much of a long value is rendered.
const textBytes = 256

// joined renders bytes in hex with a separator between them.
//
//go:noinline
func joined(b []byte, sep byte) string {
	cut := len(b) > textBytes
	if cut {
		b = b[:textBytes]
	}
	out := make([]byte, 0, 3*len(b)+3)
	for i, c := range b {
		if i > 0 {
			out = append(out, sep)
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	if cut {
		out = append(out, "…"...)
	}
	return string(out)
}

// quote renders bytes as a C string; what is no text becomes \xNN.
func quote(b []byte) string {
	cut := len(b) > textBytes
	if cut {
		b = b[:textBytes]
	}
	out := append(make([]byte, 0, len(b)+2), '"')
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch c := b[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == 0:
			out = append(out, '\\', '0')
		case c < ' ' || c == 0x7f || r == utf8.RuneError && n == 1:
			out = append(out, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		default:
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	if out = append(out, '"'); cut {
		out = append(out, "…"...)
	}
	return string(out)
}

// ipText renders 4 bytes as IPv4 and 16 as IPv6 (RFC 5952).
func ipText(b []byte) string {
	var out []byte
	switch len(b) {
	case 4:
		out = appendIPv4(out, b)
	case 16:
		out = appendIPv6(out, b)
	default:
		return joined(b, ' ')
	}
	return string(out)
}

func appendIPv4(out, b []byte) []byte {
	for i, c := range b[:4] {
		if i > 0 {
			out = append(out, '.')
		}
		out = strconv.AppendUint(out, uint64(c), 10)
	}
	return out
}

// appendIPv6 writes "::" for the longest run of zero groups, the first of equals.
func appendIPv6(out, b []byte) []byte {
	if allZero(b[:10]) && b[10] == 0xff && b[11] == 0xff {
		return appendIPv4(append(out, "::ffff:"...), b[12:])
	}
	best, longest := -1, 1
	for i := 0; i < 8; {
		n := 0
		for i+n < 8 && b[2*(i+n)] == 0 && b[2*(i+n)+1] == 0 {
			n++
		}
		if n > longest {
			best, longest = i, n
		}
		i += n + 1
	}
	for i := 0; i < 8; i++ {
		if i == best {
			out = append(out, ':', ':')
			i += longest - 1
			continue
		}
		if i > 0 && i != best+longest {
			out = append(out, ':')
		}
		out = strconv.AppendUint(out, uint64(b[2*i])<<8|uint64(b[2*i+1]), 16)
	}
	return out
}

// uuidText renders 16 bytes as RFC 9562 does.
func uuidText(b []byte) string {
	if len(b) != 16 {
		return joined(b, ' ')
	}
	out := make([]byte, 0, 36)
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}
