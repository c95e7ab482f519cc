// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"strconv"
	"unicode/utf8"
)

// object appends a JSON object's members, without the ones that are zero.
type object struct {
	dst   []byte
	comma bool
}

func openObject(dst []byte) object { return object{dst: append(dst, '{')} }

func (o *object) close() []byte { return append(o.dst, '}') }

func (o *object) key(k string) {
	if o.comma {
		o.dst = append(o.dst, ',')
	}
	o.comma = true
	o.dst = append(o.dst, '"')
	o.dst = append(o.dst, k...)
	o.dst = append(o.dst, '"', ':')
}

func (o *object) int(k string, v int64) {
	if v != 0 {
		o.key(k)
		o.dst = strconv.AppendInt(o.dst, v, 10)
	}
}

func (o *object) always(k string, v int64) {
	o.key(k)
	o.dst = strconv.AppendInt(o.dst, v, 10)
}

func (o *object) text(k, v string) {
	if v != "" {
		o.key(k)
		o.dst = appendString(o.dst, v)
	}
}

func (o *object) hex(k string, v []byte) {
	if len(v) != 0 {
		o.key(k)
		o.dst = append(o.dst, '"')
		for _, b := range v {
			o.dst = append(o.dst, hexDigits[b>>4], hexDigits[b&15])
		}
		o.dst = append(o.dst, '"')
	}
}

func (o *object) bool(k string, v bool) {
	if v {
		o.key(k)
		o.dst = append(o.dst, "true"...)
	}
}

const hexDigits = "0123456789abcdef"

// AppendJSONString appends s as a JSON string (RFC 8259). What is not UTF-8
// becomes U+FFFD; <, > and & are escaped so that the text may stand inside HTML.
func AppendJSONString(dst []byte, s string) []byte { return appendString(dst, s) }

func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '"' || c == '\\':
				dst = append(dst, '\\', c)
			case c == '\n':
				dst = append(dst, '\\', 'n')
			case c == '\t':
				dst = append(dst, '\\', 't')
			case c < ' ' || c == 0x7f || c == '<' || c == '>' || c == '&':
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			default:
				dst = append(dst, c)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == '\u2028' || r == '\u2029':
			dst = append(dst, "\\u202"...)
			dst = append(dst, hexDigits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
