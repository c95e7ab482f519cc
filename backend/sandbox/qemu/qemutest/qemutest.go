// SPDX-License-Identifier: Apache-2.0

// Package qemutest gives tests real machines:
//
//	host := qemutest.Host(t)                     // skips unless NETLINKLAB_VM is set
//	m := qemutest.Start(t, host)
//	transcript := qemutest.Run(t, m, `{"steps":[…]}`)
package qemutest

import (
	"context"
	"testing"
	"time"

	"netlinklab/backend/guest/guesttest"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/wasm/labproto"
)

// patience is how long one run of a test may take, kernel and all.
const patience = 90 * time.Second

// Host makes a host on the built image. A test that calls it is one that
// NETLINKLAB_VM asks for; once asked for, nothing may be missing.
func Host(t *testing.T) *qemu.Host {
	t.Helper()
	image, cache := guesttest.Image(t)
	h, err := qemu.New(t.Context(), qemu.Options{Image: image, Cache: cache, Accel: "auto"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return h
}

// Start starts a machine that ends with the test.
func Start(t *testing.T, s sandbox.Starter) sandbox.Machine {
	t.Helper()
	m, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// Run carries out a step file's text.
func Run(t *testing.T, m sandbox.Machine, steps string) labproto.Transcript {
	t.Helper()
	p, err := labproto.ParseProgramJSON([]byte(steps))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tr, err := sandbox.TranscribeOn(ctx, m, 1, p, func(labproto.Event) {})
	if err != nil {
		t.Fatalf("after %d events: %v", len(tr.Events), err)
	}
	return tr
}
