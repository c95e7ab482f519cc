// SPDX-License-Identifier: Apache-2.0

package guest

import "testing"

func TestCompareReleases(t *testing.T) {
	for _, c := range []struct{ older, newer string }{
		{"6.9.0", "6.12.0"},
		{"6.12.9-cloud-amd64", "6.12.43-cloud-amd64"},
		{"6.12.43+deb13-cloud-amd64", "6.12.118+deb13-cloud-amd64"},
		{"6.1.0-9-amd64", "6.1.0-56-amd64"},
		{"6.12.0-rc7", "6.12.0"},
		{"6.12.0-rc7-amd64", "6.12.0-rc10-amd64"},
		{"6.12", "6.12.1"},
		{"6.012.1", "6.12.2"},
		{"6.99999999999999999999.0", "7.0.0"},
		{"6.9.0", "6.99999999999999999999.0"},
	} {
		if got := compareReleases(c.older, c.newer); got >= 0 {
			t.Errorf("compareReleases(%q, %q) = %d, want less than 0", c.older, c.newer, got)
		}
		if got := compareReleases(c.newer, c.older); got <= 0 {
			t.Errorf("compareReleases(%q, %q) = %d, want more than 0", c.newer, c.older, got)
		}
	}
	for _, same := range []string{"", "6.12.0", "6.12.0-rc1", "x"} {
		if got := compareReleases(same, same); got != 0 {
			t.Errorf("compareReleases(%q, %[1]q) = %d, want 0", same, got)
		}
	}
}
