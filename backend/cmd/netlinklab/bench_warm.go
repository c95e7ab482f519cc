// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/hub"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/backend/web"
	"netlinklab/wasm/labproto"
)

// benchLimit is how long one session of the benchmark may take.
const benchLimit = 2 * time.Minute

// benchWarm measures n first runs of n sessions, each with a warm machine.
func benchWarm(ctx context.Context, host *qemu.Host, n int, progress benchProgress) (took []time.Duration, err error) {
	pool := sandbox.NewPool(host, sandbox.PoolOptions{Warm: 1, Max: 2, MaxQueue: 1})
	// A session that is over gives its machine back at once.
	h := hub.New(pool, hub.Options{Grace: time.Millisecond})
	defer func() { err = errors.Join(err, h.Close(), pool.Close()) }()
	server, err := serveBench(web.Options{Hub: h})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close(), server.close()) }()
	for i := range n {
		progress("sessions with warm machines", i, n)
		if err := poolWarm(ctx, pool, 1, 1); err != nil {
			return nil, err
		}
		d, _, err := benchSession(ctx, server.addr, 0)
		if err != nil {
			return nil, fmt.Errorf("session: %w", err)
		}
		took = append(took, d)
	}
	progress("sessions with warm machines", n, n)
	return took, nil
}

// poolWarm waits until the pool has so many warm machines, live ones with those
// that are lent, and nothing left to do.
func poolWarm(ctx context.Context, pool *sandbox.Pool, warm, live int) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		st := pool.Stats()
		switch {
		case st.Warm == warm && st.Live == live && st.Starting == 0:
			return nil
		case st.Err != nil:
			return st.Err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// benchSession opens a session as a page does, lets its learner think, and gives
// the time from its first run to the reply, and whether it waited in the queue
// for a machine.
func benchSession(ctx context.Context, addr string, thinks time.Duration) (took time.Duration, queued bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, benchLimit)
	defer cancel()
	run, err := benchRun()
	if err != nil {
		return 0, queued, err
	}
	ws, err := dialPage(ctx, addr)
	if err != nil {
		return 0, queued, err
	}
	defer ws.Close()
	stop := context.AfterFunc(ctx, func() { ws.Close() })
	defer stop()
	t := time.NewTimer(thinks)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
		return 0, queued, ctx.Err()
	}
	began := time.Now()
	if err := ws.WriteMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, run)); err != nil {
		return 0, queued, err
	}
	for {
		f, err := readPage(ws)
		if err != nil {
			return 0, queued, err
		}
		if f.Type == labproto.FrameStatus {
			st, err := labproto.ParseStatus(f.Payload)
			if err != nil {
				return 0, queued, err
			}
			queued = queued || st.State == labproto.StateQueued
			continue
		}
		e, err := sandbox.RunEvent(f)
		if err != nil {
			return 0, queued, err
		}
		if reply, err := isReply(e); reply || err != nil {
			return time.Since(began), queued, err
		}
	}
}

// dialPage is openPage for whom the websocket is enough.
func dialPage(ctx context.Context, addr string) (*websocket.Conn, error) {
	p, err := openPage(ctx, addr)
	if err != nil {
		return nil, err
	}
	return p.ws, nil
}
