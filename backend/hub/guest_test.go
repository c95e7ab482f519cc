// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

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
	if st := p.status(labproto.StateReady); st.Machine != 2 {
		t.Errorf("%+v", st)
	}
}

// TestHostileGuests lets guests say what no agent says, or nothing: the run has
// its end, the page is told that its machine is gone, the log has one line, and
// the next run has a new machine.
func TestHostileGuests(t *testing.T) {
	event := func(e labproto.Event) labproto.Frame {
		e.Step = -1
		return labproto.Frame{Type: labproto.FrameEvent, Payload: e.AppendPayload(nil)}
	}
	refusal := func(r labproto.Refused) labproto.Frame {
		return labproto.Frame{Type: labproto.FrameRefused, Payload: r.AppendPayload(nil)}
	}
	say := func(frames ...labproto.Frame) func(*sandboxtest.Machine) {
		return func(m *sandboxtest.Machine) {
			for _, f := range frames {
				_ = m.Say(f) // until it is ended
			}
		}
	}
	start := event(labproto.Event{Run: 1, Seq: 1, Kind: labproto.KindStart})
	for name, try := range map[string]struct {
		guest func(*sandboxtest.Machine)
		end   string
	}{
		"an event of another run":  {say(event(labproto.Event{Run: 2, Seq: 1, Kind: labproto.KindStart})), labproto.EndBadResult},
		"a gap in the events":      {say(start, event(labproto.Event{Run: 1, Seq: 3, Kind: labproto.KindNote})), labproto.EndBadResult},
		"an event twice":           {say(start, start), labproto.EndBadResult},
		"no event":                 {say(labproto.Frame{Type: labproto.FrameEvent, Payload: []byte{1, 200}}), labproto.EndBadResult},
		"a refusal of another run": {say(refusal(labproto.Refused{Run: 7, Code: labproto.CodeBusy})), labproto.EndBadResult},
		"a refusal of nothing":     {say(refusal(labproto.Refused{Code: labproto.CodeFrame})), labproto.EndBadResult},
		"a pong to no ping":        {say(labproto.Frame{Type: labproto.FramePong}), labproto.EndBadResult},
		"a frame of the hub's":     {say(labproto.Frame{Type: labproto.FrameWelcome}), labproto.EndBadResult},
		"a second first word":      {say(labproto.Frame{Type: labproto.FrameReady}), labproto.EndBadResult},
		"more events than a run has": {func(m *sandboxtest.Machine) {
			for i := uint32(1); m.Event(labproto.Event{Run: 1, Seq: i, Kind: labproto.KindNote, Step: -1}) == nil; i++ {
			}
		}, labproto.EndBadResult},
		"garbage":                {func(m *sandboxtest.Machine) { go m.End(sandbox.CauseGarbage, "garbage") }, labproto.EndBadResult},
		"its process was killed": {func(m *sandboxtest.Machine) { go m.End(sandbox.CauseDied, "killed") }, labproto.EndLost},
		"a run without an end":   {say(start), labproto.EndTimeout},
		"nothing":                {say(), labproto.EndTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			log := new(warnings)
			w := newImpatientWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
				if r.ID == 1 {
					try.guest(m)
				} else {
					sandboxtest.DefaultRun(m, r)
				}
			}}, Options{Log: slog.New(log)}, roomy, func(h *Hub) { h.endLimit = 50 * time.Millisecond })
			p := w.welcome(labproto.Hello{})
			r := labproto.Run{ID: 1, Program: labproto.Program{TimeoutMillis: 60_000, Steps: []labproto.Step{{Actor: "a", Op: labproto.OpSend, Data: []byte("x")}}}}
			if try.end == labproto.EndTimeout {
				r.Program.TimeoutMillis = 10
			}
			p.send(labproto.FrameRun, r.AppendPayload(nil))
			if e := p.event(labproto.KindEnd); e.Name != try.end || e.Run != 1 {
				t.Errorf("%+v", e)
			}
			if st := p.status(labproto.StateEnded); st.Code != labproto.EndedFault {
				t.Errorf("%+v", st)
			}
			if n := log.n.Load(); n != 1 {
				t.Errorf("%d lines in the log", n)
			}
			p.run(2)
			p.event(labproto.KindReceived)
			p.event(labproto.KindEnd)
		})
	}
}

// TestGuestThatIgnoresStop goes on for ever; the page gets its end and the
// machine is gone.
func TestGuestThatIgnoresStop(t *testing.T) {
	w := newImpatientWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		for i := uint32(1); m.Event(labproto.Event{Run: r.ID, Seq: i, Kind: labproto.KindNote, Step: -1}) == nil; i++ {
			if i == 3 {
				<-m.Stopping() // it does not read either
			}
		}
	}}, Options{}, roomy, func(h *Hub) { h.endLimit = 50 * time.Millisecond })
	p := w.welcome(labproto.Hello{})
	p.run(1)
	p.event(labproto.KindNote)
	p.send(labproto.FrameStop, nil)
	if e := p.event(labproto.KindEnd); e.Name != labproto.EndStopped && e.Name != labproto.EndLost {
		t.Errorf("%+v", e)
	}
	p.status(labproto.StateEnded)
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
	w.alone()
}
