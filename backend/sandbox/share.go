// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"math"
	"time"
)

// Machines that one owner has had in the last seconds decide what the next one
// may cost others. A learner who panics a kernel with every run, and reads what it
// says, stays below both bounds.
const (
	// recently is how long a machine counts: of several each in its turn.
	recently = 5 * time.Second
	// reserveBelow: an owner with fewer machines recently may have the last warm
	// ones, which are kept from others.
	reserveBelow = 2
	// modestBelow: an owner with fewer machines recently has the next one started
	// at once. For others it is started behind everybody else's.
	modestBelow = 3
)

// share is how many machines an owner has had recently: a bucket that leaks one
// every so often. One that has only begun to leak out counts as a whole one.
type share struct {
	level float64
	at    time.Time
}

func (s share) now(t time.Time) float64 {
	return max(0, s.level-t.Sub(s.at).Seconds()/recently.Seconds())
}

// shares are those of owners who have had a machine recently.
type shares map[string]share

// level is an owner's. Nobody, "", has had none.
func (s shares) level(owner string, t time.Time) int { return int(math.Ceil(s[owner].now(t))) }

// had counts a machine, and forgets owners whose last one was long ago.
func (s shares) had(owner string, t time.Time) {
	for o, one := range s {
		if one.now(t) == 0 {
			delete(s, o)
		}
	}
	if owner != "" {
		s[owner] = share{s[owner].now(t) + 1, t}
	}
}
