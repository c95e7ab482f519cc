// SPDX-License-Identifier: Apache-2.0

package sandbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

var sendProgram = labproto.Program{TimeoutMillis: 10, Steps: []labproto.Step{{Actor: "a", Op: labproto.OpSend, Data: []byte("x")}}}

func transcribe(ctx context.Context, s sandbox.Starter, p labproto.Program) (labproto.Transcript, error) {
	return sandbox.Transcribe(ctx, s, p, func(labproto.Event) {})
}

func TestTranscribe(t *testing.T) {
	s := &sandboxtest.Starter{Fail: func(n int) error {
		if n == 1 {
			return errors.New("flaky")
		}
		return nil
	}}
	tr, err := transcribe(t.Context(), s, sendProgram)
	if err != nil || len(tr.Events) != 3 || tr.Kernel == "" {
		t.Errorf("%+v, %v", tr, err)
	}
	if s.Live() != 0 {
		t.Error("the machine is left")
	}
}

// TestTranscribeHostileGuests hears guests that forge, that die and that never
// end: the error says which, and nothing is left of them.
func TestTranscribeHostileGuests(t *testing.T) {
	event := func(run, seq uint32) func(*sandboxtest.Machine, labproto.Run) {
		return func(m *sandboxtest.Machine, r labproto.Run) {
			_ = m.Event(labproto.Event{Run: r.ID + run, Seq: seq, Kind: labproto.KindNote, Step: -1})
		}
	}
	for name, try := range map[string]struct {
		guest func(*sandboxtest.Machine, labproto.Run)
		text  string
	}{
		"another run": {event(1, 1), "belongs to no run"},
		"a gap":       {event(0, 2), "belongs to no run"},
		"no event":    {func(m *sandboxtest.Machine, _ labproto.Run) { _ = m.Say(labproto.Frame{Type: labproto.FramePong}) }, "pong frame"},
		"a flood": {func(m *sandboxtest.Machine, r labproto.Run) {
			for i := uint32(1); m.Event(labproto.Event{Run: r.ID, Seq: i, Kind: labproto.KindNote, Step: -1}) == nil; i++ {
			}
		}, "belongs to no run"},
		"killed":    {func(m *sandboxtest.Machine, _ labproto.Run) { go m.End(sandbox.CauseDied, "signal: killed") }, "signal: killed"},
		"never end": {func(*sandboxtest.Machine, labproto.Run) {}, "did not end its run in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &sandboxtest.Starter{OnRun: try.guest}
			if _, err := transcribe(t.Context(), s, sendProgram); err == nil || !strings.Contains(err.Error(), try.text) {
				t.Errorf("got %v", err)
			}
			if s.Live() != 0 {
				t.Error("the machine is left")
			}
		})
	}
}

func TestTranscribeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &sandboxtest.Starter{}
	p := labproto.Program{TimeoutMillis: 60000, Steps: []labproto.Step{{Actor: "a", Op: labproto.OpSleep, Millis: 60000}}}
	tr, err := sandbox.Transcribe(ctx, s, p, func(e labproto.Event) {
		if e.Kind == labproto.KindEnter {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || len(tr.Events) == 0 || tr.Events[len(tr.Events)-1].Name != labproto.EndStopped {
		t.Errorf("%+v, %v", tr.Events, err)
	}
}

func TestTranscribeTellsTheOops(t *testing.T) {
	s := &sandboxtest.Starter{OnRun: func(m *sandboxtest.Machine, _ labproto.Run) { go m.End(sandbox.CausePanic, "BUG: oops") }}
	tr, err := transcribe(t.Context(), s, sendProgram)
	if err != nil || len(tr.Events) != 2 || tr.Events[0].Text != "BUG: oops" || tr.Events[1].Name != labproto.EndPanic {
		t.Errorf("%+v, %v", tr.Events, err)
	}
}
