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

// Start clones the template, in an emulator that waits for it if there is one.
func (h *Host) Start(ctx context.Context) (sandbox.Machine, error) {
	began := time.Now()
	m := h.stock.take()
	if m == nil {
		return h.FreshStart(ctx)
	}
	return started(m.awaken(ctx, began))
}

// FreshStart clones the template in an emulator of its own, whatever waits.
func (h *Host) FreshStart(ctx context.Context) (sandbox.Machine, error) {
	return started(h.clone(ctx, &h.tmpl))
}

// started keeps a nil *machine out of the interface.
func started(m *machine, err error) (sandbox.Machine, error) {
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (h *Host) clone(ctx context.Context, t *template) (*machine, error) {
	began := time.Now()
	m, err := h.emulator(ctx, t, false)
	if err != nil {
		return nil, err
	}
	return m.awaken(ctx, began)
}

// emulator starts QEMU, confined, up to where it waits for the template's state,
// or, loaded, to where it has that and the guest is stopped at it.
func (h *Host) emulator(ctx context.Context, t *template, loaded bool) (*machine, error) {
	ctx, cancel := context.WithTimeout(ctx, cloneLimit)
	defer cancel()
	state, err := t.openState()
	if err != nil {
		return nil, err
	}
	defer state.Close()
	args := append([]string{h.jail.qemu}, argv(boot{accel: h.accel, stopped: loaded})...)
	m, err := launch(h.starter, h.jail.command(int(h.counter.Add(1)), nil, args...), t.ram, state)
	if err != nil {
		return nil, err
	}
	if m.qmp, err = newQMP(ctx, m.monitor); err == nil {
		err = m.qmp.ignoreShared(ctx)
	}
	if err == nil {
		m.info.PID, m.info.Accel = innermost(m.cmd.Process.Pid), h.accel
		// Only now does the process have the memory mapped. Where others may not
		// write to it, the guest takes its faults itself.
		_ = t.hot.fill(m.info.PID, t.view)
		if m.loaded = loaded; loaded {
			err = m.qmp.loadStopped(ctx, fdState)
		}
	}
	if err != nil {
		err = fmt.Errorf("clone: %w\n%s", err, lastLines(m.errors.text(), 5))
		m.Close()
		return nil, err
	}
	return m, nil
}

// awaken lets a guest run, with the state if it is not loaded yet, and makes it its
// own machine: the time of day, and randomness that no other clone has.
func (m *machine) awaken(ctx context.Context, began time.Time) (*machine, error) {
	ctx, cancel := context.WithTimeout(ctx, cloneLimit)
	defer cancel()
	defer close(m.awake)
	var err error
	if m.loaded {
		err = m.qmp.resume(ctx)
	} else {
		err = m.qmp.load(ctx, fdState)
	}
	if err != nil {
		err = fmt.Errorf("clone: %w\n%s", err, lastLines(m.errors.text(), 5))
	} else if err = m.greet(ctx); err == nil {
		err = m.hello(ctx)
	}
	if err != nil {
		m.Close()
		return nil, err
	}
	m.info.StartedIn = time.Since(began)
	m.reader.Add(1)
	go m.watch()
	return m, nil
}

// greet tells the guest the time and gives it randomness.
func (m *machine) greet(ctx context.Context) error {
	c := labproto.Clock{UnixNano: time.Now().UnixNano(), Entropy: make([]byte, 32)}
	if _, err := rand.Read(c.Entropy); err != nil {
		return err
	}
	if err := m.Send(ctx, labproto.Frame{Type: labproto.FrameClock, Payload: c.AppendPayload(nil)}); err != nil {
		return fmt.Errorf("clone: %w", err)
	}
	return nil
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
	return nil
}
