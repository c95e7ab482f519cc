// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"testing"
)

func TestNotInstalled(t *testing.T) {
	listing := []byte("gcc installed\nstrace config-files\ntshark not-installed\n")
	got := notInstalled(listing, []string{"chromium", "gcc", "strace", "tshark"})
	if want := []string{"chromium", "strace", "tshark"}; !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
}

func TestOnUbuntu(t *testing.T) {
	for release, want := range map[string]bool{
		"NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n":              true,
		"ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n":                 true,
		"PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian\n": false,
		"": false,
	} {
		if got := onUbuntu([]byte(release)); got != want {
			t.Errorf("%q: %v", release, got)
		}
	}
	got := forUbuntu([]string{"chromium", "tshark", "linux-headers-cloud-amd64"})
	if want := []string{"tshark", "linux-headers-generic"}; !slices.Equal(got, want) {
		t.Errorf("packages %v, want %v", got, want)
	}
}
