// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// interruptLimit is how long a kernel that hangs may take to say where.
const interruptLimit = 5 * time.Second

// explain says what kind of bug a run's kernel has met, if it has: one that it
// died of, with the console's text, or one that it only told its log.
func (s *session) explain(console string) (labproto.Event, bool) {
	text := s.log.Text() + console
	if text == "" || s.hub.opts.Explain == nil {
		return labproto.Event{}, false
	}
	return s.hub.opts.Explain(text, s.given)
}

// conclude passes on the end of a run that its guest has ended itself, with what
// its log told of a bug before it.
func (s *session) conclude(end labproto.Event) bool {
	note, ok := s.explain("")
	if !ok || end.Seq >= labproto.MaxEvents {
		return s.out.add(labproto.FrameEvent, end.AppendPayload(nil))
	}
	note.Run, note.Seq, note.Time, note.Step = end.Run, end.Seq, end.Time, -1
	end.Seq++
	return s.out.add(labproto.FrameEvent, note.AppendPayload(nil)) && s.out.add(labproto.FrameEvent, end.AppendPayload(nil))
}

// interrupt makes a kernel that hangs say where, once a run. It is false if this
// machine cannot be asked; otherwise the machine's end follows.
func (s *session) interrupt(code string) bool {
	m, ok := s.lease.Machine().(sandbox.Interrupter)
	if !ok || s.hung != "" {
		return false
	}
	ctx, cancel := context.WithTimeout(s.hub.ctx, s.hub.interruptLimit)
	defer cancel()
	if m.Interrupt(ctx) != nil {
		return false
	}
	s.hung = code
	s.overdue.Reset(s.hub.interruptLimit)
	return true
}
