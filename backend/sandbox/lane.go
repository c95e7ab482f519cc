// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"time"
)

// lane is a way on which machines are started. What is started for an owner who
// uses up one after the other is on a lane of its own, so that nobody waits for it:
// it may take long.
type lane struct {
	start func(context.Context) (Machine, error)
	slots chan struct{} // starts at work

	// Guarded by the pool's lock.
	starting int
	started  uint64
	typical  time.Duration // of a start, smoothed
}

func newLane(slots int, start func(context.Context) (Machine, error)) *lane {
	return &lane{start: start, slots: make(chan struct{}, slots)}
}

// wait is what the waiter with an index on the lane may expect, 0 if that is
// unknown.
func (l *lane) wait(i int) time.Duration {
	if i >= l.starting {
		return 0
	}
	return l.typical * time.Duration(i/cap(l.slots)+1)
}

// took counts a start.
func (l *lane) took(d time.Duration) {
	l.started++
	l.typical += (d - l.typical) / time.Duration(min(l.started, 8))
}
