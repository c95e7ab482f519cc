// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
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
	w := &world{t: t, fakes: fakes}
	w.pool = sandbox.NewPool(fakes, p)
	w.hub = New(w.pool, o)
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

func TestRunComesBack(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	for id := range uint32(3) {
		p.run(id + 1)
		if e := p.event(labproto.KindReceived); string(e.Data) != "hello" || e.Run != id+1 {
			t.Errorf("event %+v", e)
		}
		p.event(labproto.KindEnd)
	}
}

func TestOriginAndToken(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Origins: []string{"https://docs.example"}}, roomy)
	token := w.token()
	for _, origin := range []string{"", "null", "http://evil.example", "ftp" + strings.TrimPrefix(w.server.URL, "http")} {
		if ws, res, err := w.dial(origin); err == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("origin %q: %v", origin, err)
			if ws != nil {
				ws.Close()
			}
		}
	}
	for _, hello := range []labproto.Hello{{Token: "wrong"}, {}, {Token: token, Session: "none"}} {
		ws, _, err := w.dial("https://docs.example")
		if err != nil {
			t.Fatal(err)
		}
		p := &page{t: t, ws: ws}
		p.send(labproto.FrameHello, hello.AppendPayload(nil))
		want := labproto.CodeToken
		if hello.Session != "" {
			want = labproto.CodeExpired
		}
		if r := p.refused(); r.Code != want {
			t.Errorf("hello %+v: %+v", hello, r)
		}
		ws.Close()
	}
	if w.hub.Sessions() != 0 {
		t.Errorf("%d sessions", w.hub.Sessions())
	}
}

func TestAnotherCookiesSessionIsNotResumed(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w.client.Jar = jar
	if r := w.open(labproto.Hello{Session: p.session}).refused(); r.Code != labproto.CodeExpired {
		t.Errorf("%+v", r)
	}
}

func TestMalformedFramesAreToldAndSurvived(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	for _, b := range [][]byte{nil, {1, 2, 3}, labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameReady})} {
		if err := p.ws.WriteMessage(websocket.BinaryMessage, b); err != nil {
			t.Fatal(err)
		}
		if r := p.refused(); r.Code != labproto.CodeFrame {
			t.Errorf("%x: %+v", b, r)
		}
	}
	if err := p.ws.WriteMessage(websocket.TextMessage, []byte("hi")); err != nil {
		t.Fatal(err)
	}
	if r := p.refused(); r.Code != labproto.CodeFrame {
		t.Errorf("text: %+v", r)
	}
	bad := labproto.Run{ID: 5, Program: labproto.Program{Steps: []labproto.Step{{Actor: "a", Op: labproto.OpReceive}}}}
	p.send(labproto.FrameRun, bad.AppendPayload(nil))
	if r := p.refused(); r.Code != labproto.CodeProgram || r.Run != 5 || r.Path != "steps[0].size" {
		t.Errorf("%+v", r)
	}
	p.run(6)
	p.event(labproto.KindEnd)
	if err := p.ws.WriteMessage(websocket.BinaryMessage, make([]byte, labproto.MaxPayload+labproto.HeaderSize+1)); err != nil {
		t.Fatal(err)
	}
	_ = p.ws.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		if _, _, err := p.ws.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, websocket.CloseMessageTooBig, websocket.CloseNormalClosure) && !websocket.IsUnexpectedCloseError(err) {
				t.Errorf("after an oversized message: %v", err)
			}
			return
		}
	}
}

// TestResumeLosesAndRepeatsNothing cuts the connection after every few frames.
// Frame numbers are checked by next; event numbers here.
func TestResumeLosesAndRepeatsNothing(t *testing.T) {
	const events = 300
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		for i := range uint32(events) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: i + 1, Kind: labproto.KindNote, Step: -1})
		}
		_ = m.Event(labproto.Event{Run: r.ID, Seq: events + 1, Kind: labproto.KindEnd, Step: -1})
	}}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	seen := uint32(0)
	for cut := 1; ; cut++ {
		for range cut % 17 {
			f := p.next()
			if f.Type != labproto.FrameEvent {
				continue
			}
			e, err := labproto.ParseEvent(f.Payload)
			if err != nil || e.Seq != seen+1 {
				t.Fatalf("event %d follows %d: %v", e.Seq, seen, err)
			}
			if seen = e.Seq; e.Kind == labproto.KindEnd {
				return
			}
		}
		old := p
		old.ws.Close()
		p = w.welcome(labproto.Hello{Session: old.session, LastSeq: old.last})
		if p.session != old.session {
			t.Fatal("another session")
		}
	}
}

func TestSecondConnectionReplacesFirst(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	w.welcome(labproto.Hello{Session: p.session})
	_ = p.ws.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		_, _, err := p.ws.ReadMessage()
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			if closed.Text != labproto.CodeReplaced {
				t.Errorf("closed with %q", closed.Text)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestPanicGivesTheOopsAndANewMachine(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		_ = m.Event(labproto.Event{Run: r.ID, Seq: 1, Kind: labproto.KindStart, Step: -1})
		go m.End(sandbox.CausePanic, "BUG: kernel NULL pointer dereference")
	}}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	if e := p.event(labproto.KindPanic); e.Seq != 2 || !strings.Contains(e.Text, "NULL pointer") {
		t.Errorf("%+v", e)
	}
	if e := p.event(labproto.KindEnd); e.Seq != 3 || e.Name != labproto.EndPanic {
		t.Errorf("%+v", e)
	}
	p.until(func(f labproto.Frame) bool {
		st, err := labproto.ParseStatus(f.Payload)
		return f.Type == labproto.FrameStatus && err == nil && st.State == labproto.StateReady && st.Machine == 2
	})
}

func TestGuestGarbageEndsTheMachineOnly(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		_ = m.Event(labproto.Event{Run: r.ID + 1, Seq: 1, Kind: labproto.KindStart, Step: -1})
	}}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	if e := p.event(labproto.KindEnd); e.Name != labproto.EndBadResult {
		t.Errorf("%+v", e)
	}
	p.send(labproto.FramePing, []byte("still here"))
	p.until(func(f labproto.Frame) bool { return f.Type == labproto.FramePong })
}

func TestQueueAndReset(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 1})
	first := w.welcome(labproto.Hello{})
	first.run(1)
	first.event(labproto.KindEnd)
	second := w.welcome(labproto.Hello{})
	second.run(1)
	second.until(func(f labproto.Frame) bool {
		st, err := labproto.ParseStatus(f.Payload)
		return f.Type == labproto.FrameStatus && err == nil && st.State == labproto.StateQueued && st.Position == 1
	})
	third := w.welcome(labproto.Hello{})
	third.run(1)
	if r := third.refused(); r.Code != labproto.CodeFull || r.Run != 1 {
		t.Errorf("%+v", r)
	}
	first.send(labproto.FrameReset, nil)
	second.event(labproto.KindEnd)
}

func TestIdleMachineIsRetired(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Idle: 50 * time.Millisecond}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	p.until(func(f labproto.Frame) bool {
		st, err := labproto.ParseStatus(f.Payload)
		return f.Type == labproto.FrameStatus && err == nil && st.State == labproto.StateEnded && st.Code == labproto.EndedIdle
	})
	p.run(2)
	p.event(labproto.KindEnd)
}

func TestGraceEndsASession(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Grace: 20 * time.Millisecond}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	p.event(labproto.KindEnd)
	p.ws.Close()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 10000 {
		if w.hub.Sessions() == 0 {
			return
		}
		<-tick.C
	}
	t.Error("the session is still there")
}

func TestSlowPageIsLetGo(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		for i := range uint32(600) {
			e := labproto.Event{Run: r.ID, Seq: i + 1, Kind: labproto.KindReceived, Step: -1, Data: make([]byte, 60000)}
			if m.Event(e) != nil {
				return
			}
		}
	}}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 20000 {
		if w.hub.Sessions() == 0 {
			return
		}
		<-tick.C
	}
	t.Error("the session is still there")
}

func TestFloodEndsTheConnection(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	frame := labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FramePing})
	for range 10 * frameBurst {
		if err := p.ws.WriteMessage(websocket.BinaryMessage, frame); err != nil {
			break
		}
	}
	_ = p.ws.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		_, _, err := p.ws.ReadMessage()
		var closed *websocket.CloseError
		if errors.As(err, &closed) && closed.Text == labproto.CodeRate {
			return
		}
		if err != nil {
			if !strings.Contains(err.Error(), "reset") && !errors.As(err, &closed) {
				t.Errorf("ended with %v", err)
			}
			return
		}
	}
}

func TestNoMachines(t *testing.T) {
	h := New(nil, Options{})
	mux := http.NewServeMux()
	mux.Handle("GET /ws", h)
	server := httptest.NewServer(mux)
	defer server.Close()
	defer h.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Origin": {server.URL}, "Cookie": {cookieName + "=abc"}}
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+u.Host+"/ws", header)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	p := &page{t: t, ws: ws}
	hello := labproto.Hello{Token: h.tokens.sign("abc")}
	p.send(labproto.FrameHello, hello.AppendPayload(nil))
	p.run(3)
	if r := p.refused(); r.Code != labproto.CodeNoSandbox || r.Run != 3 {
		t.Errorf("%+v", r)
	}
}
