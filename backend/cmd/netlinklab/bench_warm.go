// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/hub"
	"netlinklab/backend/module"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/backend/web"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// benchLimit is how long one session of the benchmark may take.
const benchLimit = 30 * time.Second

// benchWarm measures n first runs of n sessions, each with a warm machine.
func benchWarm(ctx context.Context, host *qemu.Host, n int, progress benchProgress) (took []time.Duration, err error) {
	pool := sandbox.NewPool(host, sandbox.PoolOptions{Warm: 1, Max: 2, MaxQueue: 1})
	// A session that is over gives its machine back at once.
	h := hub.New(pool, hub.Options{Grace: time.Millisecond})
	defer func() { err = errors.Join(err, h.Close(), pool.Close()) }()
	all, err := lessons.Load(lessons.FS(), module.Sources())
	if err != nil {
		return nil, err
	}
	handler, err := web.New(web.Options{Lessons: all, Hub: h, Health: func() web.Health { return web.Health{Status: web.StatusOK} }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		h.Close()
		server.Close()
		<-served
	}()
	for i := range n {
		progress("sessions with warm machines", i, n)
		if err := poolWarm(ctx, pool); err != nil {
			return nil, err
		}
		d, err := benchSession(ctx, listener.Addr().String())
		if err != nil {
			return nil, fmt.Errorf("session: %w", err)
		}
		took = append(took, d)
	}
	progress("sessions with warm machines", n, n)
	return took, nil
}

// poolWarm waits until the pool has its machine and nothing left to do.
func poolWarm(ctx context.Context, pool *sandbox.Pool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		st := pool.Stats()
		switch {
		case st.Warm == 1 && st.Live == 1 && st.Starting == 0:
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

// benchSession opens a session as a page does, and gives the time from its
// first run to the reply.
func benchSession(ctx context.Context, addr string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, benchLimit)
	defer cancel()
	run, err := benchRun()
	if err != nil {
		return 0, err
	}
	ws, err := dialPage(ctx, addr)
	if err != nil {
		return 0, err
	}
	defer ws.Close()
	stop := context.AfterFunc(ctx, func() { ws.Close() })
	defer stop()
	began := time.Now()
	if err := ws.WriteMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, run)); err != nil {
		return 0, err
	}
	for {
		f, err := readPage(ws)
		if err != nil {
			return 0, err
		}
		if f.Type == labproto.FrameStatus {
			continue
		}
		e, err := sandbox.RunEvent(f)
		if err != nil {
			return 0, err
		}
		if reply, err := isReply(e); reply || err != nil {
			return time.Since(began), err
		}
	}
}

// dialPage gets a token, connects and says hello.
func dialPage(ctx context.Context, addr string) (*websocket.Conn, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	site := url.URL{Scheme: "http", Host: addr}
	client := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, site.String()+"/api/session", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Origin", site.String())
	res, err := client.Do(req)
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
	dialer := websocket.Dialer{Jar: jar, HandshakeTimeout: benchLimit}
	ws, _, err := dialer.DialContext(ctx, "ws://"+addr+"/ws", http.Header{"Origin": {site.String()}})
	if err != nil {
		return nil, err
	}
	hello := labproto.Hello{Token: answer.Token}
	err = ws.WriteMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameHello, Payload: hello.AppendPayload(nil)}))
	if err == nil {
		var f labproto.Frame
		if f, err = readPage(ws); err == nil && f.Type != labproto.FrameWelcome {
			err = fmt.Errorf("the server's first frame was %s", f.Type)
		}
	}
	if err != nil {
		ws.Close()
		return nil, err
	}
	return ws, nil
}

// readPage reads one frame.
func readPage(ws *websocket.Conn) (labproto.Frame, error) {
	_, b, err := ws.ReadMessage()
	if err != nil {
		return labproto.Frame{}, err
	}
	return labproto.ParseFrame(b)
}
