// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"
)

// PoolOptions bound a pool.
type PoolOptions struct {
	// Warm machines are kept ready.
	Warm int
	// Max machines may live at once, warm and leased ones together.
	Max int
	// MaxQueue learners may wait; more are refused with ErrQueueFull.
	MaxQueue int
	// RetryPause is the wait after a start that failed for good, before the pool
	// tries again by itself; 0 is 10 s.
	RetryPause time.Duration
	// RefillPause is the wait after a warm machine was lent before the one in its
	// place is started: the processor is for its learner's first run. Who waits
	// for a machine is not made to wait for that. 0 is 250 ms.
	RefillPause time.Duration
}

// Errors of Acquire.
var (
	ErrQueueFull  = errors.New("no sandbox is free and the queue is full")
	ErrPoolClosed = errors.New("the pool is closed")
)

// Pool keeps warm machines and lends them out in order of asking, but that owners
// who use up one after the other do not keep others waiting: they never get the
// last warm machines, and when they have had several within seconds no warm one at
// all. What is started for them then is started behind everything else.
type Pool struct {
	opts    PoolOptions
	reserve int // of the warm machines, for owners who have hardly had any
	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	front   *lane // for the warm machines, and for waiters who have had few
	back    *lane // for the others

	mu       sync.Mutex
	shares   shares
	warm     []Machine
	live     int // warm, starting and leased
	waiters  []*waiter
	lastErr  error
	failed   uint64
	inARow   int // starts that failed since the last one that did not
	retrying bool
	resting  bool // a warm machine has just been lent
	looking  bool // waiters will be looked at again
}

// NewPool starts a pool. It begins to warm up at once.
func NewPool(s Starter, o PoolOptions) *Pool {
	o.Max = max(o.Max, 1)
	o.Warm = min(max(o.Warm, 0), o.Max)
	if o.RetryPause == 0 {
		o.RetryPause = retryPause
	}
	if o.RefillPause == 0 {
		o.RefillPause = refillPause
	}
	ctx, cancel := context.WithCancel(context.Background())
	slots := max(1, runtime.GOMAXPROCS(0)/processorsPerStart)
	p := &Pool{opts: o, reserve: o.Warm / 2, ctx: ctx, cancel: cancel, shares: shares{},
		front: newLane(slots, s.Start), back: newLane(slots, s.Start)}
	if b, ok := s.(BehindStarter); ok {
		p.back.start = b.StartBehind
	}
	p.mu.Lock()
	p.fill()
	p.mu.Unlock()
	return p
}

// Acquire lends a machine to an owner; "" is nobody in particular, who has always
// had none yet. While it waits it calls queued with the position, from 1, and the
// expected wait, 0 if unknown, whenever they change.
func (p *Pool) Acquire(ctx context.Context, owner string, queued func(position int, wait time.Duration)) (*Lease, error) {
	w, m, err := p.ask(owner)
	if err != nil {
		return nil, err
	}
	for m == nil {
		if queued != nil {
			if position, wait := p.position(w); position > 0 {
				queued(position, wait)
			}
		}
		select {
		case m = <-w.machine:
		case err := <-w.failed:
			return nil, err
		case <-w.moved:
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), p.leave(w))
		case <-p.ctx.Done():
			return nil, errors.Join(ErrPoolClosed, p.leave(w))
		}
	}
	return &Lease{pool: p, machine: m}, nil
}

// Close ends the warm machines and all waiting, and returns when everything the
// pool started has ended. Leased machines are their holders' to release.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.cancel() // whoever looks under the lock sees it
	p.mu.Unlock()
	p.work.Wait()
	p.mu.Lock()
	warm := p.warm
	p.warm = nil
	p.mu.Unlock()
	var errs []error
	for _, m := range warm {
		errs = append(errs, m.Close())
		p.gone(false)
	}
	return errors.Join(errs...)
}
