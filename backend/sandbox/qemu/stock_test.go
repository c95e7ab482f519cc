// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/sandbox/sandboxtest"
)

// awaitStandby waits until a stock's state satisfies ok.
func awaitStandby(t *testing.T, s *stock, ok func(Standby) bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	for !ok(s.standby()) {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("the stock is %+v", s.standby())
		}
	}
}

// sleepers is a stock of processes that do nothing.
func sleepers(t *testing.T, n int) *stock {
	t.Helper()
	st := newStarter()
	t.Cleanup(st.close)
	s := newStock(n, func(context.Context) (*machine, error) { return launch(st, exec.Command("sleep", "600")) })
	t.Cleanup(s.close)
	return s
}

// echoSteps send to the test module and hear its answer.
const echoSteps = `{"steps":[
 {"actor":"a","op":"open","protocol":30},
 {"actor":"a","op":"send","data":"15000000 1000 0000 01000000 00000000 68656c6c6f"},
 {"actor":"a","op":"receive","size":8192}]}`

func full(st Standby) bool { return st.Ready == st.Wanted }

// TestStockGivesEachOnce takes what waits: it is replaced when it is awake, and
// not before.
func TestStockGivesEachOnce(t *testing.T) {
	s := sleepers(t, 1)
	seen := map[*machine]bool{}
	for range 5 {
		awaitStandby(t, s, full)
		m := s.take()
		if m == nil || seen[m] {
			t.Fatalf("took %p, had %v", m, seen)
		}
		seen[m] = true
		if other := s.take(); other != nil {
			t.Fatal("two waited")
		}
		close(m.awake)
		defer m.Close()
	}
}

// TestStockPartsWithTheDead kills what waits: nobody is given it.
func TestStockPartsWithTheDead(t *testing.T) {
	s := sleepers(t, 2)
	awaitStandby(t, s, full)
	victim := s.oldest().cmd.Process.Pid
	if err := unix.Kill(victim, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	awaitStandby(t, s, func(st Standby) bool { return st.Failed == 1 && st.Ready == 1 && st.Err != nil })
	m := s.take()
	if m == nil || m.cmd.Process.Pid == victim {
		t.Fatalf("took %+v", m)
	}
	m.Close()
}

// TestStockThatCannotStart gives nothing, and says why.
func TestStockThatCannotStart(t *testing.T) {
	cause := errors.New("no such program")
	s := newStock(1, func(context.Context) (*machine, error) { return nil, cause })
	awaitStandby(t, s, func(st Standby) bool { return st.Failed == 1 && errors.Is(st.Err, cause) })
	if m := s.take(); m != nil {
		t.Errorf("took %+v", m)
	}
	s.close()
}

// TestStockCloses ends what waits, and what is being started.
func TestStockCloses(t *testing.T) {
	s := sleepers(t, 2)
	awaitStandby(t, s, full)
	s.mu.Lock()
	waiting := slices.Clone(s.waiting)
	s.mu.Unlock()
	s.close()
	for _, m := range waiting {
		select {
		case <-m.done:
		default:
			t.Error("an emulator is left")
		}
	}
	if m := s.take(); m != nil {
		t.Errorf("took %+v", m)
	}
}

// TestStandby lets a machine be in the emulator that waited for it, as confined
// as any, and another emulator wait after it. When that is killed the next
// machine starts without.
func TestStandby(t *testing.T) {
	h := newStandbyHost(t, 1)
	awaitStandby(t, h.stock, full)
	if u, err := h.StandbyUsage(); err != nil || u.PrivateBytes == 0 {
		t.Errorf("usage %+v, %v", u, err)
	}
	waited := h.stock.oldest()
	m := start(t, h)
	if m != waited {
		t.Fatal("the emulator that waited was not taken")
	}
	seen, err := Inspect(m)
	if err != nil {
		t.Fatal(err)
	}
	for i, claimed := range h.Isolation() {
		if seen[i].InForce != claimed.InForce {
			t.Errorf("%s: claimed %v, seen %v: %s", claimed.Name, claimed.InForce, seen[i].InForce, seen[i].Detail)
		}
	}
	sandboxtest.Transcript(t, m, 1, echoSteps)
	awaitStandby(t, h.stock, full)
	killed(t, h.stock.oldest().info.PID)
	awaitStandby(t, h.stock, func(st Standby) bool { return st.Failed == 1 && st.Ready == 0 })
	sandboxtest.Transcript(t, start(t, h), 1, echoSteps)
}
