// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"time"

	"netlinklab/backend/sandbox"
)

// patience is how long a guest has had to do something. The time in which its
// host had no processor for it does not count: it says nothing of the guest.
type patience struct {
	machine sandbox.Machine
	since   time.Time
	kept    time.Duration // waiting by since
}

func beginPatience(m sandbox.Machine) patience { return patience{m, time.Now(), keptWaiting(m)} }

// left is what is left of limit, 0 if nothing is. There is an end to it, most,
// on a host that has no time at all.
func (p patience) left(limit, most time.Duration) time.Duration {
	all := time.Since(p.since)
	return max(0, min(limit-(all-(keptWaiting(p.machine)-p.kept)), most-all))
}

func keptWaiting(m sandbox.Machine) time.Duration {
	if w, ok := m.(sandbox.KeptWaiting); ok {
		return w.KeptWaiting()
	}
	return 0
}
