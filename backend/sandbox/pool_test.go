// SPDX-License-Identifier: Apache-2.0

package sandbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFakeConforms(t *testing.T) { sandboxtest.Run(t, &sandboxtest.Starter{}) }

// await waits until the pool's stats satisfy ok.
func await(t *testing.T, p *sandbox.Pool, ok func(sandbox.Stats) bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 10000 {
		if ok(p.Stats()) {
			return
		}
		<-tick.C
	}
	t.Fatalf("stats are %+v", p.Stats())
}

func TestPoolLendsEachMachineOnce(t *testing.T) {
	s := &sandboxtest.Starter{}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 2, Max: 4, MaxQueue: 4})
	seen := map[sandbox.Machine]bool{}
	for range 10 {
		l, err := p.Acquire(t.Context(), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if seen[l.Machine()] {
			t.Fatal("a machine was lent twice")
		}
		seen[l.Machine()] = true
		if err := l.Release(); err != nil {
			t.Fatal(err)
		}
	}
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 2 && s.Live == 2 })
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if n := s.Live(); n != 0 {
		t.Errorf("%d machines are left", n)
	}
	if _, err := p.Acquire(t.Context(), "", nil); !errors.Is(err, sandbox.ErrPoolClosed) {
		t.Errorf("after close: %v", err)
	}
}

func TestPoolQueue(t *testing.T) {
	s := &sandboxtest.Starter{}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 2})
	defer p.Close()
	first, err := p.Acquire(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	type result struct {
		lease *sandbox.Lease
		err   error
	}
	ask := func(ctx context.Context) (<-chan int, <-chan result) {
		positions, done := make(chan int, 16), make(chan result, 1)
		go func() {
			l, err := p.Acquire(ctx, "", func(n int, _ time.Duration) { positions <- n })
			done <- result{l, err}
		}()
		return positions, done
	}
	ctx2, cancel2 := context.WithCancel(t.Context())
	pos2, done2 := ask(ctx2)
	if n := <-pos2; n != 1 {
		t.Fatalf("second learner is at %d", n)
	}
	pos3, done3 := ask(t.Context())
	if n := <-pos3; n != 2 {
		t.Fatalf("third learner is at %d", n)
	}
	if _, err := p.Acquire(t.Context(), "", nil); !errors.Is(err, sandbox.ErrQueueFull) {
		t.Errorf("fourth learner: %v", err)
	}
	cancel2()
	if r := <-done2; !errors.Is(r.err, context.Canceled) {
		t.Errorf("second learner left with %v", r.err)
	}
	if n := <-pos3; n != 1 {
		t.Errorf("third learner moved to %d", n)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	r := <-done3
	if r.err != nil {
		t.Fatal(r.err)
	}
	if err := r.lease.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestPoolReplacesDeadWarmMachine(t *testing.T) {
	s := &sandboxtest.Starter{}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 1, Max: 1, MaxQueue: 1})
	defer p.Close()
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 1 })
	s.Machines()[0].End(sandbox.CauseDied, "killed")
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 1 && s.Started == 2 })
}

// TestPoolRestsAfterLending starts nothing in the place of a warm machine while
// its learner takes a first run, except for who waits.
func TestPoolRestsAfterLending(t *testing.T) {
	s := &sandboxtest.Starter{}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 1, Max: 3, MaxQueue: 1, RefillPause: time.Hour})
	defer p.Close()
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 1 })
	for started := range uint64(2) {
		l, err := p.Acquire(t.Context(), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Release()
		if st := p.Stats(); st.Started != started+1 || st.Starting != 0 || st.Warm != 0 {
			t.Errorf("with %d machines lent: %+v", started+1, st)
		}
	}
}

// TestPoolRefills starts the next warm machine once the pause is over.
func TestPoolRefills(t *testing.T) {
	p := sandbox.NewPool(&sandboxtest.Starter{}, sandbox.PoolOptions{Warm: 1, Max: 2, RefillPause: time.Millisecond})
	defer p.Close()
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 1 })
	l, err := p.Acquire(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 1 && s.Live == 2 })
}

func TestPoolRetriesStartUnseen(t *testing.T) {
	s := &sandboxtest.Starter{Fail: func(n int) error {
		if n <= 2 {
			return errors.New("flaky")
		}
		return nil
	}}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 1})
	defer p.Close()
	l, err := p.Acquire(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestPoolTellsWhyNothingStarts(t *testing.T) {
	cause := errors.New("no such file")
	s := &sandboxtest.Starter{Fail: func(int) error { return cause }}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 1})
	defer p.Close()
	if _, err := p.Acquire(t.Context(), "", nil); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	if err := p.Stats().Err; !errors.Is(err, cause) {
		t.Errorf("stats say %v", err)
	}
}

// TestPoolTellsWhyWhileOthersHaveMachines breaks the host while a learner has a
// machine: the next one does not wait for it.
func TestPoolTellsWhyWhileOthersHaveMachines(t *testing.T) {
	cause := errors.New("no space left on device")
	s := &sandboxtest.Starter{Fail: func(n int) error {
		if n == 1 {
			return nil
		}
		return cause
	}}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Max: 4, MaxQueue: 4, RetryPause: time.Millisecond})
	defer p.Close()
	l, err := p.Acquire(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	if _, err := p.Acquire(t.Context(), "", nil); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

// TestPoolWithoutAQueue refuses only those for whom there is no room.
func TestPoolWithoutAQueue(t *testing.T) {
	p := sandbox.NewPool(&sandboxtest.Starter{}, sandbox.PoolOptions{Max: 2})
	defer p.Close()
	for range 2 {
		l, err := p.Acquire(t.Context(), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Release()
	}
	if _, err := p.Acquire(t.Context(), "", nil); !errors.Is(err, sandbox.ErrQueueFull) {
		t.Errorf("got %v", err)
	}
}

// TestPoolCloseLeavesNothing closes pools while machines are being handed over,
// and while waits are given up.
func TestPoolCloseLeavesNothing(t *testing.T) {
	for round := range 200 {
		s := &sandboxtest.Starter{}
		p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: round % 3, Max: 3, MaxQueue: 10})
		var work sync.WaitGroup
		for i := range 6 {
			work.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if i%2 == 0 {
					go cancel()
				}
				l, err := p.Acquire(ctx, "", nil)
				if err == nil {
					err = l.Release()
				}
				if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, sandbox.ErrPoolClosed) {
					t.Error(err)
				}
			})
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		work.Wait()
		if n := s.Live(); n != 0 {
			t.Fatalf("round %d: %d machines are left", round, n)
		}
	}
}
