// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/compile"
	"netlinklab/wasm/labproto"
)

// abuserTabs run what is to break something, and one more clicks: as many as one
// learner may have machines.
const abuserTabs = 7

// abuser is one learner, with one cookie and as many tabs as it needs, who does
// everything at once.
type abuser struct {
	addr     string
	page     *page // whose cookie and token all tabs have
	names    []string
	programs []labproto.Program
	kinds    []abuse

	mu   sync.Mutex
	done map[string]int
}

// newAbuser compiles what is to be run.
func newAbuser(ctx context.Context, addr string) (*abuser, error) {
	p, err := openPage(ctx, addr)
	if err != nil {
		return nil, err
	}
	p.ws.Close()
	a := &abuser{addr: addr, page: p, done: map[string]int{}}
	all := abuses()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		kind := all[name]
		program, err := kind.steps(ctx, func(ctx context.Context, kind compile.Kind, main, name, source string) (string, error) {
			return postJob(ctx, addr, p, kind, main, name, source)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		a.names, a.programs, a.kinds = append(a.names, name), append(a.programs, program), append(a.kinds, kind)
	}
	return a, nil
}

// rage does all of it until ctx ends.
func (a *abuser) rage(ctx context.Context) {
	var work sync.WaitGroup
	for tab := range abuserTabs {
		work.Go(func() {
			next := tab * len(a.names) / abuserTabs
			a.again(ctx, func(ws *websocket.Conn, n uint32) error {
				i := next % len(a.names)
				next++
				_, err := takeRun(ws, n, a.programs[i], a.kinds[i].asksToStop)
				if err == nil {
					a.count(a.names[i])
				}
				return err
			})
		})
	}
	work.Go(func() {
		a.again(ctx, func(ws *websocket.Conn, _ uint32) error {
			a.count("clicks until it is thrown out")
			return click(ws)
		})
	})
	work.Go(func() { a.compiles(ctx, compile.Program, labProgram, "", endless) })
	work.Go(func() {
		a.compiles(ctx, compile.Module, labModule, labModuleName, moduleThat("\tpr_info(\"%d\\n\", N);"))
	})
	work.Wait()
}

func (a *abuser) count(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done[name]++
}

// tab opens one more connection of the same learner.
func (a *abuser) tab(ctx context.Context) (*websocket.Conn, error) {
	dialer := websocket.Dialer{Jar: a.page.client.Jar, HandshakeTimeout: benchLimit}
	ws, _, err := dialer.DialContext(ctx, "ws://"+a.addr+"/ws", http.Header{"Origin": {"http://" + a.addr}})
	if err != nil {
		return nil, err
	}
	hello := labproto.Hello{Token: a.page.token}
	if err := sendFrame(ws, labproto.FrameHello, hello.AppendPayload(nil)); err != nil {
		ws.Close()
		return nil, err
	}
	return ws, nil
}

// again does something in a tab, over and over, and opens a new one when the
// server has had enough of it.
func (a *abuser) again(ctx context.Context, does func(ws *websocket.Conn, n uint32) error) {
	for ctx.Err() == nil {
		ws, err := a.tab(ctx)
		if err != nil {
			continue
		}
		stop := context.AfterFunc(ctx, func() { ws.Close() })
		for n := uint32(1); err == nil && ctx.Err() == nil; n++ {
			err = does(ws, n)
		}
		stop()
		ws.Close()
	}
}

// click presses Run and Stop as fast as the connection takes it, until it is over.
// Its frames are made once, so that what is measured is the server's work and not
// this process's.
func click(ws *websocket.Conn) error {
	run, err := benchRun()
	if err != nil {
		return err
	}
	var clicks [2]*websocket.PreparedMessage
	for i, f := range []labproto.Frame{run, {Type: labproto.FrameStop}} {
		if clicks[i], err = websocket.NewPreparedMessage(websocket.BinaryMessage, labproto.AppendFrame(nil, f)); err != nil {
			return err
		}
	}
	for {
		for _, c := range clicks {
			if err := ws.WritePreparedMessage(c); err != nil {
				return err
			}
		}
	}
}

// endless includes itself more often than anything can wait for.
const endless = "#if __INCLUDE_LEVEL__ < 150\n#include \"" + labProgram + "\"\n#include \"" + labProgram + "\"\n#endif\n"

// compiles posts sources, none of which is known, without a pause.
func (a *abuser) compiles(ctx context.Context, kind compile.Kind, main, name, source string) {
	for n := 0; ctx.Err() == nil; n++ {
		// What becomes of it is of no interest.
		_, _ = postJob(ctx, a.addr, a.page, kind, main, name, fmt.Sprintf("#define N %d\n%s", n, source))
		a.count("compiles " + kind.String())
	}
}

// takeRun takes a run to its end, in a tab, and gives its events. The run is
// stopped at an event for which stop is true; nil never stops it.
func takeRun(ws *websocket.Conn, id uint32, p labproto.Program, stop func(labproto.Event) bool) (events []labproto.Event, err error) {
	_ = ws.SetReadDeadline(time.Now().Add(2 * benchLimit))
	r := labproto.Run{ID: id, Program: p}
	if err := sendFrame(ws, labproto.FrameRun, r.AppendPayload(nil)); err != nil {
		return nil, err
	}
	for {
		f, err := readPage(ws)
		if err != nil {
			return events, err
		}
		if e, err := labproto.ParseEvent(f.Payload); f.Type == labproto.FrameEvent && err == nil && e.Run == id {
			events = append(events, e)
			if stop != nil && stop(e) {
				if err := sendFrame(ws, labproto.FrameStop, nil); err != nil {
					return events, err
				}
			}
		}
		if over(f) {
			break
		}
	}
	if len(events) == 0 {
		err = errors.New("the run was refused")
	}
	return events, err
}

// over accepts a run's end, and what is said when there is no run to end.
func over(f labproto.Frame) bool {
	e, err := labproto.ParseEvent(f.Payload)
	return f.Type == labproto.FrameRefused || f.Type == labproto.FrameEvent && err == nil && e.Kind == labproto.KindEnd
}
