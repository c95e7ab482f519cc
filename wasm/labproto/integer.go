// SPDX-License-Identifier: Apache-2.0

package labproto

// These four are encoding/binary's; that package brings reflect into the
// browser's program.

func appendU32(dst []byte, v uint32) []byte {
	return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

func u32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// maxVarint is the most bytes that a 64-bit uvarint takes.
const maxVarint = 10

func appendUvarint(dst []byte, v uint64) []byte {
	for v >= 0x80 {
		dst = append(dst, byte(v)|0x80)
		v >>= 7
	}
	return append(dst, byte(v))
}

// uvarint reads a number and how many bytes it took; 0 bytes if b is too short
// or the number is over 64 bits.
func uvarint(b []byte) (v uint64, size int) {
	for i, c := range b {
		if i == maxVarint || i == maxVarint-1 && c > 1 {
			return 0, 0
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
