// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"log/slog"
	"math"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// Machines is where sessions get machines; *sandbox.Pool is one.
type Machines interface {
	Acquire(ctx context.Context, owner string, queued func(position int, wait time.Duration)) (*sandbox.Lease, error)
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
	// Files gives the compiled program or module with an id; false if it is not
	// there any more. Nil has none.
	Files func(id string) ([]byte, bool)
	// Explain says what kind of bug a kernel has met, as a KindNote that follows
	// the KindPanic, or comes before the KindEnd of a run whose kernel went on;
	// false if it cannot. text is what the kernel printed, files are the ids of
	// the files that the machine was given, by name. Nil explains nothing.
	Explain func(text string, files map[string]string) (labproto.Event, bool)
	// MaxSessions bounds the sessions at once (1000).
	MaxSessions int
	// PerOwner is how many machines one cookie may have at once, so that nobody's
	// tabs take all there are; 0 is 8.
	PerOwner int
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
	// drainBytes are read every drainEvery of a page that was too fast.
	drainBytes = 64 << 10
	drainEvery = 20 * time.Millisecond
	// outboxBytes is what is kept for a page that reads slowly or comes back.
	outboxBytes = 4 << 20
	// queuedCommands is how many frames of a page may wait.
	queuedCommands = 16
	// queuedParcels is how much may wait for a guest to read it.
	queuedParcels = 64
	// closeLimit is how long Close waits for connections to take their leave.
	closeLimit = time.Second
)

// Limits of one learner and of one guest.
const (
	// endLimit is how long past its time limit, or past being told to stop, a guest
	// may go on with a run, and interruptLimit how long a kernel that hangs may take
	// to say where: of the time that its host has a processor for it.
	endLimit       = 3 * time.Second
	interruptLimit = 3 * time.Second
	// beatEvery is how often a guest with a run is asked whether it is there.
	// silentLimit is how long it may leave that unanswered, or any frame unread, of
	// the same time; no more than what a module may keep the processor that means no
	// harm.
	beatEvery   = time.Second
	silentLimit = 5 * time.Second
	// guestLimit ends the wait for a guest that its host has no time for; forever
	// does not.
	guestLimit = 7 * time.Second
	forever    = time.Duration(math.MaxInt64)
	// machineEvery and machineBurst bound how fast one learner uses machines up:
	// each costs a tenth of a second of a processor that others want too. Who is
	// faster waits.
	machineEvery = 2 * time.Second
	machineBurst = 8
	// sessionsPerOwner bounds the sessions of one cookie: the tabs of a browser.
	sessionsPerOwner = 16
	// connsPerSession bounds the connections, as a multiple of MaxSessions:
	// those that have not said Hello yet have no session.
	connsPerSession = 2
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
	if d.PerOwner == 0 {
		d.PerOwner = 8
	}
	if d.Files == nil {
		d.Files = func(string) ([]byte, bool) { return nil, false }
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return d
}
