// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"slices"
	"time"
)

// waiter is an Acquire in the queue.
type waiter struct {
	owner   string
	from    *lane         // where its machine was started; set before machine receives
	machine chan Machine  // receives the machine; has room for one
	failed  chan error    // receives why there is none; has room for one
	moved   chan struct{} // has a token when the position may have changed
}

// ask gives a warm machine or a place in the queue.
func (p *Pool) ask(owner string) (*waiter, Machine, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return nil, nil, ErrPoolClosed
	}
	defer p.fill()
	now := time.Now()
	if p.mayHaveWarm(owner, now) {
		m := p.warm[0]
		p.warm = slices.Delete(p.warm, 0, 1)
		p.shares.had(owner, now)
		p.rest()
		return nil, m, nil
	}
	// Those for whom a machine is on its way, or may be, are not in the queue yet.
	if len(p.waiters) >= p.opts.MaxQueue+p.front.starting+p.back.starting+p.opts.Max-p.live {
		return nil, nil, ErrQueueFull
	}
	w := &waiter{owner: owner, machine: make(chan Machine, 1), failed: make(chan error, 1), moved: make(chan struct{}, 1)}
	p.waiters = append(p.waiters, w)
	return w, nil, nil
}

// mayHaveWarm says whether there is a warm machine for an owner. Whoever is in the
// queue may have none. The lock is held.
func (p *Pool) mayHaveWarm(owner string, now time.Time) bool {
	level := p.shares.level(owner, now)
	return len(p.warm) > p.reserve && level < modestBelow || len(p.warm) > 0 && level < reserveBelow
}

// lines are the waiters, in order of asking: those on the front lane and those on
// the back lane. Of one owner's several, the later ones count the earlier ones'
// machines as theirs. The lock is held.
func (p *Pool) lines() (front, back []*waiter) {
	now, before := time.Now(), map[string]int{}
	for _, w := range p.waiters {
		if w.owner == "" || p.shares.level(w.owner, now)+before[w.owner] < modestBelow {
			front = append(front, w)
		} else {
			back = append(back, w)
		}
		before[w.owner]++
	}
	return front, back
}

func (p *Pool) position(w *waiter) (int, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	front, back := p.lines()
	if i := slices.Index(front, w); i >= 0 {
		return i + 1, p.front.wait(i)
	}
	if i := slices.Index(back, w); i >= 0 {
		return len(front) + i + 1, p.back.wait(i)
	}
	return 0, 0
}

// leave takes a waiter out of the queue. A machine that it had just been given
// goes to the next one, or ends with the pool.
func (p *Pool) leave(w *waiter) error {
	p.mu.Lock()
	if i := slices.Index(p.waiters, w); i >= 0 {
		p.waiters = slices.Delete(p.waiters, i, i+1)
		p.tellQueue()
		p.mu.Unlock()
		return nil
	}
	var m Machine
	select {
	case m = <-w.machine:
	default:
	}
	if m == nil || p.ctx.Err() == nil && p.hand(m, w.from) {
		p.mu.Unlock()
		return nil
	}
	p.mu.Unlock()
	// Nobody else wants this machine, or, where Close has come and gone, knows it.
	err := m.Close()
	p.gone(false)
	return err
}

// hand gives a machine that was started on a lane to the first waiter there, or
// keeps it warm. It is false for one that nobody should have: one from the back
// lane is for those there. The lock is held.
func (p *Pool) hand(m Machine, from *lane) bool {
	front, back := p.lines()
	switch {
	case from == p.front && len(front) > 0:
		p.give(m, from, front[0])
	case len(back) > 0 && (from == p.back || len(p.warm) >= p.opts.Warm):
		p.give(m, from, back[0])
	case from == p.back && p.late(front) != nil:
		p.give(m, from, p.late(front))
	case from == p.back:
		return false
	default:
		p.warm = append(p.warm, m)
		p.work.Add(1)
		go p.watch(m)
	}
	return true
}

// late is the first waiter who may have been on the back lane before: it has had
// several machines.
func (p *Pool) late(front []*waiter) *waiter {
	now := time.Now()
	i := slices.IndexFunc(front, func(w *waiter) bool { return p.shares.level(w.owner, now) >= reserveBelow })
	if i < 0 {
		return nil
	}
	return front[i]
}

// give gives a machine to a waiter. The lock is held.
func (p *Pool) give(m Machine, from *lane, to *waiter) {
	i := slices.Index(p.waiters, to)
	p.waiters = slices.Delete(p.waiters, i, i+1)
	p.shares.had(to.owner, time.Now())
	to.from = from
	to.machine <- m
	p.tellQueue()
}

// tellQueue lets all waiters look at their places. The lock is held.
func (p *Pool) tellQueue() {
	for _, w := range p.waiters {
		select {
		case w.moved <- struct{}{}:
		default:
		}
	}
}
