// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"netlinklab/backend/niceness"
	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// cloneLimit is how long each half of a clone's start may take, and behindLimit the
// same of one that gets a processor only when nothing else wants it.
const (
	cloneLimit  = 10 * time.Second
	behindLimit = time.Minute
)

// mode is how an emulator is started.
type mode struct {
	loaded bool // up to where it has the template's state, and the guest is stopped at it
	behind bool // behind everything else that wants a processor
}

func (o mode) limit() time.Duration {
	if o.behind {
		return behindLimit
	}
	return cloneLimit
}

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

// StartBehind implements sandbox.BehindStarter. Emulators that wait are for others.
func (h *Host) StartBehind(ctx context.Context) (sandbox.Machine, error) {
	began := time.Now()
	m, err := h.emulator(ctx, &h.tmpl, mode{behind: true})
	if err != nil {
		return nil, err
	}
	return started(m.awaken(ctx, began))
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
	m, err := h.emulator(ctx, t, mode{})
	if err != nil {
		return nil, err
	}
	return m.awaken(ctx, began)
}

// emulator starts QEMU, confined, up to where it waits for the template's state,
// unless the mode is another.
func (h *Host) emulator(ctx context.Context, t *template, as mode) (*machine, error) {
	ctx, cancel := context.WithTimeout(ctx, as.limit())
	defer cancel()
	state, err := t.openState()
	if err != nil {
		return nil, err
	}
	defer state.Close()
	args := append([]string{h.jail.qemu}, argv(boot{accel: h.accel, stopped: as.loaded})...)
	m, err := launch(h.starter, h.jail.command(int(h.counter.Add(1)), nil, args...), t.ram, state)
	if err != nil {
		return nil, err
	}
	if m.mode = as; as.behind {
		_ = niceness.Leader(m.cmd.Process.Pid, backNice) // where that is not allowed watch tries again
	}
	if m.qmp, err = newQMP(ctx, m.monitor); err == nil {
		err = m.qmp.ignoreShared(ctx)
	}
	if err == nil {
		m.info.PID, m.info.Accel = innermost(m.cmd.Process.Pid), h.accel
		// Only now does the process have the memory mapped. Where others may not
		// write to it, the guest takes its faults itself.
		_ = t.hot.fill(m.info.PID, t.view)
		if as.loaded {
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
	ctx, cancel := context.WithTimeout(ctx, m.limit())
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
