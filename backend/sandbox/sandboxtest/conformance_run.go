// SPDX-License-Identifier: Apache-2.0

package sandboxtest

import (
	"context"
	"errors"
	"testing"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// uselessFrames sends what a guest has no use for: it says so and goes on.
func uselessFrames(t *testing.T, m sandbox.Machine) {
	for _, f := range []labproto.FrameType{labproto.FrameHello, labproto.FrameEvent, labproto.FrameReady, labproto.FrameReset} {
		send(t, m, labproto.Frame{Type: f})
		got := next(t, m)
		r, err := labproto.ParseRefused(got.Payload)
		if got.Type != labproto.FrameRefused || err != nil || r.Code != labproto.CodeFrame {
			t.Errorf("%s was answered with %s %+v, %v", f, got.Type, r, err)
		}
	}
	send(t, m, labproto.Frame{Type: labproto.FrameStop}) // there is nothing to stop
	ping(t, m)
}

// sleepRun is a run that takes a minute if nobody stops it.
func sleepRun(t *testing.T, id uint32) labproto.Frame {
	t.Helper()
	p, err := labproto.ParseProgramJSON([]byte(`{"timeout_ms":60000,"steps":[{"actor":"a","op":"sleep","ms":60000}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := labproto.Run{ID: id, Program: p}
	return labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)}
}

// until gives the first event of a kind.
func until(t *testing.T, m sandbox.Machine, kind labproto.Kind) labproto.Event {
	t.Helper()
	for {
		f := next(t, m)
		e, err := labproto.ParseEvent(f.Payload)
		if f.Type != labproto.FrameEvent || err != nil {
			t.Fatalf("frame %s: %v", f.Type, err)
		}
		if e.Kind == kind {
			return e
		}
	}
}

// stopRun stops a run that sleeps, twice; the machine takes the next one.
func stopRun(t *testing.T, m sandbox.Machine) {
	send(t, m, sleepRun(t, 3))
	until(t, m, labproto.KindEnter)
	send(t, m, labproto.Frame{Type: labproto.FrameStop})
	send(t, m, labproto.Frame{Type: labproto.FrameStop})
	if e := until(t, m, labproto.KindEnd); e.Run != 3 || e.Name != labproto.EndStopped {
		t.Errorf("%+v", e)
	}
	echo(t, m)
}

// oneRun asks for a second run beside the first, which goes on.
func oneRun(t *testing.T, m sandbox.Machine) {
	send(t, m, sleepRun(t, 1))
	until(t, m, labproto.KindEnter)
	send(t, m, sleepRun(t, 2))
	f := next(t, m)
	r, err := labproto.ParseRefused(f.Payload)
	if f.Type != labproto.FrameRefused || err != nil || r.Run != 2 || r.Code != labproto.CodeBusy {
		t.Fatalf("a second run was answered with %s %+v, %v", f.Type, r, err)
	}
	send(t, m, labproto.Frame{Type: labproto.FrameStop})
	if e := until(t, m, labproto.KindEnd); e.Run != 1 {
		t.Errorf("%+v", e)
	}
}

// sendGivenUp sends for a context that has ended: nothing is sent, and nothing
// is harmed.
func sendGivenUp(t *testing.T, m sandbox.Machine) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		if err := m.Send(ctx, labproto.Frame{Type: labproto.FramePing, Payload: []byte("no")}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	ping(t, m)
}

// twoAtOnce ends one of two machines; the other one does not notice.
func twoAtOnce(t *testing.T, s sandbox.Starter) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var machines [2]sandbox.Machine
	for i := range machines {
		m, err := s.Start(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		machines[i] = m
	}
	if err := machines[0].Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	echo(t, machines[1])
	if c := machines[1].Ending().Cause; c != sandbox.CauseNone {
		t.Errorf("the other one ended: %v", c)
	}
}
