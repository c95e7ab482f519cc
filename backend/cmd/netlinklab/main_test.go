// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"testing"
)

func TestDoubleDashes(t *testing.T) {
	got := doubleDashes([]string{"bench", "-json", "-n", "3", "--warm=2", "-5", "-", "--", "-json"})
	want := []string{"bench", "--json", "-n", "3", "--warm=2", "-5", "-", "--", "-json"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
