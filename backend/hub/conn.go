// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"netlinklab/wasm/labproto"
)

// conn is one websocket. Its reader is the request's goroutine; a second one
// writes.
type conn struct {
	hub     *Hub
	ws      *websocket.Conn
	request *http.Request
	once    sync.Once
	gone    chan struct{} // closed when the connection is over
	last    uint32        // the page's last frame, from its Hello
	code    int
	reason  string
}

// end closes the connection with a websocket status and one of the Code
// constants as its reason.
func (c *conn) end(status int, reason string) {
	c.once.Do(func() {
		c.code, c.reason = status, reason
		close(c.gone)
	})
	// The reader waits in a read; the writer sends the close frame.
	_ = c.ws.SetReadDeadline(time.Now())
}

func (c *conn) over() bool {
	select {
	case <-c.gone:
		return true
	default:
		return false
	}
}

func (c *conn) serve() {
	defer c.ws.Close()
	c.ws.SetReadLimit(labproto.HeaderSize + labproto.MaxPayload)
	_ = c.ws.SetReadDeadline(time.Now().Add(c.hub.helloLimit))
	s, code := c.hello()
	if code != "" {
		c.hub.refused.WithLabelValues(code).Inc()
		c.refuse(code)
		return
	}
	if !s.attach(c) {
		c.refuse(labproto.CodeExpired)
		return
	}
	var writer sync.WaitGroup
	writer.Go(func() { c.write(s.out) })
	c.read(s)
	c.end(websocket.CloseNormalClosure, "")
	writer.Wait()
	s.detach(c)
}

// refuse tells the page why it is not let in, before there is a session.
func (c *conn) refuse(code string) {
	r := labproto.Refused{Code: code, Text: texts[code]}
	frame := labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameRefused, Payload: r.AppendPayload(nil)})
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeLimit))
	_ = c.ws.WriteMessage(websocket.BinaryMessage, frame)
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.ClosePolicyViolation, code), time.Now().Add(writeLimit))
}

// hello reads the first frame and finds the session.
func (c *conn) hello() (*session, string) {
	kind, b, err := c.ws.ReadMessage()
	if err != nil || kind != websocket.BinaryMessage {
		return nil, labproto.CodeFrame
	}
	f, err := labproto.ParseFrame(b)
	switch {
	case err == labproto.ErrFrameVersion:
		return nil, labproto.CodeVersion
	case err != nil || f.Type != labproto.FrameHello:
		return nil, labproto.CodeFrame
	}
	hello, err := labproto.ParseHello(f.Payload)
	if err != nil {
		return nil, labproto.CodeFrame
	}
	if !c.hub.tokens.valid(c.request, hello.Token) {
		return nil, labproto.CodeToken
	}
	c.last = hello.LastSeq
	return c.hub.join(hello, cookieValue(c.request))
}

// read passes the page's frames to the session until the connection ends.
func (c *conn) read(s *session) {
	alive := func(string) error {
		err := c.ws.SetReadDeadline(time.Now().Add(c.hub.pongLimit))
		if c.over() { // end may have set its own, just before
			return c.ws.SetReadDeadline(time.Now())
		}
		return err
	}
	_ = alive("")
	c.ws.SetPongHandler(alive)
	bucket := rate.NewLimiter(framesPerSecond, frameBurst)
	for {
		kind, b, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		_ = alive("")
		if c.over() {
			return // what a connection says after its end counts no more
		}
		if kind != websocket.BinaryMessage {
			s.refuse(0, labproto.CodeFrame, "", "frames are binary messages")
			continue
		}
		if !bucket.Allow() {
			c.hub.refused.WithLabelValues(labproto.CodeRate).Inc()
			c.end(websocket.ClosePolicyViolation, labproto.CodeRate)
			c.drain()
			return
		}
		f, err := labproto.ParseFrame(b)
		if err != nil {
			s.refuse(0, labproto.CodeFrame, "", err.Error())
			continue
		}
		s.command(f)
	}
}

// drain reads on for a while after the connection's end: with something unread
// the kernel would reset the connection, and the reason would not arrive. It reads
// slowly, so that a page that goes on sending has to wait, and nobody else has.
func (c *conn) drain() {
	_ = c.ws.SetReadDeadline(time.Now().Add(closeLimit))
	tick := time.NewTicker(drainEvery)
	defer tick.Stop()
	for b := make([]byte, drainBytes); ; <-tick.C {
		if _, err := c.ws.NetConn().Read(b); err != nil {
			return
		}
	}
}

// write sends what the outbox has, and pings, until the connection ends.
func (c *conn) write(o *outbox) {
	ping := time.NewTicker(c.hub.pingEvery)
	defer ping.Stop()
	for {
		frames, over := o.take(c)
		for _, f := range frames {
			_ = c.ws.SetWriteDeadline(time.Now().Add(writeLimit))
			if err := c.ws.WriteMessage(websocket.BinaryMessage, f); err != nil {
				c.end(websocket.CloseAbnormalClosure, "")
				return
			}
		}
		if over {
			c.end(websocket.ClosePolicyViolation, labproto.CodeSlow)
		}
		select {
		case <-o.wake:
		case <-ping.C:
			if err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeLimit)); err != nil {
				c.end(websocket.CloseAbnormalClosure, "")
				return
			}
		case <-c.gone:
			o.signal() // what this connection did not send is the next one's
			msg := websocket.FormatCloseMessage(c.code, c.reason)
			_ = c.ws.WriteControl(websocket.CloseMessage, msg, time.Now().Add(time.Second))
			return
		}
	}
}

// texts are the English sentences of codes that the hub itself refuses with.
var texts = map[string]string{
	labproto.CodeVersion:   "this page speaks another version of the protocol; reload it",
	labproto.CodeFrame:     "this is not a frame of the protocol",
	labproto.CodeToken:     "the session's token is unknown here; reload the page",
	labproto.CodeFull:      "no sandbox is free and the queue is full; try again in a minute",
	labproto.CodeMachines:  "this browser has as many machines as one may have; close a tab with a lab",
	labproto.CodeNoSandbox: "this server has no working sandbox",
	labproto.CodeExpired:   "the session has ended; a new one starts",
	labproto.CodeBusy:      "a run is going on; stop it first",
	labproto.CodeRate:      "too many requests; wait a moment",
	labproto.CodeSlow:      "the page read too slowly for this run",
	labproto.CodeInternal:  "the server cannot do this now",
	labproto.CodeFile:      "what was compiled is not kept any more; compile it again",
}
