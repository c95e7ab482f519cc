// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// cloneLimit is how long a clone may take to its first word.
const cloneLimit = 10 * time.Second

// Start clones the template.
func (h *Host) Start(ctx context.Context) (sandbox.Machine, error) {
	m, err := h.clone(ctx, &h.tmpl)
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (h *Host) clone(ctx context.Context, t *template) (*machine, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, cloneLimit)
	defer cancel()
	state, err := t.openState()
	if err != nil {
		return nil, err
	}
	defer state.Close()
	args := append([]string{h.jail.qemu}, argv(boot{accel: h.accel})...)
	m, err := launch(h.starter, h.jail.command(int(h.counter.Add(1)), nil, args...), t.ram, state)
	if err != nil {
		return nil, err
	}
	if err := m.awaken(ctx, t); err != nil {
		m.Close()
		return nil, err
	}
	m.info.Accel = h.accel
	m.info.StartedIn = time.Since(began)
	m.reader.Add(1)
	go m.watch()
	return m, nil
}

// awaken loads the state, lets the guest run, and makes it its own machine: the
// time of day, and randomness that no other clone has.
func (m *machine) awaken(ctx context.Context, t *template) error {
	var err error
	if m.qmp, err = newQMP(ctx, m.monitor); err != nil {
		return fmt.Errorf("clone: %w\n%s", err, lastLines(m.errors.text(), 5))
	}
	// Only now does the process have the memory mapped, and it does not run yet.
	// Where this is not allowed, the guest takes its faults itself.
	m.info.PID = innermost(m.cmd.Process.Pid)
	_ = t.hot.fill(m.info.PID, t.view)
	if err := m.qmp.load(ctx, fdState); err != nil {
		return fmt.Errorf("clone: %w\n%s", err, lastLines(m.errors.text(), 5))
	}
	c := labproto.Clock{UnixNano: time.Now().UnixNano(), Entropy: make([]byte, 32)}
	if _, err := rand.Read(c.Entropy); err != nil {
		return err
	}
	if err := m.Send(ctx, labproto.Frame{Type: labproto.FrameClock, Payload: c.AppendPayload(nil)}); err != nil {
		return fmt.Errorf("clone: %w", err)
	}
	return m.hello(ctx)
}

// hello takes the guest's first word.
func (m *machine) hello(ctx context.Context) error {
	f, err := m.first(ctx, labproto.FrameReady)
	if err != nil {
		return err
	}
	r, err := labproto.ParseReady(f.Payload)
	if err != nil {
		return fmt.Errorf("the guest's first word: %w", err)
	}
	m.info.Kernel = r.Kernel
	m.info.PID = innermost(m.cmd.Process.Pid)
	return nil
}
