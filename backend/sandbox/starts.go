// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// startTries is how often a start that fails is tried again, unseen.
	startTries = 3
	// startPause is the wait before the second try, and half the one before the
	// third.
	startPause = 50 * time.Millisecond
	// rehearsalLimit is how long a fresh machine may take for its rehearsal.
	rehearsalLimit = 10 * time.Second
	// processorsPerStart bounds how many machines are being started side by side:
	// a start keeps one processor busy, and who has a machine needs one as well.
	processorsPerStart = 2
	// retryPause is PoolOptions.RetryPause where that is 0.
	retryPause = 10 * time.Second
	// lookAgain is the wait for owners to have had a machine long enough ago.
	lookAgain = time.Second
	// refillPause is PoolOptions.RefillPause where that is 0.
	refillPause = 250 * time.Millisecond
)

// fill lends what may be lent and starts as many machines as are wanted and
// allowed. The lock is held.
func (p *Pool) fill() {
	if p.ctx.Err() != nil || p.retrying && len(p.waiters) == 0 {
		return
	}
	p.lendWarm()
	front, back := p.lines()
	stock := p.opts.Warm
	if p.resting {
		stock = 0
	}
	// Warm machines that waiters do not get are none for them.
	wanted := len(front) + max(0, stock-len(p.warm))
	for p.live < p.opts.Max && p.front.starting < wanted {
		p.begin(p.front)
	}
	for p.live < p.opts.Max && p.back.starting < len(back) {
		p.begin(p.back)
	}
}

// lendWarm gives warm machines to waiters who may have them by now. Where nothing
// more can be started it sees to it that they are looked at again. The lock is held.
func (p *Pool) lendWarm() {
	for _, w := range slices.Clone(p.waiters) {
		if p.mayHaveWarm(w.owner, time.Now()) {
			m := p.warm[0]
			p.warm = slices.Delete(p.warm, 0, 1)
			p.give(m, p.front, w)
		}
	}
	if p.live == p.opts.Max && len(p.warm) > 0 && len(p.waiters) > 0 && !p.looking {
		p.looking = true
		p.after(lookAgain, &p.looking)
	}
}

// begin starts a machine on a lane. The lock is held.
func (p *Pool) begin(l *lane) {
	p.live++
	l.starting++
	p.work.Add(1)
	go p.start(l)
}

// rest starts nothing for a while that nobody waits for. The lock is held.
func (p *Pool) rest() {
	if p.resting || p.ctx.Err() != nil {
		return
	}
	p.resting = true
	p.after(p.opts.RefillPause, &p.resting)
}

// after puts a flag down again after a pause, and fills up. The lock is held.
func (p *Pool) after(pause time.Duration, flag *bool) {
	p.work.Add(1)
	go func() {
		defer p.work.Done()
		t := time.NewTimer(pause)
		defer t.Stop()
		select {
		case <-t.C:
		case <-p.ctx.Done():
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		*flag = false
		p.fill()
	}()
}

// start starts one machine and hands it out.
func (p *Pool) start(l *lane) {
	defer p.work.Done()
	l.slots <- struct{}{}
	began := time.Now()
	m, err := retried(p.ctx, l.start)
	took := time.Since(began)
	if err == nil && l == p.front && !p.wanted() {
		m, err = p.rehearse(m)
	}
	<-l.slots

	p.mu.Lock()
	l.starting--
	if err != nil {
		p.live--
		p.fail(err)
		p.mu.Unlock()
		return
	}
	p.lastErr, p.inARow = nil, 0
	l.took(took)
	wanted := p.hand(m, l)
	p.mu.Unlock()
	if !wanted {
		_ = m.Close() // that it is gone is what counts
		p.gone(false)
	}
}

// Start starts a machine, and tries again where that fails.
func Start(ctx context.Context, s Starter) (Machine, error) { return retried(ctx, s.Start) }

func retried(ctx context.Context, start func(context.Context) (Machine, error)) (Machine, error) {
	for try := 1; ; try++ {
		m, err := start(ctx)
		if err == nil || try == startTries {
			return m, err
		}
		t := time.NewTimer(time.Duration(try) * startPause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return nil, err
		}
	}
}

// wanted says whether someone waits for a machine of the front lane.
func (p *Pool) wanted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	front, _ := p.lines()
	return len(front) > 0
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

// fail tries again later. All waiters are told that no machine will start if
// there is none whose end could help them, or if that was so before. The lock is
// held.
func (p *Pool) fail(err error) {
	p.failed++
	p.inARow++
	if p.ctx.Err() != nil {
		return
	}
	p.lastErr = err
	if p.front.starting+p.back.starting == 0 && (p.live == 0 || p.inARow > 1) {
		for _, w := range p.waiters {
			w.failed <- fmt.Errorf("no sandbox could be started: %w", err)
		}
		p.waiters = nil
	}
	if p.retrying {
		return
	}
	p.retrying = true
	p.after(p.opts.RetryPause, &p.retrying)
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
