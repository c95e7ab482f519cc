// SPDX-License-Identifier: Apache-2.0

package nlmsg_test

import (
	"strconv"
	"strings"
	"testing"

	"netlinklab/wasm/nlmsg"
)

// FuzzParseUint holds our numbers against strconv's, but for its underscores.
func FuzzParseUint(f *testing.F) {
	for _, s := range []string{"0", "-1", "0x1f", "0b11", "0o17", "017", "018", "+5", "", "-", "0x", "255", "256", "65536", "ffff",
		"18446744073709551615", "18446744073709551616", "-9223372036854775808", "9223372036854775808", "0xFFFFFFFFFFFFFFFF"} {
		f.Add(s, uint8(64))
		f.Add(s, uint8(8))
		f.Add(s, uint8(16))
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, bits uint8) {
		if bits == 0 || bits > 64 || strings.Contains(s, "_") {
			return
		}
		for _, base := range []int{0, 10, 16} {
			want, err := strconv.ParseUint(s, base, int(bits))
			if got, ok := nlmsg.ParseUint(s, uint64(base), int(bits)); ok != (err == nil) || ok && got != want {
				t.Errorf("%q in base %d of %d bits: %d %v, want %d %v", s, base, bits, got, ok, want, err)
			}
			signed, err := strconv.ParseInt(s, base, 64)
			if got, ok := nlmsg.ParseInt(s, uint64(base)); ok != (err == nil) || ok && got != signed {
				t.Errorf("%q in base %d: %d %v, want %d %v", s, base, got, ok, signed, err)
			}
		}
	})
}
