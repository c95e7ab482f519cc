// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

// stuckWorld has guests that stop reading in the middle of a file's delivery, as
// soon as a file is asked for, until they are ended.
func stuckWorld(t *testing.T) (*world, chan struct{}) {
	t.Helper()
	asked := make(chan struct{}, 8)
	var fakes sandboxtest.Starter
	fakes.OnRun = func(m *sandboxtest.Machine, r labproto.Run) {
		if r.ID != 1 {
			sandboxtest.DefaultRun(m, r)
			return
		}
		_ = m.Event(labproto.Event{Run: 1, Seq: 1, Kind: labproto.KindEnd, Name: labproto.EndDone, Step: -1})
		<-m.Stopping() // nothing more is read
	}
	w := newWorld(t, &fakes, Options{Files: func(string) ([]byte, bool) {
		asked <- struct{}{}
		return make([]byte, 2<<20), true
	}}, roomy)
	return w, asked
}

func (p *page) start(id uint32, file string) {
	p.t.Helper()
	r := labproto.Run{ID: id, Program: labproto.Program{Files: []labproto.ProgramFile{{Name: "user", ID: file}},
		Steps: []labproto.Step{{Actor: "user", Op: labproto.OpExec, Name: "user"}}}}
	p.send(labproto.FrameRun, r.AppendPayload(nil))
}

// A guest that takes nothing keeps neither a stop nor a reset nor the page's
// leave waiting.
func TestNobodyWaitsForADelivery(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *world, *page){
		"stop": func(t *testing.T, _ *world, p *page) {
			p.send(labproto.FrameStop, nil)
			if e := p.event(labproto.KindEnd); e.Run != 2 || e.Seq != 1 || e.Name != labproto.EndStopped {
				t.Errorf("%+v", e)
			}
		},
		"reset": func(t *testing.T, _ *world, p *page) {
			p.send(labproto.FrameReset, nil)
			if e := p.event(labproto.KindEnd); e.Run != 2 || e.Name != labproto.EndLost {
				t.Errorf("%+v", e)
			}
			if st := p.status(labproto.StateReady); st.Machine != 2 {
				t.Errorf("%+v", st)
			}
			p.run(3)
			p.event(labproto.KindReceived)
		},
		"leave": func(_ *testing.T, w *world, _ *page) { w.dismissAll() },
		"close": func(*testing.T, *world, *page) {}, // the world's end closes the hub
	} {
		t.Run(name, func(t *testing.T) {
			w, asked := stuckWorld(t)
			p := w.welcome(labproto.Hello{})
			p.run(1)
			p.event(labproto.KindEnd)
			p.start(2, "big")
			<-asked
			p.answered()
			end(t, w, p)
		})
	}
}

// A guest that leaves what is sent to it unread is given up; the page can go on.
func TestGuestThatDoesNotRead(t *testing.T) {
	w, _ := stuckWorld(t)
	w.hub.guestLimit = time.Second // the first run is read by then, however busy the host
	p := w.welcome(labproto.Hello{})
	p.run(1)
	p.event(labproto.KindEnd)
	p.start(2, "big")
	if e := p.event(labproto.KindEnd); e.Run != 2 || e.Name != labproto.EndLost {
		t.Errorf("%+v", e)
	}
	if st := p.status(labproto.StateEnded); st.Code != labproto.EndedFault {
		t.Errorf("%+v", st)
	}
	p.run(3)
	p.event(labproto.KindReceived)
}

// A guest that could not keep a file refuses the run; the next one brings the
// file again.
func TestFileThatTheGuestDoesNotKeep(t *testing.T) {
	var asked atomic.Int32
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		if r.ID != 1 {
			sandboxtest.DefaultRun(m, r)
			return
		}
		refused := labproto.Refused{Run: 1, Code: labproto.CodeFile, Path: "files[0]", Text: "no room"}
		_ = m.Say(labproto.Frame{Type: labproto.FrameRefused, Payload: refused.AppendPayload(nil)})
	}}, Options{Files: func(string) ([]byte, bool) {
		asked.Add(1)
		return []byte("content"), true
	}}, roomy)
	p := w.welcome(labproto.Hello{})
	if got := p.exec(1, "one"); string(got) != labproto.CodeFile+" files[0]" {
		t.Errorf("%s", got)
	}
	if got := p.exec(2, "one"); string(got) != "content" {
		t.Errorf("%q", got)
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("the file was read %d times", n)
	}
}

// What is typed reaches the guest in order, of the active run alone.
func TestInputIsRelayed(t *testing.T) {
	typed := make(chan labproto.Input, 8)
	w := newWorld(t, &sandboxtest.Starter{OnInput: func(_ *sandboxtest.Machine, in labproto.Input) { typed <- in },
		OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: 1, Kind: labproto.KindStart, Step: -1})
		}}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(4)
	p.event(labproto.KindStart)
	for _, in := range []labproto.Input{{Run: 3, Data: []byte("old")}, {Run: 4, Step: 1, Data: []byte("one\n")}, {Run: 4, Step: 1, EOF: true}} {
		p.send(labproto.FrameInput, in.AppendPayload(nil))
	}
	if in := <-typed; string(in.Data) != "one\n" || in.Run != 4 || in.Step != 1 {
		t.Errorf("%+v", in)
	}
	if in := <-typed; !in.EOF {
		t.Errorf("%+v", in)
	}
	p.send(labproto.FrameInput, (&labproto.Input{Run: 4, Data: bytes.Repeat([]byte{'x'}, labproto.MaxInput+1)}).AppendPayload(nil))
	if r := p.refused(); r.Code != labproto.CodeFrame {
		t.Errorf("%+v", r)
	}
}

// What a kernel died of is explained after its last words, before the end.
func TestPanicIsExplained(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		go m.End(sandbox.CausePanic, "BUG: it died")
	}}, Options{
		Files: func(string) ([]byte, bool) { return []byte("module"), true },
		Explain: func(text string, files map[string]string) (labproto.Event, bool) {
			return labproto.Event{Kind: labproto.KindNote, Name: labproto.NoteOops, Text: text + " with " + files["user"]}, true
		}}, roomy)
	p := w.welcome(labproto.Hello{})
	p.start(1, "id-of-user")
	p.event(labproto.KindPanic)
	if e := p.event(labproto.KindNote); !strings.HasSuffix(e.Text, "died with id-of-user") || e.Seq != 3 {
		t.Errorf("%+v", e)
	}
	if e := p.event(labproto.KindEnd); e.Seq != 4 || e.Name != labproto.EndPanic {
		t.Errorf("%+v", e)
	}
}

func TestRecallIsBeforeOrAfter(t *testing.T) {
	var p parcel
	got := []bool{p.recall(), p.recall(), p.recalled()}
	sent := parcel{}
	sent.state.Store(parcelSent)
	got = append(got, sent.recall(), sent.recalled())
	if want := []bool{true, false, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
