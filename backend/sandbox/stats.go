// SPDX-License-Identifier: Apache-2.0

package sandbox

import "time"

// Stats is a pool's state at one moment.
type Stats struct {
	Warm, Starting, Live, Waiting int
	// Started and Failed count machines since the pool began.
	Started, Failed uint64
	// TypicalStart is the smoothed time that a start takes which is not behind
	// others.
	TypicalStart time.Duration
	// Err is why the last start failed, nil if it did not.
	Err error
}

// Stats gives the pool's state.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{Warm: len(p.warm), Starting: p.front.starting + p.back.starting, Live: p.live, Waiting: len(p.waiters),
		Started: p.front.started + p.back.started, Failed: p.failed, TypicalStart: p.front.typical, Err: p.lastErr}
}
