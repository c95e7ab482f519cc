// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a hub on loopback with fake machines behind it.
type world struct {
	t      *testing.T
	hub    *Hub
	server *httptest.Server
	fakes  *sandboxtest.Starter
	pool   *sandbox.Pool
	client *http.Client
}

func newWorld(t *testing.T, fakes *sandboxtest.Starter, o Options, p sandbox.PoolOptions) *world {
	t.Helper()
	return newImpatientWorld(t, fakes, o, p, func(*Hub) {})
}

// newImpatientWorld has a hub with limits of its own.
func newImpatientWorld(t *testing.T, fakes *sandboxtest.Starter, o Options, p sandbox.PoolOptions, limits func(*Hub)) *world {
	t.Helper()
	w := &world{t: t, fakes: fakes}
	w.pool = sandbox.NewPool(fakes, p)
	w.hub = New(w.pool, o)
	limits(w.hub)
	mux := http.NewServeMux()
	mux.Handle("GET /ws", w.hub)
	mux.HandleFunc("POST /api/session", func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, w.hub.Issue(rw, r, "/"))
	})
	w.server = httptest.NewServer(mux)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w.client = &http.Client{Jar: jar}
	t.Cleanup(func() {
		if err := w.hub.Close(); err != nil {
			t.Error(err)
		}
		w.server.Close()
		w.client.CloseIdleConnections()
		if err := w.pool.Close(); err != nil {
			t.Error(err)
		}
		if n := fakes.Live(); n != 0 {
			t.Errorf("%d machines are left", n)
		}
	})
	return w
}

func (w *world) token() string {
	w.t.Helper()
	res, err := w.client.Post(w.server.URL+"/api/session", "", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	var token string
	if _, err := fmt.Fscan(res.Body, &token); err != nil {
		w.t.Fatal(err)
	}
	return token
}

func (w *world) dial(origin string) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{Jar: w.client.Jar}
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	return d.Dial("ws"+strings.TrimPrefix(w.server.URL, "http")+"/ws", header)
}

// page is a connected page.
type page struct {
	t       *testing.T
	ws      *websocket.Conn
	session string
	last    uint32
}

func (w *world) open(hello labproto.Hello) *page {
	w.t.Helper()
	hello.Token = w.token()
	ws, _, err := w.dial(w.server.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { ws.Close() })
	p := &page{t: w.t, ws: ws, last: hello.LastSeq}
	p.send(labproto.FrameHello, hello.AppendPayload(nil))
	return p
}

func (w *world) welcome(hello labproto.Hello) *page {
	w.t.Helper()
	p := w.open(hello)
	f := p.next()
	if f.Type != labproto.FrameWelcome {
		w.t.Fatalf("not welcomed: %s %q", f.Type, f.Payload)
	}
	v, err := labproto.ParseWelcome(f.Payload)
	if err != nil {
		w.t.Fatal(err)
	}
	p.session = v.Session
	return p
}

func (p *page) send(t labproto.FrameType, payload []byte) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, labproto.Frame{Type: t, Payload: payload})); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) next() labproto.Frame {
	p.t.Helper()
	_ = p.ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, b, err := p.ws.ReadMessage()
	if err != nil {
		p.t.Fatal(err)
	}
	f, err := labproto.ParseFrame(b)
	if err != nil {
		p.t.Fatal(err)
	}
	if f.Seq != 0 {
		if f.Seq != p.last+1 {
			p.t.Fatalf("frame %d follows frame %d", f.Seq, p.last)
		}
		p.last = f.Seq
	}
	return f
}

// until gives the first frame that accept takes.
func (p *page) until(accept func(labproto.Frame) bool) labproto.Frame {
	p.t.Helper()
	for {
		if f := p.next(); accept(f) {
			return f
		}
	}
}

func (p *page) refused() labproto.Refused {
	p.t.Helper()
	f := p.until(func(f labproto.Frame) bool { return f.Type == labproto.FrameRefused })
	r, err := labproto.ParseRefused(f.Payload)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// status waits for one state of the page's machine.
func (p *page) status(state labproto.State) labproto.Status {
	p.t.Helper()
	var st labproto.Status
	p.until(func(f labproto.Frame) bool {
		if f.Type != labproto.FrameStatus {
			return false
		}
		var err error
		if st, err = labproto.ParseStatus(f.Payload); err != nil {
			p.t.Fatal(err)
		}
		return st.State == state
	})
	return st
}

// closed reads to the end of the connection and gives how it was closed.
func (p *page) closed() *websocket.CloseError {
	p.t.Helper()
	_ = p.ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		_, _, err := p.ws.ReadMessage()
		if err == nil {
			continue
		}
		var closed *websocket.CloseError
		if !errors.As(err, &closed) {
			p.t.Fatalf("the connection ended with %v", err)
		}
		return closed
	}
}

// answered says that the session still works.
func (p *page) answered() {
	p.t.Helper()
	p.send(labproto.FramePing, []byte("still here"))
	p.until(func(f labproto.Frame) bool { return f.Type == labproto.FramePong })
}

func (p *page) event(kind labproto.Kind) labproto.Event {
	p.t.Helper()
	var e labproto.Event
	p.until(func(f labproto.Frame) bool {
		if f.Type != labproto.FrameEvent {
			return false
		}
		var err error
		if e, err = labproto.ParseEvent(f.Payload); err != nil {
			p.t.Fatal(err)
		}
		return e.Kind == kind
	})
	return e
}

func (p *page) run(id uint32) {
	p.t.Helper()
	r := labproto.Run{ID: id, Program: labproto.Program{Steps: []labproto.Step{
		{Actor: "a", Op: labproto.OpSend, Data: []byte("hello")}, {Actor: "a", Op: labproto.OpReceive, Size: 100}}}}
	p.send(labproto.FrameRun, r.AppendPayload(nil))
}

var roomy = sandbox.PoolOptions{Warm: 1, Max: 4, MaxQueue: 4}

// alone waits until the hub has no session.
func (w *world) alone() {
	w.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 20000 {
		if w.hub.Sessions() == 0 {
			return
		}
		<-tick.C
	}
	w.t.Error("a session is still there")
}

// dismissAll ends every session.
func (w *world) dismissAll() {
	w.t.Helper()
	w.hub.mu.Lock()
	for _, s := range w.hub.sessions {
		s.dismiss()
	}
	w.hub.mu.Unlock()
	w.alone()
}

// newLearner makes the world's next pages those of another browser.
func (w *world) newLearner() {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.client.Jar = jar
}

// warnings counts the log's records.
type warnings struct {
	slog.Handler
	n atomic.Int32
}

func (w *warnings) Enabled(context.Context, slog.Level) bool { return true }

func (w *warnings) Handle(context.Context, slog.Record) error {
	w.n.Add(1)
	return nil
}
