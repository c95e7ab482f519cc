// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
}

// Errors of Acquire.
var (
	ErrQueueFull  = errors.New("no sandbox is free and the queue is full")
	ErrPoolClosed = errors.New("the pool is closed")
)

const (
	// startTries is how often a start that fails is tried again, unseen.
	startTries = 3
	// startPause is the wait before the second try, and half the one before the
	// third.
	startPause = 50 * time.Millisecond
	// rehearsalLimit is how long a fresh machine may take for its rehearsal.
	rehearsalLimit = 10 * time.Second
	// startersAtOnce bounds how many machines are being started side by side.
	startersAtOnce = 2
	// retryPause is the wait after a start that failed for good, before the
	// pool tries to fill up again by itself.
	retryPause = 10 * time.Second
)

// Pool keeps warm machines and lends them out in order of asking.
type Pool struct {
	starter Starter
	opts    PoolOptions
	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	slots   chan struct{} // starts at work

	mu       sync.Mutex
	warm     []Machine
	starting int
	live     int // warm, starting and leased
	waiters  []*waiter
	lastErr  error
	typical  time.Duration // of a start, smoothed
	started  uint64
	failed   uint64
	retrying bool
}

// waiter is an Acquire in the queue.
type waiter struct {
	machine chan Machine  // receives the machine; has room for one
	failed  chan error    // receives why there is none; has room for one
	moved   chan struct{} // has a token when the position may have changed
}

// NewPool starts a pool. It begins to warm up at once.
func NewPool(s Starter, o PoolOptions) *Pool {
	o.Max = max(o.Max, 1)
	o.Warm = min(max(o.Warm, 0), o.Max)
	ctx, cancel := context.WithCancel(context.Background())
	p := &Pool{starter: s, opts: o, ctx: ctx, cancel: cancel, slots: make(chan struct{}, startersAtOnce)}
	p.mu.Lock()
	p.fill()
	p.mu.Unlock()
	return p
}

// Acquire lends a machine. While it waits it calls queued with the position,
// from 1, and the expected wait, 0 if unknown, whenever they change.
func (p *Pool) Acquire(ctx context.Context, queued func(position int, wait time.Duration)) (*Lease, error) {
	w, m, err := p.ask()
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
			p.leave(w)
			return nil, ctx.Err()
		case <-p.ctx.Done():
			p.leave(w)
			return nil, ErrPoolClosed
		}
	}
	return &Lease{pool: p, machine: m}, nil
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
		return nil, m, nil
	}
	if len(p.waiters) >= p.opts.MaxQueue {
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
		return i + 1, p.typical * time.Duration(i/startersAtOnce+1)
	}
	return i + 1, 0
}

// leave takes a waiter out of the queue; a machine that it had just been given
// goes to the next one.
func (p *Pool) leave(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.waiters, w); i >= 0 {
		p.waiters = slices.Delete(p.waiters, i, i+1)
		p.tellQueue()
		return
	}
	select {
	case m := <-w.machine:
		p.hand(m)
	default:
	}
}

// fill starts as many machines as are wanted and allowed. The lock is held.
func (p *Pool) fill() {
	if p.ctx.Err() != nil || p.retrying && len(p.waiters) == 0 {
		return
	}
	for p.live < p.opts.Max && len(p.warm)+p.starting < p.opts.Warm+len(p.waiters) {
		p.live++
		p.starting++
		p.work.Add(1)
		go p.start()
	}
}

// start starts one machine and hands it out.
func (p *Pool) start() {
	defer p.work.Done()
	p.slots <- struct{}{}
	began := time.Now()
	m, err := p.tryStart()
	took := time.Since(began)
	if err == nil && !p.wanted() {
		m, err = p.rehearse(m)
	}
	<-p.slots

	p.mu.Lock()
	defer p.mu.Unlock()
	p.starting--
	if err != nil {
		p.live--
		p.fail(err)
		return
	}
	p.lastErr = nil
	p.started++
	p.typical += (took - p.typical) / time.Duration(min(p.started, 8))
	p.hand(m)
}

func (p *Pool) tryStart() (Machine, error) {
	for try := 1; ; try++ {
		m, err := p.starter.Start(p.ctx)
		if err == nil || try == startTries {
			return m, err
		}
		t := time.NewTimer(time.Duration(try) * startPause)
		select {
		case <-t.C:
		case <-p.ctx.Done():
			t.Stop()
			return nil, err
		}
	}
}

// wanted says whether someone waits for a machine.
func (p *Pool) wanted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiters) > 0
}

// rehearse lets a fresh machine take a run that nobody sees.
func (p *Pool) rehearse(m Machine) (Machine, error) {
	r, ok := m.(Rehearser)
	if !ok {
		return m, nil
	}
	ctx, cancel := context.WithTimeout(p.ctx, rehearsalLimit)
	defer cancel()
	if err := r.Rehearse(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("rehearsal: %w", err), m.Close())
	}
	return m, nil
}

// fail tells all waiters that no machine will start, unless others are still
// starting, and tries again later. The lock is held.
func (p *Pool) fail(err error) {
	p.failed++
	if p.ctx.Err() != nil {
		return
	}
	p.lastErr = err
	if p.starting == 0 && p.live == 0 {
		for _, w := range p.waiters {
			w.failed <- fmt.Errorf("no sandbox could be started: %w", err)
		}
		p.waiters = nil
	}
	if p.retrying {
		return
	}
	p.retrying = true
	p.work.Add(1)
	go func() {
		defer p.work.Done()
		t := time.NewTimer(retryPause)
		defer t.Stop()
		select {
		case <-t.C:
		case <-p.ctx.Done():
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.retrying = false
		p.fill()
	}()
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

// watch replaces a machine that dies while it is warm.
func (p *Pool) watch(m Machine) {
	defer p.work.Done()
	select {
	case <-m.Done():
	case <-p.ctx.Done():
	}
	p.mu.Lock()
	i := slices.Index(p.warm, m)
	if i >= 0 {
		p.warm = slices.Delete(p.warm, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		_ = m.Close() // why it died is in its Ending; what counts is that it is gone
		p.gone(true)
	}
}

// gone counts a machine out and fills up.
func (p *Pool) gone(wasWarm bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live--
	if wasWarm {
		p.failed++
	}
	p.fill()
	p.tellQueue()
}

func (p *Pool) tellQueue() {
	for _, w := range p.waiters {
		select {
		case w.moved <- struct{}{}:
		default:
		}
	}
}

// Stats is a pool's state at one moment.
type Stats struct {
	Warm, Starting, Live, Waiting int
	// Started and Failed count machines since the pool began.
	Started, Failed uint64
	// TypicalStart is the smoothed time that a start takes.
	TypicalStart time.Duration
	// Err is why the last start failed, nil if it did not.
	Err error
}

// Stats gives the pool's state.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{Warm: len(p.warm), Starting: p.starting, Live: p.live, Waiting: len(p.waiters),
		Started: p.started, Failed: p.failed, TypicalStart: p.typical, Err: p.lastErr}
}

// Close ends the warm machines and all waiting, and returns when everything the
// pool started has ended. Leased machines are their holders' to release.
func (p *Pool) Close() error {
	p.cancel()
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
