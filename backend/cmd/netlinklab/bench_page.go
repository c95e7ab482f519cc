// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/wasm/labproto"
)

// page is a page of a site as the server sees one.
type page struct {
	ws      *websocket.Conn
	client  *http.Client
	token   string
	replied time.Time // when the last run's reply was read
}

// openPage gets a token, connects and says hello.
func openPage(ctx context.Context, addr string) (*page, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	site := url.URL{Scheme: "http", Host: addr}
	p := &page{client: &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, site.String()+"/api/session", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Origin", site.String())
	res, err := p.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer struct {
		Token string `json:"token"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 4096)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("session token (%s): %w", res.Status, err)
	}
	p.token = answer.Token
	dialer := websocket.Dialer{Jar: jar, HandshakeTimeout: benchLimit}
	if p.ws, _, err = dialer.DialContext(ctx, "ws://"+addr+"/ws", http.Header{"Origin": {site.String()}}); err != nil {
		return nil, err
	}
	hello := labproto.Hello{Token: p.token}
	if err = p.send(labproto.FrameHello, hello.AppendPayload(nil)); err == nil {
		var f labproto.Frame
		if f, err = readPage(p.ws); err == nil && f.Type != labproto.FrameWelcome {
			err = fmt.Errorf("the server's first frame was %s", f.Type)
		}
	}
	if err != nil {
		p.ws.Close()
		return nil, err
	}
	return p, nil
}

// readPage reads one frame.
func readPage(ws *websocket.Conn) (labproto.Frame, error) {
	_, b, err := ws.ReadMessage()
	if err != nil {
		return labproto.Frame{}, err
	}
	return labproto.ParseFrame(b)
}

func (p *page) send(t labproto.FrameType, payload []byte) error { return sendFrame(p.ws, t, payload) }

// sendFrame writes one frame.
func sendFrame(ws *websocket.Conn, t labproto.FrameType, payload []byte) error {
	return ws.WriteMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, labproto.Frame{Type: t, Payload: payload}))
}

// run takes a run to its end, and notes when the kernel's reply was read. A run
// that ends without one is an error.
func (p *page) run(id uint32, program labproto.Program) error {
	r := labproto.Run{ID: id, Program: program}
	if err := p.send(labproto.FrameRun, r.AppendPayload(nil)); err != nil {
		return err
	}
	var said []byte
	for answered := false; ; {
		f, err := readPage(p.ws)
		if err != nil {
			return err
		}
		switch f.Type {
		case labproto.FrameRefused:
			refused, err := labproto.ParseRefused(f.Payload)
			return fmt.Errorf("run %d was refused: %s: %s (%w)", id, refused.Code, refused.Text, err)
		case labproto.FrameEvent:
		default:
			continue
		}
		e, err := labproto.ParseEvent(f.Payload)
		switch {
		case err != nil:
			return err
		case e.Kind == labproto.KindReceived && !answered:
			p.replied, answered = time.Now(), true
		case e.Kind == labproto.KindOutput || e.Kind == labproto.KindLog:
			said = append(append(said, e.Data...), e.Text...)
		case e.Kind == labproto.KindEnd && !answered:
			return fmt.Errorf("run %d ended (%s) without a reply: %s", id, e.Name, said)
		case e.Kind == labproto.KindEnd:
			return nil
		}
	}
}
