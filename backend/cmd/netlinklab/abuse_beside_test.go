// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/compile"
	"netlinklab/backend/hub"
	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

const (
	// besideSamples is how many first replies are measured, alone and beside.
	besideSamples = 10
	// besideLimit ends a measurement once there are besideLeast; what was
	// measured by then counts.
	besideLimit = 20 * time.Second
	besideLeast = 3
	// abuserTabs run what is to break something, and one more clicks. Together
	// they leave the pool some machines for others.
	abuserTabs = 7
)

// abuser is one learner, with one cookie and as many tabs as it needs.
type abuser struct {
	site *abused
	page *page // whose cookie and token all tabs have

	mu   sync.Mutex
	done map[string]int
}

func (a *abuser) count(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done[name]++
}

// tab opens one more connection of the same learner.
func (a *abuser) tab(ctx context.Context) (*unruly, error) {
	dialer := websocket.Dialer{Jar: a.page.client.Jar, HandshakeTimeout: benchLimit}
	ws, _, err := dialer.DialContext(ctx, "ws://"+a.site.addr+"/ws", http.Header{"Origin": {"http://" + a.site.addr}})
	if err != nil {
		return nil, err
	}
	u := &unruly{addr: a.site.addr, ws: ws}
	hello := labproto.Hello{Token: a.page.token}
	if err := u.send(labproto.FrameHello, hello.AppendPayload(nil)); err != nil {
		ws.Close()
		return nil, err
	}
	return u, nil
}

// again does something in a tab, over and over, and opens a new one when the
// server has had enough of it.
func (a *abuser) again(ctx context.Context, does func(u *unruly, n uint32) error) {
	var u *unruly
	for n := uint32(1); ctx.Err() == nil; n++ {
		if u == nil {
			var err error
			if u, err = a.tab(ctx); err != nil {
				u = nil
				continue
			}
			ws := u.ws
			context.AfterFunc(ctx, func() { ws.Close() })
		}
		if err := does(u, n); err != nil {
			u.ws.Close()
			u = nil
		}
	}
	if u != nil {
		u.ws.Close()
	}
}

// click presses Run and Stop as fast as the connection takes it, until it is over.
func click(u *unruly, _ uint32) error {
	for n := uint32(1); ; n++ {
		if err := errors.Join(u.run(n, benchProgram), u.send(labproto.FrameStop, nil)); err != nil {
			return err
		}
	}
}

// endless includes itself more often than anything can wait for.
const endless = "#if __INCLUDE_LEVEL__ < 150\n#include \"" + labProgram + "\"\n#include \"" + labProgram + "\"\n#endif\n"

// compiles posts sources, none of which is known, without a pause.
func (a *abuser) compiles(ctx context.Context, kind, main, source string) {
	for n := 0; ctx.Err() == nil; n++ {
		body, err := json.Marshal(map[string]any{"kind": kind, "main": main, "files": map[string]string{main: fmt.Sprintf("#define N %d\n%s", n, source)}})
		if err != nil {
			panic(err) // strings have JSON
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+a.site.addr+"/api/compile", strings.NewReader(string(body)))
		if err != nil {
			panic(err) // the address is good
		}
		req.Header.Set("Origin", "http://"+a.site.addr)
		req.Header.Set(hub.TokenHeader, a.page.token)
		res, err := a.page.client.Do(req)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, res.Body) // its end is the job's
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			a.count("compiles " + kind)
		}
	}
}

// TestBesideCodeAbuse has one learner do all of it at once, in several tabs, and
// compile without a pause, while others open a page and run a lesson: each is
// answered. How long their first reply takes is told in relation to a quiet
// server, and not judged: the ratio is one of a machine that may do something else
// too. Where machines start more slowly than the abuser uses them up none gets
// warm: the others wait in the queue then.
func TestBesideCodeAbuse(t *testing.T) {
	site := newAbused(t)
	names := slices.Sorted(maps.Keys(abuses))
	var programs []labproto.Program
	var kinds []abuse
	for _, name := range names {
		a := abuses[name]
		kinds, programs = append(kinds, a), append(programs, a.steps(t, site.compiler))
	}
	quiet := site.firstReplies(t)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p, err := openPage(ctx, site.addr)
	if err != nil {
		t.Fatal(err)
	}
	p.ws.Close()
	a := &abuser{site: site, page: p, done: map[string]int{}}
	var work sync.WaitGroup
	for tab := range abuserTabs {
		work.Go(func() {
			next := tab * len(names) / abuserTabs
			a.again(ctx, func(u *unruly, n uint32) error {
				i := next % len(names)
				next++
				_, err := u.events(n, programs[i], kinds[i].asksToStop)
				if err == nil {
					a.count(names[i])
				}
				return err
			})
		})
	}
	work.Go(func() {
		a.again(ctx, func(u *unruly, n uint32) error {
			a.count("clicks until it is thrown out")
			return click(u, n)
		})
	})
	work.Go(func() { a.compiles(ctx, compile.Program.String(), labProgram, endless) })
	work.Go(func() { a.compiles(ctx, compile.Module.String(), labModule, moduleThat("\tpr_info(\"%d\\n\", N);")) })
	beside := site.firstReplies(t)
	cancel()
	work.Wait()
	t.Logf("meanwhile it did: %v", a.done)
	if len(a.done) == 0 {
		t.Error("the learner who abuses all has done nothing")
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("first reply alone: %v; beside: %v; that is %.1f times the p95; load %s", quiet, beside, float64(beside.p95())/float64(quiet.p95()), load)
}

// replies are the times that learners waited for the first reply of their runs.
type replies struct {
	warm   []time.Duration // with a warm machine in the pool
	waits  []time.Duration // until the pool had that machine, before the run
	queued []time.Duration // with none, the wait in the queue included
}

// p95 is that of all first replies.
func (r replies) p95() time.Duration { return percentile(slices.Concat(r.warm, r.queued), 95) }

func (r replies) String() string {
	var all []string
	for _, of := range []struct {
		name string
		took []time.Duration
	}{{"on a warm machine", r.warm}, {"which was waited for", r.waits}, {"by way of the queue", r.queued}} {
		if len(of.took) > 0 {
			all = append(all, fmt.Sprintf("%s (n %d) p50 %v p95 %v", of.name, len(of.took), percentile(of.took, 50), percentile(of.took, 95)))
		}
	}
	return strings.Join(all, ", ")
}

// firstReplies opens pages, one after the other, each of a learner of its own,
// as soon as the pool has a warm machine, and runs what is in them. After
// besideLimit nobody waits for a warm machine any more.
func (s *abused) firstReplies(t *testing.T) (r replies) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), besideLimit)
	defer cancel()
	for len(r.warm)+len(r.queued) < besideLeast || len(r.warm) < besideSamples && ctx.Err() == nil {
		began := time.Now()
		late := awaitWarm(ctx, s.pool)
		waited := time.Since(began)
		took, err := benchSession(t.Context(), s.addr)
		switch {
		case err != nil:
			t.Fatalf("first run %d: %v", len(r.warm)+len(r.queued)+1, err)
		case late != nil:
			r.queued = append(r.queued, took)
		default:
			r.warm, r.waits = append(r.warm, took), append(r.waits, waited)
		}
	}
	return r
}

// awaitWarm waits until the pool has a warm machine.
func awaitWarm(ctx context.Context, pool *sandbox.Pool) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for pool.Stats().Warm == 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
