// SPDX-License-Identifier: Apache-2.0

package nlmsg

//go:noinline
func trim(s string) string {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// parseBytes reads "text" in quotes, with the escapes that quote writes, or hex.
func parseBytes(text string) ([]byte, error) {
	text = trim(text)
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return unquote(text[1 : len(text)-1]), nil
	}
	return ParseHex(text)
}

func unquote(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			out = append(out, '\n')
		case '0':
			out = append(out, 0)
		case 'x':
			if i+2 < len(s) {
				if v, ok := ParseUint(s[i+1:i+3], 16, 8); ok {
					out = append(out, byte(v))
					i += 2
					continue
				}
			}
			out = append(out, 'x')
		default:
			out = append(out, s[i])
		}
	}
	return out
}

// ParseHex reads hex bytes; white space and commas between bytes are passed
// over, and so is 0x before a byte.
func ParseHex(s string) ([]byte, error) {
	out := make([]byte, 0, len(s)/2)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',':
			i++
			continue
		case c == '0' && i+1 < len(s) && (s[i+1] == 'x' || s[i+1] == 'X'):
			i += 2
			continue
		}
		if i+2 > len(s) {
			return nil, ErrHex
		}
		v, ok := ParseUint(s[i:i+2], 16, 8)
		if !ok {
			return nil, ErrHex
		}
		out = append(out, byte(v))
		i += 2
	}
	return out, nil
}
