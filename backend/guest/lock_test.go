// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLockWaitsAndNamesTheHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := lock(t.Context(), path, func(int) { t.Error("a free lock was waited for") })
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan int, 2)
	got := make(chan error, 1)
	go func() {
		second, err := lock(t.Context(), path, func(pid int) { waits <- pid })
		if err == nil {
			second()
		}
		got <- err
	}()
	if pid := <-waits; pid != os.Getpid() {
		t.Errorf("the holder is %d, want %d", pid, os.Getpid())
	}
	select {
	case err := <-got:
		t.Fatalf("the lock was taken while held (%v)", err)
	default:
	}
	unlock()
	if err := <-got; err != nil {
		t.Errorf("after the holder let go: %v", err)
	}
}

func TestLockStopsWaitingWhenTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := lock(t.Context(), path, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := lock(ctx, path, func(int) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// Two builders of one cache: the second says whom it waits for, and finds the
// first one's work done.
func TestBuildersTakeTurns(t *testing.T) {
	b := fakeBuild(t)
	b.run(t)
	unlock, err := lock(t.Context(), filepath.Join(b.Cache, "build.lock"), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	var stages []string
	b.Progress = func(stage string, _, _ int64) {
		stages = append(stages, stage)
		unlock()
	}
	if _, err := Build(t.Context(), b.Options); err != nil {
		t.Fatal(err)
	}
	if len(stages) != 1 || !strings.Contains(stages[0], "waits") || stages[0] != waitingStage(os.Getpid()) {
		t.Errorf("stages %q, want only that it waits for process %d", stages, os.Getpid())
	}
}
