// SPDX-License-Identifier: Apache-2.0

package takeaway

// Hex appends the bytes as plain hex, sixteen to a line.
func Hex(dst, b []byte) []byte {
	for i, c := range b {
		switch {
		case i == 0:
		case i%16 == 0:
			dst = append(dst, '\n')
		default:
			dst = append(dst, ' ')
		}
		dst = hexByte(dst, c)
	}
	return append(dst, '\n')
}

// Hexdump appends the bytes as hexdump -C -v prints them.
func Hexdump(dst, b []byte) []byte {
	for at := 0; at < len(b); at += 16 {
		row := b[at:min(at+16, len(b))]
		dst = offset(dst, at)
		dst = append(dst, ' ')
		for i := range 16 {
			if i == 8 {
				dst = append(dst, ' ')
			}
			if i < len(row) {
				dst = hexByte(append(dst, ' '), row[i])
			} else {
				dst = append(dst, "   "...)
			}
		}
		dst = append(dst, "  |"...)
		for _, c := range row {
			if c < ' ' || c > '~' {
				c = '.'
			}
			dst = append(dst, c)
		}
		dst = append(dst, "|\n"...)
	}
	if len(b) > 0 {
		dst = append(offset(dst, len(b)), '\n')
	}
	return dst
}

func offset(dst []byte, at int) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		dst = hexByte(dst, byte(at>>shift))
	}
	return dst
}

// sextets are base64's letters, by what they stand for (RFC 4648, section 4).
const sextets = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// Base64 appends the bytes in the standard alphabet of RFC 4648, padded.
func Base64(dst, b []byte) []byte {
	for ; len(b) > 0; b = b[min(3, len(b)):] {
		var v uint32
		for i := range 3 {
			v <<= 8
			if i < len(b) {
				v |= uint32(b[i])
			}
		}
		for i := range 4 {
			if i > len(b) {
				dst = append(dst, '=')
				continue
			}
			dst = append(dst, sextets[v>>(18-6*i)&63])
		}
	}
	return append(dst, '\n')
}
