// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

// where is what a kernel says that is made to panic.
const where = "Kernel panic - not syncing: NMI: Not continuing"

// diesTelling is a machine's answer to an interrupt.
func diesTelling(m *sandboxtest.Machine) { go m.End(sandbox.CausePanic, where) }

// TestSilentGuestIsAskedWhere lets a kernel hang in the middle of a run that has
// a minute left: it is found out by what the guest does not answer.
func TestSilentGuestIsAskedWhere(t *testing.T) {
	x := new(explainer)
	w := newImpatientWorld(t, &sandboxtest.Starter{
		OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: 1, Kind: labproto.KindStart, Step: -1})
			<-m.Stopping()
		},
		OnInterrupt: diesTelling,
	}, Options{Files: compiled, Explain: x.explain}, roomy, func(h *Hub) { h.beatEvery, h.silentLimit = time.Millisecond, 50*time.Millisecond })
	p := w.welcome(labproto.Hello{})
	p.runWith(1, 60_000)
	events := p.rest()
	if n := len(events); n != 4 || events[1].Text != where || events[2].Name != labproto.NoteOops || events[3].Name != labproto.EndPanic {
		t.Errorf("%+v", events)
	}
	if st := p.status(labproto.StateReady); st.Machine != 2 {
		t.Errorf("%+v", st)
	}
}

// TestGuestThatAnswersGoesOn asks a guest again and again in a run, far past the
// time in which it has to answer once.
func TestGuestThatAnswersGoesOn(t *testing.T) {
	const beats = 100
	w := newImpatientWorld(t, &sandboxtest.Starter{
		OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: 1, Kind: labproto.KindStart, Step: -1})
		},
		OnInterrupt: func(*sandboxtest.Machine) { t.Error("it was interrupted") },
	}, Options{Files: compiled}, roomy, func(h *Hub) { h.beatEvery, h.silentLimit = time.Millisecond, 20*time.Second })
	p := w.welcome(labproto.Hello{})
	p.runWith(1, 60_000)
	p.event(labproto.KindStart)
	m := w.fakes.Machines()[0]
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for m.Pings() < beats {
		<-tick.C
	}
	_ = m.Event(labproto.Event{Run: 1, Seq: 2, Kind: labproto.KindEnd, Name: labproto.EndDone, Step: -1})
	if e := p.event(labproto.KindEnd); e.Name != labproto.EndDone {
		t.Errorf("%+v", e)
	}
}

// TestDeafGuestIsAskedWhere lets a kernel hang before a run's file reaches it: the
// reason is told in that run, with the files of the run before.
func TestDeafGuestIsAskedWhere(t *testing.T) {
	x := new(explainer)
	w := newImpatientWorld(t, &sandboxtest.Starter{
		OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
			_ = m.Event(labproto.Event{Run: 1, Seq: 1, Kind: labproto.KindEnd, Name: labproto.EndDone, Step: -1})
			<-m.Stopping()
		},
		OnInterrupt: diesTelling,
	}, Options{Files: compiled, Explain: x.explain}, roomy, func(h *Hub) { h.silentLimit = time.Second })
	p := w.welcome(labproto.Hello{})
	p.runWith(1, 1000)
	p.rest()
	p.runModule(2, 1000, "another")
	events := p.rest()
	if n := len(events); n != 4 || events[0].Kind != labproto.KindStart || events[1].Text != where || events[2].Text != "compiled" ||
		events[3].Name != labproto.EndPanic || events[3].Run != 2 {
		t.Errorf("%+v", events)
	}
	p.status(labproto.StateReady)
}

// starved is a machine whose host has no time for it.
type starved struct {
	sandbox.Machine
	kept time.Duration
}

func (m *starved) KeptWaiting() time.Duration { return m.kept }

func TestPatience(t *testing.T) {
	const limit, most = time.Hour, 10 * time.Hour
	m := &starved{kept: 7 * time.Minute}
	p := beginPatience(m)
	for _, try := range []struct{ gone, kept, left time.Duration }{
		{0, 0, time.Hour},
		{30 * time.Minute, 0, 30 * time.Minute},
		{time.Hour, 0, 0},
		{3 * time.Hour, 0, 0},
		{time.Hour, time.Hour, time.Hour},
		{9*time.Hour + 30*time.Minute, 9*time.Hour + 30*time.Minute, 30 * time.Minute},
		{11 * time.Hour, 11 * time.Hour, 0},
	} {
		p.since = time.Now().Add(-try.gone)
		m.kept = 7*time.Minute + try.kept
		if got := p.left(limit, most).Round(time.Minute); got != try.left {
			t.Errorf("%v after %v without a processor: %v left, not %v", try.gone, try.kept, got, try.left)
		}
	}
	if keptWaiting(nil) != 0 {
		t.Error("a machine that does not know has waited")
	}
}
