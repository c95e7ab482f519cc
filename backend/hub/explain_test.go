// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"testing"
	"time"

	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

// bugText is the first line of a bug that a kernel survives.
const bugText = "BUG: sleeping function called from invalid context at kernel/locking/mutex.c:580"

// explainer notes down what it is asked to explain.
type explainer struct{ text string }

func (x *explainer) explain(text string, files map[string]string) (labproto.Event, bool) {
	x.text = text
	return labproto.Event{Kind: labproto.KindNote, Name: labproto.NoteOops, Text: files["lab.ko"]}, true
}

// rest gives a run's events from the next one on.
func (p *page) rest() (events []labproto.Event) {
	p.t.Helper()
	p.until(func(f labproto.Frame) bool {
		if f.Type != labproto.FrameEvent {
			return false
		}
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			p.t.Fatal(err)
		}
		events = append(events, e)
		return e.Kind == labproto.KindEnd
	})
	return events
}

// runWith runs a program that takes no steps of note and has a module.
func (p *page) runWith(id, millis uint32) { p.t.Helper(); p.runModule(id, millis, "compiled") }

func (p *page) runModule(id, millis uint32, file string) {
	p.t.Helper()
	r := labproto.Run{ID: id, Program: labproto.Program{TimeoutMillis: millis, Files: []labproto.ProgramFile{{Name: "lab.ko", ID: file}},
		Steps: []labproto.Step{{Actor: "a", Op: labproto.OpInsert, Name: "lab.ko"}}}}
	p.send(labproto.FrameRun, r.AppendPayload(nil))
}

func compiled(string) ([]byte, bool) { return []byte("module"), true }

// TestSurvivedBugIsExplained lets a kernel log a bug and go on: the remark comes
// before the run's end, which moves on by one, and the next run has none.
func TestSurvivedBugIsExplained(t *testing.T) {
	x := new(explainer)
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		list := []labproto.Event{{Kind: labproto.KindStart}, {Kind: labproto.KindLog, Text: "lab: loading"}, {Kind: labproto.KindLog, Text: bugText},
			{Kind: labproto.KindEnd, Name: labproto.EndDone, Time: 9}}
		if r.ID == 2 {
			list = append(list[:2], list[3])
		}
		for i, e := range list {
			e.Run, e.Seq, e.Step = r.ID, uint32(i+1), -1
			_ = m.Event(e) // an ended machine needs no events
		}
	}}, Options{Files: compiled, Explain: x.explain}, roomy)
	p := w.welcome(labproto.Hello{})
	p.runWith(1, 1000)
	events := p.rest()
	if len(events) != 5 {
		t.Fatalf("%+v", events)
	}
	note, end := events[3], events[4]
	if note.Name != labproto.NoteOops || note.Run != 1 || note.Seq != 4 || note.Time != 9 || note.Step != -1 || note.Text != "compiled" {
		t.Errorf("%+v", note)
	}
	if end.Name != labproto.EndDone || end.Seq != 5 {
		t.Errorf("%+v", end)
	}
	if x.text != bugText+"\n" {
		t.Errorf("asked to explain %q", x.text)
	}
	p.runWith(2, 1000)
	if events := p.rest(); len(events) != 3 || events[2].Seq != 3 {
		t.Errorf("the next run: %+v", events)
	}
}

// TestHangIsAskedWhere lets a kernel hang, past its time and when it is to stop:
// it is made to panic, the run ends as what it was, with the reason, and a new
// machine follows. A second hang of the next machine is asked too.
func TestHangIsAskedWhere(t *testing.T) {
	x := new(explainer)
	w := newImpatientWorld(t, &sandboxtest.Starter{
		OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: 1, Kind: labproto.KindStart, Step: -1}) // and no more
		},
		OnInterrupt: diesTelling,
	}, Options{Files: compiled, Explain: x.explain}, roomy, func(h *Hub) { h.endLimit = 50 * time.Millisecond })
	p := w.welcome(labproto.Hello{})
	hang := func(id, millis uint32, end string) {
		p.runWith(id, millis)
		if end == labproto.EndStopped {
			p.event(labproto.KindStart)
			p.send(labproto.FrameStop, nil)
		}
		events := p.rest()
		n := len(events)
		if n < 3 || events[n-3].Kind != labproto.KindPanic || events[n-3].Text != where || events[n-2].Name != labproto.NoteOops ||
			events[n-1].Name != end || events[n-1].Seq != 4 {
			t.Errorf("%+v", events)
		}
		if x.text != where {
			t.Errorf("asked to explain %q", x.text)
		}
		if st := p.status(labproto.StateReady); st.Machine != id+1 {
			t.Errorf("%+v", st)
		}
	}
	hang(1, 10, labproto.EndTimeout)
	hang(2, 60_000, labproto.EndStopped)
	hang(3, 10, labproto.EndTimeout)
}

// TestHangThatIsNotInterrupted lets a machine take the question and do nothing.
func TestHangThatIsNotInterrupted(t *testing.T) {
	w := newImpatientWorld(t, &sandboxtest.Starter{
		OnRun:       func(*sandboxtest.Machine, labproto.Run) {},
		OnInterrupt: func(*sandboxtest.Machine) {},
	}, Options{Files: compiled}, roomy, func(h *Hub) { h.endLimit, h.interruptLimit = 50*time.Millisecond, 50*time.Millisecond })
	p := w.welcome(labproto.Hello{})
	p.runWith(1, 10)
	if e := p.event(labproto.KindEnd); e.Name != labproto.EndTimeout {
		t.Errorf("%+v", e)
	}
	if st := p.status(labproto.StateEnded); st.Code != labproto.EndedFault {
		t.Errorf("%+v", st)
	}
}
