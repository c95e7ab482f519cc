// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"slices"
	"time"
)

// waiter is an Acquire in the queue.
type waiter struct {
	machine chan Machine  // receives the machine; has room for one
	failed  chan error    // receives why there is none; has room for one
	moved   chan struct{} // has a token when the position may have changed
}

// ask gives a warm machine or a place in the queue.
func (p *Pool) ask() (*waiter, Machine, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return nil, nil, ErrPoolClosed
	}
	defer p.fill()
	if len(p.warm) > 0 && len(p.waiters) == 0 {
		m := p.warm[0]
		p.warm = slices.Delete(p.warm, 0, 1)
		p.rest()
		return nil, m, nil
	}
	// Those for whom a machine is on its way, or may be, are not in the queue yet.
	if len(p.waiters) >= p.opts.MaxQueue+p.starting+p.opts.Max-p.live {
		return nil, nil, ErrQueueFull
	}
	w := &waiter{machine: make(chan Machine, 1), failed: make(chan error, 1), moved: make(chan struct{}, 1)}
	p.waiters = append(p.waiters, w)
	return w, nil, nil
}

func (p *Pool) position(w *waiter) (int, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.waiters, w)
	if i < 0 {
		return 0, 0
	}
	if i < p.starting {
		return i + 1, p.typical * time.Duration(i/cap(p.slots)+1)
	}
	return i + 1, 0
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
	if m == nil || p.ctx.Err() == nil {
		if m != nil {
			p.hand(m)
		}
		p.mu.Unlock()
		return nil
	}
	p.mu.Unlock()
	// Close may have come and gone: nobody else knows this machine.
	err := m.Close()
	p.gone(false)
	return err
}

// hand gives a machine to the first waiter, or keeps it warm. The lock is held.
func (p *Pool) hand(m Machine) {
	if len(p.waiters) > 0 {
		w := p.waiters[0]
		p.waiters = slices.Delete(p.waiters, 0, 1)
		w.machine <- m
		p.tellQueue()
		return
	}
	p.warm = append(p.warm, m)
	p.work.Add(1)
	go p.watch(m)
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
