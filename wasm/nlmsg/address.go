// SPDX-License-Identifier: Apache-2.0

package nlmsg

//go:noinline
func has(s string, c byte) bool {
	for i := range len(s) {
		if s[i] == c {
			return true
		}
	}
	return false
}

// cut gives what stands before and behind the first c; without one, all of s
// and "".
//
//go:noinline
func cut(s string, c byte) (before, after string) {
	for i := range len(s) {
		if s[i] == c {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// ParseMAC reads hex bytes with colons between them, as many as there are.
func ParseMAC(s string) ([]byte, error) {
	var out []byte
	for s != "" {
		var part string
		part, s = cut(s, ':')
		v, ok := ParseUint(part, 16, 8)
		if !ok || len(part) > 2 {
			return nil, ErrAddress
		}
		out = append(out, byte(v))
	}
	return out, nil
}

// parseIPv4 appends the four bytes of a dotted address.
func parseIPv4(dst []byte, s string) ([]byte, error) {
	for i := range 4 {
		part := s
		if i < 3 {
			if !has(s, '.') {
				return nil, ErrAddress
			}
			part, s = cut(s, '.')
		}
		v, ok := ParseUint(part, 10, 8)
		if !ok {
			return nil, ErrAddress
		}
		dst = append(dst, byte(v))
	}
	return dst, nil
}

// parseIPv6 reads RFC 4291's forms: eight groups, "::" once for groups of zero,
// and a dotted address for the last two.
func parseIPv6(s string) ([]byte, error) {
	out := make([]byte, 0, 16)
	gap := -1
	if len(s) >= 2 && s[:2] == "::" {
		gap, s = 0, s[2:]
	}
	for s != "" && len(out) < 16 {
		if !has(s, ':') && has(s, '.') {
			var err error
			if out, err = parseIPv4(out, s); err != nil {
				return nil, err
			}
			s = ""
			break
		}
		more := has(s, ':')
		part, rest := cut(s, ':')
		v, ok := ParseUint(part, 16, 16)
		if !ok || len(part) > 4 || more && rest == "" {
			return nil, ErrAddress
		}
		out = append(out, byte(v>>8), byte(v))
		if s = rest; len(s) > 0 && s[0] == ':' {
			if gap >= 0 {
				return nil, ErrAddress
			}
			gap, s = len(out), s[1:]
		}
	}
	switch {
	case s != "" || len(out) > 16 || gap < 0 && len(out) != 16 || gap >= 0 && len(out) == 16:
		return nil, ErrAddress
	case gap < 0:
		return out, nil
	}
	full := make([]byte, 16)
	copy(full, out[:gap])
	copy(full[16-(len(out)-gap):], out[gap:])
	return full, nil
}

// ParseIP reads an IPv4 or IPv6 address.
func ParseIP(s string) ([]byte, error) {
	switch {
	case has(s, ':'):
		return parseIPv6(s)
	case has(s, '.'):
		return parseIPv4(nil, s)
	}
	return nil, ErrAddress
}

// parseUUID reads 32 hex digits with dashes anywhere between bytes.
func parseUUID(s string) ([]byte, error) {
	digits := make([]byte, 0, 32)
	for i := range len(s) {
		if s[i] != '-' {
			digits = append(digits, s[i])
		}
	}
	b, err := ParseHex(string(digits))
	if err == nil && len(b) != 16 {
		err = ErrHex
	}
	return b, err
}
