// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestFailedStepShowsItsOutput(t *testing.T) {
	err := step(t.Context(), "try", exec.CommandContext(t.Context(), "sh", "-c", "echo the reason >&2; exit 3"))
	if err == nil || !strings.Contains(err.Error(), "try failed") || !strings.Contains(err.Error(), "the reason") {
		t.Errorf("error %v, want one with the title and the output", err)
	}
}

// An interrupted step leaves no child of its command running.
func TestInterruptedStep(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "alive")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", `sh -c 'exec 3>"$0"; echo up >&3; sleep 1000' "$0" & wait`, fifo)
	result := make(chan error, 1)
	go func() { result <- step(ctx, "try", cmd) }()
	f, err := os.Open(fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Read(make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if n, _ := f.Read(make([]byte, 1)); n != 0 {
		t.Error("a child of the command lives on")
	}
}
