// SPDX-License-Identifier: Apache-2.0

package sandboxtest

import (
	"context"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

func send(t *testing.T, m sandbox.Machine, f labproto.Frame) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := m.Send(ctx, f); err != nil {
		t.Fatalf("send: %v", err)
	}
}

func next(t *testing.T, m sandbox.Machine) labproto.Frame {
	t.Helper()
	select {
	case f, ok := <-m.Frames():
		if !ok {
			t.Fatalf("the machine ended: %+v", m.Ending())
		}
		return f
	case <-time.After(patience):
		t.Fatal("no frame came")
	}
	return labproto.Frame{}
}

// Transcript runs a program on a machine and gives all its events.
func Transcript(t *testing.T, m sandbox.Machine, id uint32, steps string) []labproto.Event {
	t.Helper()
	p, err := labproto.ParseProgramJSON([]byte(steps))
	if err != nil {
		t.Fatal(err)
	}
	send(t, m, labproto.Frame{Type: labproto.FrameRun, Payload: (&labproto.Run{ID: id, Program: p}).AppendPayload(nil)})
	var events []labproto.Event
	for {
		f := next(t, m)
		if f.Type != labproto.FrameEvent {
			t.Fatalf("a frame of type %s in a run", f.Type)
		}
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if e.Run != id || int(e.Seq) != len(events)+1 {
			t.Fatalf("event %d of run %d came as %d of %d", len(events)+1, id, e.Seq, e.Run)
		}
		if events = append(events, e); e.Kind == labproto.KindEnd {
			return events
		}
	}
}
