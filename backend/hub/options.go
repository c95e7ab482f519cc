// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"netlinklab/backend/sandbox"
)

// Machines is where sessions get machines; *sandbox.Pool is one.
type Machines interface {
	Acquire(ctx context.Context, queued func(position int, wait time.Duration)) (*sandbox.Lease, error)
}

// Options bound what pages may do. Zero values are replaced by the defaults.
type Options struct {
	// Origins are further origins that may connect ("https://docs.example"),
	// besides the one that the page was served from.
	Origins []string
	// Idle ends a machine that has had no run for so long (10 min).
	Idle time.Duration
	// Age ends a machine that old (1 h).
	Age time.Duration
	// Grace is how long a session without a connection is kept (30 s).
	Grace time.Duration
	// MaxSessions bounds the sessions at once (1000).
	MaxSessions int
	// Log gets what an operator should know. Nil is silence.
	Log *slog.Logger
	// Metrics, if set, registers the hub's counters.
	Metrics prometheus.Registerer
}

// Limits of one connection.
const (
	// helloLimit is how long a connection may take to say Hello.
	helloLimit = 5 * time.Second
	// pingEvery and pongLimit: a page that answers no ping for pongLimit is gone.
	pingEvery = 20 * time.Second
	pongLimit = 50 * time.Second
	// writeLimit is how long one websocket write may take.
	writeLimit = 10 * time.Second
	// framesPerSecond and frameBurst bound what a page sends.
	framesPerSecond = 20
	frameBurst      = 60
	// outboxBytes is what is kept for a page that reads slowly or comes back.
	outboxBytes = 4 << 20
	// queuedCommands is how many frames of a page may wait.
	queuedCommands = 16
)

func (o *Options) withDefaults() Options {
	d := *o
	for _, v := range []struct {
		field *time.Duration
		value time.Duration
	}{{&d.Idle, 10 * time.Minute}, {&d.Age, time.Hour}, {&d.Grace, 30 * time.Second}} {
		if *v.field == 0 {
			*v.field = v.value
		}
	}
	if d.MaxSessions == 0 {
		d.MaxSessions = 1000
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return d
}
