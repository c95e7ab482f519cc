// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/hub"
	"netlinklab/backend/module"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/web"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// unruly is a page of the chaos test, and what it has done so far.
type unruly struct {
	addr string
	ws   *websocket.Conn
	done *atomic.Int64
}

func (u *unruly) send(t labproto.FrameType, payload []byte) error {
	return u.ws.WriteMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, labproto.Frame{Type: t, Payload: payload}))
}

func (u *unruly) run(id uint32, steps string) error {
	p, err := labproto.ParseProgramJSON([]byte(steps))
	if err != nil {
		return err
	}
	r := labproto.Run{ID: id, Program: p}
	return u.send(labproto.FrameRun, r.AppendPayload(nil))
}

// until reads up to a frame that accept takes.
func (u *unruly) until(accept func(labproto.Frame) bool) error {
	for {
		f, err := readPage(u.ws)
		if err != nil {
			return err
		}
		if accept(f) {
			return nil
		}
	}
}

// habits are what unruly pages do, over and over. An error is the end of a
// connection: they come back.
var habits = map[string]func(u *unruly, n uint32) error{
	"stops in the middle": func(u *unruly, n uint32) error {
		err := u.run(n, `{"timeout_ms":60000,"steps":[{"actor":"a","op":"open","protocol":30},{"actor":"a","op":"receive","size":100}]}`)
		if err == nil {
			err = u.until(func(f labproto.Frame) bool {
				e, err := labproto.ParseEvent(f.Payload)
				return over(f) || f.Type == labproto.FrameEvent && err == nil && e.Name == "recvmsg"
			})
		}
		if err == nil {
			err = u.send(labproto.FrameStop, nil)
		}
		if err == nil {
			err = u.until(over)
		}
		return err
	},
	"resets": func(u *unruly, n uint32) error {
		if err := u.send(labproto.FrameReset, nil); err != nil {
			return err
		}
		return u.until(func(f labproto.Frame) bool {
			s, err := labproto.ParseStatus(f.Payload)
			return f.Type == labproto.FrameStatus && err == nil && s.State == labproto.StateReady
		})
	},
	"comes and goes": func(u *unruly, n uint32) error {
		if err := u.run(n, benchProgram); err != nil {
			return err
		}
		return errors.New("gone again")
	},
	"sends nonsense": func(u *unruly, n uint32) error {
		bad := labproto.Run{ID: n, Program: labproto.Program{Steps: []labproto.Step{{Actor: "a", Op: labproto.OpReceive}}}}
		if err := u.send(labproto.FrameRun, bad.AppendPayload(nil)); err != nil {
			return err
		}
		if err := u.ws.WriteMessage(websocket.BinaryMessage, []byte("nonsense")); err != nil {
			return err
		}
		return u.until(over)
	},
	"floods": func(u *unruly, n uint32) error {
		for range 200 {
			if err := u.send(labproto.FramePing, []byte("x")); err != nil {
				return err
			}
		}
		return u.until(func(labproto.Frame) bool { return false })
	},
	"crashes its kernel": func(u *unruly, n uint32) error {
		err := u.run(n, `{"steps":[{"actor":"a","op":"unload","name":"netlink_test"},{"actor":"a","op":"load","name":"netlink_test","params":"bugs=1"},
		 {"actor":"a","op":"open","protocol":30},{"actor":"a","op":"send","data":"10000000 1200 0000 00000000 00000000"}]}`)
		if err == nil {
			err = u.until(over)
		}
		return err
	},
	"reads nothing": func(u *unruly, n uint32) error {
		if err := u.run(n, `{"timeout_ms":3000,"steps":[{"actor":"a","op":"read","name":"/proc/kallsyms"}]}`); err != nil {
			return err
		}
		time.Sleep(time.Second) // that is its habit
		return nil
	},
	"keeps a processor busy": func(u *unruly, n uint32) error {
		err := u.run(n, `{"timeout_ms":2000,"steps":[{"actor":"a","op":"open","protocol":0},
		 {"actor":"a","op":"send","data":"14000000 1200 0503 01000000 00000000 00000000"},{"actor":"a","op":"receive","size":60000,"count":20000,"ms":1000}]}`)
		if err == nil {
			err = u.until(over)
		}
		return err
	},
}

// misbehave follows a habit until ctx ends.
func (u *unruly) misbehave(ctx context.Context, habit func(*unruly, uint32) error) {
	for n := uint32(1); ctx.Err() == nil; n++ {
		if u.ws == nil {
			ws, err := dialPage(ctx, u.addr)
			if err != nil {
				continue
			}
			u.ws = ws
			context.AfterFunc(ctx, func() { ws.Close() })
		}
		_ = u.ws.SetReadDeadline(time.Now().Add(benchLimit))
		if err := habit(u, n); err != nil {
			u.ws.Close()
			u.ws = nil
		}
		u.done.Add(1)
	}
	if u.ws != nil {
		u.ws.Close()
	}
}

// TestNinthLearner lets eight pages misbehave at once, each in its own way, and
// a ninth do its lesson: all its runs are answered, and when all have left
// nothing is left of them. The times are told, not judged.
func TestNinthLearner(t *testing.T) {
	host := onBed(t).host
	pool := sandbox.NewPool(host, sandbox.PoolOptions{Warm: 2, Max: 12, MaxQueue: 20})
	h := hub.New(pool, hub.Options{Grace: 100 * time.Millisecond})
	all, err := lessons.Load(lessons.FS(), module.Sources())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := web.New(web.Options{Lessons: all, Hub: h, Health: func() web.Health { return web.Health{Status: web.StatusOK} }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	defer http.DefaultClient.CloseIdleConnections()
	addr := server.Listener.Addr().String()
	quiet := lesson(t, addr, 20)

	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	done := map[string]*atomic.Int64{}
	for name, habit := range habits {
		count := new(atomic.Int64)
		done[name] = count
		work.Go(func() { (&unruly{addr: addr, done: count}).misbehave(ctx, habit) })
	}
	loud := lesson(t, addr, 60)
	cancel()
	work.Wait()
	for name, n := range done {
		t.Logf("one %s: %d times", name, n.Load())
		if n.Load() == 0 {
			t.Errorf("the page that %s never did", name)
		}
	}
	t.Logf("first reply alone: p50 %v p95 %v; beside the others: p50 %v p95 %v",
		percentile(quiet, 50), percentile(quiet, 95), percentile(loud, 50), percentile(loud, 95))
	if err := errors.Join(h.Close(), pool.Close()); err != nil {
		t.Error(err)
	}
	if st := pool.Stats(); st.Live != 0 {
		t.Errorf("%d machines are left", st.Live)
	}
}

// lesson is a well-behaved page: runs, one after the other, each with its reply.
func lesson(t *testing.T, addr string, runs uint32) []time.Duration {
	t.Helper()
	ws, err := dialPage(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	u := &unruly{ws: ws}
	var took []time.Duration
	for n := range runs {
		_ = ws.SetReadDeadline(time.Now().Add(benchLimit))
		began := time.Now()
		if err := u.run(n+1, benchProgram); err != nil {
			t.Fatal(err)
		}
		var events []labproto.Event
		err := u.until(func(f labproto.Frame) bool {
			e, err := labproto.ParseEvent(f.Payload)
			if f.Type != labproto.FrameEvent || err != nil {
				return false
			}
			events = append(events, e)
			if reply, err := isReply(e); err != nil && len(took) <= int(n) {
				t.Fatalf("run %d: %v\n%s", n+1, err, (&labproto.Transcript{Events: events}).AppendJSON(nil))
			} else if reply && e.Run == n+1 {
				took = append(took, time.Since(began))
			}
			return e.Kind == labproto.KindEnd
		})
		if err != nil {
			t.Fatal(fmt.Errorf("run %d: %w", n+1, err))
		}
	}
	return took
}
