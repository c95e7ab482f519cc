// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"testing"
	"time"
)

func TestShareLeaks(t *testing.T) {
	s, now := shares{}, time.Now()
	for range 3 {
		s.had("a", now)
	}
	s.had("", now)
	if a, b, nobody := s.level("a", now), s.level("b", now), s.level("", now); a != 3 || b != 0 || nobody != 0 {
		t.Errorf("levels %v, %v, %v", a, b, nobody)
	}
	for after, want := range map[time.Duration]int{1: 3, recently: 2, recently + 1: 2, 2 * recently: 1, 3 * recently: 0} {
		if l := s.level("a", now.Add(after)); l != want {
			t.Errorf("level %v after %v, want %v", l, after, want)
		}
	}
	s.had("b", now.Add(3*recently))
	if _, kept := s["a"]; kept || len(s) != 1 {
		t.Errorf("%v are kept", s)
	}
}
