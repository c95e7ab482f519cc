// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/compile"
	"netlinklab/backend/hub"
	"netlinklab/backend/module"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu/qemutest"
	"netlinklab/backend/web"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// register notes the machines that a starter has started.
type register struct {
	sandbox.Starter
	mu   sync.Mutex
	pids []int
}

func (r *register) Start(ctx context.Context) (sandbox.Machine, error) {
	m, err := r.Starter.Start(ctx)
	if err == nil {
		r.mu.Lock()
		r.pids = append(r.pids, m.Info().PID)
		r.mu.Unlock()
	}
	return m, err
}

// abused is a site whose learners' code is compiled and run.
type abused struct {
	addr     string
	compiler *compile.Compiler
	pool     *sandbox.Pool
}

// newAbused makes one. When the test has ended nothing may be left of it: no
// machine, no process, no file.
func newAbused(t *testing.T) *abused {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("boots machines; set NETLINKLAB_VM=1 to ask for it")
	}
	c := onBed(t).compiler // which has been made before what is left is looked for
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	host := qemutest.Host(t)
	all, err := lessons.Load(lessons.FS(), module.Sources())
	if err != nil {
		t.Fatal(err)
	}
	started := &register{Starter: host}
	pool := sandbox.NewPool(started, sandbox.PoolOptions{Warm: 2, Max: 12, MaxQueue: 20})
	b := &boxes{compiler: c}
	h := hub.New(pool, hub.Options{Grace: 100 * time.Millisecond, Files: b.binary, Explain: b.explain})
	handler, err := web.New(web.Options{Lessons: all, Hub: h, Log: slog.New(slog.DiscardHandler),
		Health:  func() web.Health { return web.Health{Status: web.StatusOK} },
		Compile: &compile.Site{Source: b.compilers, Learner: h.Learner, Log: slog.New(slog.DiscardHandler)}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		err := h.Close()
		server.Close()
		http.DefaultClient.CloseIdleConnections()
		if err = errors.Join(err, pool.Close(), host.Close()); err != nil {
			t.Error(err)
		}
		for _, pid := range started.pids {
			if !gone(pid) {
				t.Errorf("process %d is left", pid)
			}
		}
		left, err := os.ReadDir(temp)
		if err != nil || len(left) > 0 {
			t.Errorf("files are left: %v, %v", left, err)
		}
	})
	return &abused{server.Listener.Addr().String(), c, pool}
}

// compiled compiles without a page.
func (s *abused) compiled(ctx context.Context, kind compile.Kind, main, name, source string) (string, error) {
	r, err := s.compiler.Compile(ctx, compile.Job{Kind: kind, Main: main, Name: name, Files: map[string][]byte{main: []byte(source)}}, nil)
	if err == nil && !r.OK() {
		err = fmt.Errorf("%v %s", r.Diagnostics, r.Rest)
	}
	return r.ID, err
}

// gone waits for a process that was killed: the last to know of it is its parent.
func gone(pid int) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		if _, err := os.Stat(fmt.Sprint("/proc/", pid)); err != nil {
			return true
		}
		<-tick.C
	}
	return false
}

func (s *abused) page(t *testing.T) *unruly {
	t.Helper()
	ws, err := dialPage(t.Context(), s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return &unruly{addr: s.addr, ws: ws}
}

// TestCodeAbuse runs what people write who want to break something: each run has
// its end and its reasons, the next one of the same learner is answered, and
// another learner's meanwhile.
func TestCodeAbuse(t *testing.T) {
	site := newAbused(t)
	for name, a := range abuses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, err := a.steps(t.Context(), site.compiled)
			if err != nil {
				t.Fatal(err)
			}
			u := site.page(t)
			var events []labproto.Event
			var failed error
			var work sync.WaitGroup
			began, ended := time.Now(), time.Time{}
			work.Go(func() {
				events, failed = takeRun(u.ws, 1, steps, a.asksToStop)
				ended = time.Now()
			})
			lesson(t, site.addr, 2)
			work.Wait()
			if failed != nil {
				t.Fatal(failed)
			}
			notes, exit, kind := map[string]bool{}, "", ""
			for _, e := range events {
				switch e.Kind {
				case labproto.KindNote:
					notes[e.Name] = true
					if e.Name == labproto.NoteOops {
						kind = e.Arg("kind")
					}
				case labproto.KindExit:
					exit = e.Name
				}
			}
			if end := events[len(events)-1].Name; !slices.Contains(a.ends, end) {
				t.Errorf("it ends with %q, not one of %q", end, a.ends)
			}
			if a.note != "" && !notes[a.note] || kind != string(a.oops) && a.oops != "" || exit != a.exit && a.exit != "" {
				t.Errorf("remarks %v, bug %q, program killed by %q\n%s", notes, kind, exit, (&labproto.Transcript{Events: events[max(0, len(events)-12):]}).AppendJSON(nil))
			}
			again, err := labproto.ParseProgramJSON([]byte(benchProgram))
			if err != nil {
				t.Fatal(err)
			}
			if events, err := takeRun(u.ws, 2, again, nil); err != nil || events[len(events)-1].Name != labproto.EndDone {
				t.Errorf("its next run: %v, %+v", err, events)
			}
			t.Logf("its end came after %v, the next run's %v later", ended.Sub(began).Round(time.Millisecond), time.Since(ended).Round(time.Millisecond))
		})
	}
	t.Run("thousands of clicks", func(t *testing.T) {
		t.Parallel()
		clicks(t, site)
	})
}

// clicks presses Run and Stop without a pause until the server has had enough of
// that connection; the learner's next page works.
func clicks(t *testing.T, site *abused) {
	u := site.page(t)
	_ = u.ws.SetReadDeadline(time.Now().Add(benchLimit))
	for n := range uint32(4000) {
		if u.run(n+1, benchProgram) != nil || u.send(labproto.FrameStop, nil) != nil {
			break // the connection is over
		}
	}
	err := u.until(func(labproto.Frame) bool { return false })
	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != websocket.ClosePolicyViolation || closed.Text != labproto.CodeRate {
		t.Errorf("the connection ended with %v", err)
	}
	lesson(t, site.addr, 3)
}
