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
