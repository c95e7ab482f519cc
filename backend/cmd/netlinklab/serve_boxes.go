// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
	"netlinklab/backend/hub"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/backend/web"
)

// boxes are the machines behind the site: they come when they can.
type boxes struct {
	flags   *serveFlags
	log     *slog.Logger
	hub     *hub.Hub
	version string

	mu   sync.Mutex
	host *qemu.Host
	pool *sandbox.Pool
	err  error // why there will be no machines

	compiler   *compile.Compiler
	noCompiler error // why there will be no compiler
}

// open makes the machines' host and gives the hub a pool of them, and makes the
// compiler meanwhile: the first machine of a new image takes a minute where the
// processors are busy. That it cannot is no reason to stop: pages are worth
// serving without machines, and without a compiler.
func (b *boxes) open(ctx context.Context) {
	image, err := b.flags.machine.image()
	if err != nil {
		b.setCompiler(nil, err)
		b.refuse(ctx, err)
		return
	}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { b.openCompiler(ctx, image) })
	host, err := b.flags.machine.hostOf(ctx, image)
	if err != nil {
		b.refuse(ctx, err)
		return
	}
	pool := sandbox.NewPool(host, b.flags.pool)
	b.mu.Lock()
	b.host, b.pool = host, pool
	b.mu.Unlock()
	b.hub.Use(pool)
	accel, why := host.Accel()
	b.log.Info("machines are being warmed up", "warm", b.flags.pool.Warm, "accel", accel, "why", why, "qemu", host.Version(), "kernel", host.Kernel())
}

// refuse makes runs be refused.
func (b *boxes) refuse(ctx context.Context, err error) {
	if ctx.Err() == nil {
		b.log.Error("no machines: lessons show recorded runs; netlinklab doctor says more", "err", err)
	}
	b.mu.Lock()
	b.err = err
	b.mu.Unlock()
	b.hub.Refuse(b.health().Reason)
}

func (b *boxes) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pool == nil {
		return nil
	}
	return errors.Join(b.pool.Close(), b.host.Close())
}

// health is what /healthz says.
func (b *boxes) health() web.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	h := web.Health{Status: web.StatusStarting, Version: b.version}
	switch {
	case errors.Is(b.err, guest.ErrNoImage):
		h.Status, h.Reason = web.StatusDegraded, "no guest image has been built"
		return h
	case b.err != nil:
		h.Status, h.Reason = web.StatusDegraded, "machines cannot be started"
		return h
	case b.pool == nil:
		h.Reason = "machines are on their way"
		return h
	}
	st := b.pool.Stats()
	h.Accel, _ = b.host.Accel()
	h.Kernel, h.Warm, h.Live, h.Waiting = b.host.Kernel(), st.Warm, st.Live, st.Waiting
	h.Status = web.StatusOK
	if st.Err != nil {
		h.Status, h.Reason = web.StatusDegraded, "the last machine could not be started"
	}
	return h
}
