// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

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
}

func TestOversizedMessageEndsTheConnection(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	if err := p.ws.WriteMessage(websocket.BinaryMessage, make([]byte, labproto.MaxPayload+labproto.HeaderSize+1)); err != nil {
		t.Fatal(err)
	}
	if c := p.closed(); c.Code != websocket.CloseMessageTooBig {
		t.Errorf("%v", c)
	}
	again := w.welcome(labproto.Hello{Session: p.session})
	again.run(1)
	again.event(labproto.KindEnd)
}

// TestFirstFrames sends what is no Hello.
func TestFirstFrames(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	hello := labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameHello})
	newer := append([]byte(nil), hello...)
	newer[5]++
	for name, try := range map[string]struct {
		kind int
		b    []byte
		code string
	}{
		"text":            {websocket.TextMessage, hello, labproto.CodeFrame},
		"empty":           {websocket.BinaryMessage, nil, labproto.CodeFrame},
		"cut":             {websocket.BinaryMessage, hello[:7], labproto.CodeFrame},
		"run":             {websocket.BinaryMessage, labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameRun}), labproto.CodeFrame},
		"field":           {websocket.BinaryMessage, labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameHello, Payload: []byte{1, 200}}), labproto.CodeFrame},
		"another version": {websocket.BinaryMessage, newer, labproto.CodeVersion},
		"no token":        {websocket.BinaryMessage, hello, labproto.CodeToken},
	} {
		t.Run(name, func(t *testing.T) {
			ws, _, err := w.dial(w.server.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer ws.Close()
			p := &page{t: t, ws: ws}
			if err := ws.WriteMessage(try.kind, try.b); err != nil {
				t.Fatal(err)
			}
			if r := p.refused(); r.Code != try.code || r.Text == "" {
				t.Errorf("%+v", r)
			}
			if c := p.closed(); c.Code != websocket.ClosePolicyViolation || c.Text != try.code {
				t.Errorf("%v", c)
			}
		})
	}
	if n := w.hub.Sessions(); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

func TestSilentConnectionIsLetGo(t *testing.T) {
	w := newImpatientWorld(t, &sandboxtest.Starter{}, Options{}, roomy, func(h *Hub) { h.helloLimit = 20 * time.Millisecond })
	ws, _, err := w.dial(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	(&page{t: t, ws: ws}).closed()
}

// TestPings keeps a page that answers, well past the limit of one that does not.
func TestPings(t *testing.T) {
	w := newImpatientWorld(t, &sandboxtest.Starter{}, Options{Grace: time.Millisecond}, roomy, func(h *Hub) {
		h.pingEvery, h.pongLimit = 40*time.Millisecond, time.Second
	})
	p := w.welcome(labproto.Hello{})
	pings := 0
	answer := p.ws.PingHandler()
	p.ws.SetPingHandler(func(data string) error {
		if pings++; pings == 50 {
			return errEnough
		}
		return answer(data)
	})
	_ = p.ws.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, _, err := p.ws.ReadMessage(); !errors.Is(err, errEnough) {
		t.Fatalf("after %d pings: %v", pings, err)
	}
	if w.hub.Sessions() != 1 {
		t.Error("the session of a page that answered is gone")
	}
	w.alone() // it reads no more, so it answers no more
}

var errEnough = errors.New("enough pings")

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

// TestMachinesAreLate runs before it is known whether the server has machines,
// and learns the reason when there are none.
func TestMachinesAreLate(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	late := New(nil, Options{})
	server := httptest.NewServer(late)
	defer server.Close()
	defer late.Close()
	open := func() *page {
		header := http.Header{"Origin": {server.URL}, "Cookie": {cookieName + "=abc"}}
		ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), header)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ws.Close() })
		p := &page{t: t, ws: ws}
		hello := labproto.Hello{Token: late.tokens.sign("abc")}
		p.send(labproto.FrameHello, hello.AppendPayload(nil))
		return p
	}
	p := open()
	p.run(3)
	p.status(labproto.StateStarting)
	p.send(labproto.FrameStop, nil)
	p.status(labproto.StateNone)
	p.run(4)
	p.status(labproto.StateStarting)
	late.Refuse("no guest image has been built")
	if r := p.refused(); r.Code != labproto.CodeNoSandbox || r.Run != 4 || !strings.Contains(r.Text, "image") {
		t.Errorf("%+v", r)
	}
	late.Use(w.pool)
	p.run(5)
	if e := p.event(labproto.KindEnd); e.Run != 5 {
		t.Errorf("%+v", e)
	}
}
