// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"bytes"
	"testing"

	"github.com/gorilla/websocket"

	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

// TestManyResumes cuts the connection after every few frames.
// Frame numbers are checked by next; event numbers here.
func TestManyResumes(t *testing.T) {
	const events = 300
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		for i := range uint32(events) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: i + 1, Kind: labproto.KindNote, Step: -1})
		}
		_ = m.Event(labproto.Event{Run: r.ID, Seq: events + 1, Kind: labproto.KindEnd, Step: -1})
	}}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	seen := uint32(0)
	for cut := 1; ; cut++ {
		for range cut % 17 {
			f := p.next()
			if f.Type != labproto.FrameEvent {
				continue
			}
			e, err := labproto.ParseEvent(f.Payload)
			if err != nil || e.Seq != seen+1 {
				t.Fatalf("event %d follows %d: %v", e.Seq, seen, err)
			}
			if seen = e.Seq; e.Kind == labproto.KindEnd {
				return
			}
		}
		old := p
		old.ws.Close()
		p = w.welcome(labproto.Hello{Session: old.session, LastSeq: old.last})
		if p.session != old.session {
			t.Fatal("another session")
		}
	}
}

// TestResumeAtEveryFrame drops the connection after each number of frames, with
// some of the last ones lost on their way to the page, twice in a row: what
// comes after a resume is byte for byte what comes without a drop.
func TestResumeAtEveryFrame(t *testing.T) {
	const events = 12
	w := newWorld(t, &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, r labproto.Run) {
		for i := range uint32(events) {
			_ = m.Event(labproto.Event{Run: r.ID, Seq: i + 1, Kind: labproto.KindNote, Step: -1, Data: bytes.Repeat([]byte{byte(i)}, int(i)*200)})
		}
		_ = m.Event(labproto.Event{Run: r.ID, Seq: events + 1, Kind: labproto.KindEnd, Step: -1})
	}}, Options{Grace: 1 << 40}, roomy)
	// Starting, perhaps a place in the queue, ready, the events and their end.
	const least = 2 + events + 1
	for drop := range least {
		for lost := range min(drop+1, 4) {
			w.newLearner()
			p := w.welcome(labproto.Hello{})
			p.run(1)
			frames := map[uint32][]byte{}
			for range drop {
				f := p.next()
				frames[f.Seq] = f.Payload
			}
			p.ws.Close()
			from := uint32(drop - lost)
			w.welcome(labproto.Hello{Session: p.session, LastSeq: from}).ws.Close()
			p = w.welcome(labproto.Hello{Session: p.session, LastSeq: from})
			for seen := uint32(0); seen <= events; {
				f := p.next() // in order, from the number after the last one
				if old, ok := frames[f.Seq]; ok && !bytes.Equal(old, f.Payload) {
					t.Fatalf("drop at %d, %d lost: frame %d came as %x and as %x", drop, lost, f.Seq, old, f.Payload)
				}
				frames[f.Seq] = f.Payload
				if f.Type == labproto.FrameEvent {
					e, err := labproto.ParseEvent(f.Payload)
					if err != nil {
						t.Fatal(err)
					}
					seen = e.Seq
				}
			}
			next := uint32(1)
			for seq := uint32(1); seq <= uint32(len(frames)); seq++ {
				if frames[seq] == nil {
					t.Fatalf("drop at %d, %d lost: frame %d never came", drop, lost, seq)
				}
				if e, err := labproto.ParseEvent(frames[seq]); err == nil && e.Kind != 0 && e.Run == 1 {
					if e.Seq != next {
						t.Fatalf("drop at %d, %d lost: event %d in place of %d", drop, lost, e.Seq, next)
					}
					next++
				}
			}
			if next != events+2 {
				t.Fatalf("drop at %d, %d lost: %d events", drop, lost, next-1)
			}
			p.ws.Close()
			w.dismissAll()
		}
	}
}

// TestResumeOfWhatNeverWas names frames that were not sent.
func TestResumeOfWhatNeverWas(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	p.answered()
	for _, last := range []uint32{p.last + 1, 1 << 31, 1<<32 - 1} {
		if r := w.open(labproto.Hello{Session: p.session, LastSeq: last}).refused(); r.Code != labproto.CodeExpired {
			t.Errorf("last %d: %+v", last, r)
		}
	}
	p.answered()
}

func TestSecondConnectionReplacesFirst(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	second := w.welcome(labproto.Hello{Session: p.session})
	if c := p.closed(); c.Text != labproto.CodeReplaced {
		t.Errorf("closed with %v", c)
	}
	second.run(1)
	second.event(labproto.KindEnd)
	if n := w.hub.Sessions(); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestReplacedConnectionIsNotObeyed goes on sending on a connection that was
// replaced.
func TestReplacedConnectionIsNotObeyed(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	second := w.welcome(labproto.Hello{Session: p.session})
	p.closed()
	run := labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FramePing, Payload: []byte("ghost")})
	for p.ws.WriteMessage(websocket.BinaryMessage, run) == nil {
	}
	second.run(1)
	second.until(func(f labproto.Frame) bool {
		if f.Type == labproto.FramePong {
			t.Error("a ping of the replaced connection was answered")
		}
		e, err := labproto.ParseEvent(f.Payload)
		return f.Type == labproto.FrameEvent && err == nil && e.Kind == labproto.KindEnd
	})
}
