// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"netlinklab/wasm/labproto"
)

// Hub holds the sessions.
type Hub struct {
	opts     Options
	tokens   tokens
	upgrader websocket.Upgrader
	ctx      context.Context
	cancel   context.CancelFunc
	work     sync.WaitGroup
	runs     prometheus.Counter
	refused  *prometheus.CounterVec

	// The constants of these names; tests are less patient.
	endLimit, interruptLimit, beatEvery, silentLimit, guestLimit time.Duration
	helloLimit, pingEvery, pongLimit                             time.Duration

	decided chan struct{} // closed when it is known whether there are machines

	mu       sync.Mutex
	machines Machines
	why      string // why there are no machines
	sessions map[string]*session
	owners   map[string]*owner
	conns    map[*conn]struct{}
	closed   bool
}

// New makes a hub. With nil machines its runs wait until Use gives it some, or
// Refuse says that there will be none.
func New(machines Machines, o Options) *Hub {
	ctx, cancel := context.WithCancel(context.Background())
	h := &Hub{decided: make(chan struct{}), opts: o.withDefaults(), tokens: newTokens(), ctx: ctx, cancel: cancel,
		endLimit: endLimit, interruptLimit: interruptLimit, beatEvery: beatEvery, silentLimit: silentLimit, guestLimit: guestLimit,
		helloLimit: helloLimit, pingEvery: pingEvery, pongLimit: pongLimit,
		sessions: map[string]*session{}, owners: map[string]*owner{}, conns: map[*conn]struct{}{},
		runs:    prometheus.NewCounter(prometheus.CounterOpts{Name: "netlinklab_runs_total", Help: "Runs that were started."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "netlinklab_refused_total", Help: "What was refused to pages, by code."}, []string{"code"}),
	}
	h.upgrader = websocket.Upgrader{CheckOrigin: h.originAllowed, HandshakeTimeout: helloLimit, ReadBufferSize: 4096, WriteBufferSize: 16384}
	if machines != nil {
		h.Use(machines)
	}
	if h.opts.Metrics != nil {
		h.opts.Metrics.MustRegister(h.runs, h.refused, prometheus.NewGaugeFunc(
			prometheus.GaugeOpts{Name: "netlinklab_sessions", Help: "Sessions at this moment."},
			func() float64 { return float64(h.Sessions()) }))
	}
	return h
}

// Use gives the hub its machines, once they can be had.
func (h *Hub) Use(m Machines) { h.decide(m, "") }

// Refuse makes the hub refuse every run with CodeNoSandbox and the reason, an
// English sentence for pages.
func (h *Hub) Refuse(why string) { h.decide(nil, why) }

func (h *Hub) decide(m Machines, why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.machines, h.why = m, why
	select {
	case <-h.decided:
	default:
		close(h.decided)
	}
}

// noMachines is why a server has none.
type noMachines struct{ why string }

func (e *noMachines) Error() string { return "no machines: " + e.why }

// source waits until it is known where machines come from.
func (h *Hub) source(ctx context.Context) (Machines, error) {
	select {
	case <-h.decided:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.machines == nil {
		return nil, &noMachines{h.why}
	}
	return h.machines, nil
}

// Sessions counts the sessions.
func (h *Hub) Sessions() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sessions)
}

// Issue answers POST …/api/session with a token for the page's websocket. path
// is where the cookie counts.
func (h *Hub) Issue(w http.ResponseWriter, r *http.Request, path string) string {
	return h.tokens.issue(w, r, path)
}

// ServeHTTP is the websocket endpoint.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.crowded() {
		h.refused.WithLabelValues(labproto.CodeFull).Inc()
		http.Error(w, "too many connections; try again in a minute", http.StatusServiceUnavailable)
		return
	}
	ws, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := &conn{hub: h, ws: ws, request: r, gone: make(chan struct{})}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		ws.Close()
		return
	}
	h.conns[c] = struct{}{}
	h.work.Add(1)
	h.mu.Unlock()
	defer h.work.Done()
	c.serve()
	h.mu.Lock()
	delete(h.conns, c)
	h.mu.Unlock()
}

// crowded says whether there are as many connections as there may be.
func (h *Hub) crowded() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.conns) >= connsPerSession*h.opts.MaxSessions
}

// join finds the session that a page asks for, or makes one. code says why
// there is none.
func (h *Hub) join(hello labproto.Hello, owner string) (s *session, code string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, labproto.CodeInternal
	}
	if hello.Session != "" {
		s, ok := h.sessions[hello.Session]
		if !ok || s.owner != owner {
			return nil, labproto.CodeExpired
		}
		return s, ""
	}
	if len(h.sessions) >= h.opts.MaxSessions {
		return nil, labproto.CodeFull
	}
	o := h.ownerOf(owner)
	if !o.makeRoom() {
		return nil, labproto.CodeRate
	}
	s = newSession(h, rand.Text(), owner)
	s.machineRate, s.places = o.machines, o.places
	h.sessions[s.id] = s
	o.sessions = append(o.sessions, s)
	h.work.Add(1)
	go s.live()
	return s, ""
}

func (h *Hub) forget(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s.id)
	if o := h.owners[s.owner]; o != nil && o.forget(s) {
		delete(h.owners, s.owner)
	}
}

// Close ends every session and connection and waits for them.
func (h *Hub) Close() error {
	h.mu.Lock()
	h.closed = true
	conns := make([]*conn, 0, len(h.conns))
	for c := range h.conns {
		conns = append(conns, c)
	}
	h.mu.Unlock()
	h.cancel()
	for _, c := range conns {
		c.end(websocket.CloseGoingAway, labproto.EndedServer)
	}
	done := make(chan struct{})
	go func() { h.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(closeLimit):
		for _, c := range conns {
			c.ws.Close()
		}
		<-done
	}
	return nil
}
