// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"cmp"
	"strings"
)

const digits = "0123456789"

// compareReleases orders kernel releases (uname -r) by age: numbers count as
// numbers, so that 6.9 comes before 6.12, and a release candidate comes before
// its release.
func compareReleases(a, b string) int {
	for a != "" || b != "" {
		var na, nb, ta, tb string
		ta, a = span(a, false)
		tb, b = span(b, false)
		if c := compareText(ta, tb); c != 0 {
			return c
		}
		na, a = span(a, true)
		nb, b = span(b, true)
		na, nb = strings.TrimLeft(na, "0"), strings.TrimLeft(nb, "0")
		if c := cmp.Or(cmp.Compare(len(na), len(nb)), cmp.Compare(na, nb)); c != 0 {
			return c
		}
	}
	return 0
}

// span cuts off the longest prefix of digits, or of anything else.
func span(s string, number bool) (head, rest string) {
	for i, r := range s {
		if strings.ContainsRune(digits, r) != number {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func compareText(a, b string) int {
	ca, cb := strings.HasPrefix(a, "-rc"), strings.HasPrefix(b, "-rc")
	if ca != cb {
		if ca {
			return -1
		}
		return 1
	}
	return cmp.Compare(a, b)
}
