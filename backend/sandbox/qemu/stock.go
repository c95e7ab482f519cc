// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// stockPause is the wait after an emulator that could not be started, or that
// ended while it waited.
const stockPause = 5 * time.Second

// stock keeps emulators that wait for a clone: started, confined, and with the
// template's state, which is the most of a clone's start and the same for each.
// The guest in one is stopped before it is taken, and it is taken once.
//
//	start --> waits --- take --> the clone's first word --> the next one starts
//	            `- it ends, or the host closes: put away
type stock struct {
	start func(context.Context) (*machine, error)
	ctx   context.Context
	stop  context.CancelFunc
	work  sync.WaitGroup

	mu      sync.Mutex
	state   Standby
	waiting []*machine
}

// Standby is the state of a host's waiting emulators.
type Standby struct {
	// Wanted are to be kept waiting, Ready wait at this moment.
	Wanted, Ready int
	// Failed could not be started, or ended while they waited.
	Failed uint64
	// Err is why the last one failed, nil if one was started since.
	Err error
}

// newStock keeps n emulators waiting.
func newStock(n int, start func(context.Context) (*machine, error)) *stock {
	s := &stock{start: start, state: Standby{Wanted: n}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	for range n {
		s.work.Go(s.keep)
	}
	return s
}

// take gives an emulator that waits, nil if there is none. What it has taken is
// the caller's to close.
func (s *stock) take() *machine {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range s.waiting {
		select {
		case <-m.done: // a moment ago; its keeper puts it away
		default:
			s.waiting = slices.Delete(s.waiting, i, i+1)
			return m
		}
	}
	return nil
}

// close ends the emulators that wait.
func (s *stock) close() {
	s.stop()
	s.work.Wait()
}

// keep keeps one waiting.
func (s *stock) keep() {
	for s.ctx.Err() == nil {
		m, err := s.start(s.ctx)
		if err == nil {
			err = s.offer(m)
		}
		if err == nil || s.ctx.Err() != nil {
			continue
		}
		s.failed(err)
		t := time.NewTimer(stockPause)
		select {
		case <-t.C:
		case <-s.ctx.Done():
		}
		t.Stop()
	}
}

// offer waits until an emulator has been taken and its guest has said its first
// word: up to then the processor is the guest's.
func (s *stock) offer(m *machine) error {
	s.mu.Lock()
	s.waiting, s.state.Err = append(s.waiting, m), nil
	s.mu.Unlock()
	select {
	case <-m.awake:
		return nil
	case <-m.done:
	case <-s.ctx.Done():
	}
	s.mu.Lock()
	i := slices.Index(s.waiting, m)
	if i >= 0 {
		s.waiting = slices.Delete(s.waiting, i, i+1)
	}
	s.mu.Unlock()
	if i < 0 {
		return nil // it is its taker's
	}
	m.Close()
	return fmt.Errorf("a waiting emulator ended: %s", m.Ending().Text)
}

func (s *stock) failed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Failed++
	s.state.Err = err
}

func (s *stock) standby() Standby {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.state
	st.Ready = len(s.waiting)
	return st
}

// oldest is the emulator that has waited longest, nil if none waits.
func (s *stock) oldest() *machine {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		return nil
	}
	return s.waiting[0]
}

// Standby gives the state of the emulators that wait for machines.
func (h *Host) Standby() Standby { return h.stock.standby() }

// StandbyUsage measures the emulator that has waited longest.
func (h *Host) StandbyUsage() (Usage, error) {
	m := h.stock.oldest()
	if m == nil {
		return Usage{}, errors.New("usage: no emulator waits")
	}
	return usageOf(m.cmd.Process.Pid)
}
