// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"errors"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// sendLimit is how long a guest may leave a frame unread.
const sendLimit = 5 * time.Second

// obey does what a frame of the page asks.
func (s *session) obey(f labproto.Frame) {
	switch f.Type {
	case labproto.FrameRun:
		s.startRun(f)
	case labproto.FrameStop:
		if s.pending != nil {
			s.stopWait()
			s.pending, s.pendID = nil, 0
			s.status(labproto.Status{State: labproto.StateNone})
		} else if s.run != 0 {
			s.pass(f)
		}
	case labproto.FrameReset:
		s.retire(labproto.EndedReset)
		if s.stopWait == nil {
			s.acquire()
		}
	case labproto.FramePing:
		s.out.add(labproto.FramePong, f.Payload[:min(len(f.Payload), labproto.MaxPing)])
	default:
		s.refuse(0, labproto.CodeFrame, "", "a page has no use for a frame of type "+f.Type.String())
	}
}

// startRun checks a run here too, so that a bad one gets its answer without a
// machine, and passes it on to the machine.
func (s *session) startRun(f labproto.Frame) {
	r, err := labproto.ParseRun(f.Payload)
	if err != nil {
		s.refuse(0, labproto.CodeFrame, "", err.Error())
		return
	}
	if err := r.Program.Check(); err != nil {
		path, text := "", err.Error()
		var at *labproto.PathError
		if errors.As(err, &at) {
			path, text = at.Path, at.Text
		}
		s.refuse(r.ID, labproto.CodeProgram, path, text)
		return
	}
	if s.run != 0 || s.pending != nil {
		s.refuse(r.ID, labproto.CodeBusy, "", texts[labproto.CodeBusy])
		return
	}
	if s.lease == nil {
		s.pending, s.pendID = &f, r.ID
		if s.stopWait == nil {
			s.acquire()
		}
		return
	}
	s.send(f, r.ID)
}

// send hands a run to the machine.
func (s *session) send(f labproto.Frame, id uint32) {
	s.run, s.seq, s.last = id, 0, 0
	s.hub.runs.Inc()
	s.pass(f)
}

func (s *session) pass(f labproto.Frame) {
	ctx, cancel := context.WithTimeout(s.hub.ctx, sendLimit)
	defer cancel()
	f.Seq = 0
	if err := s.lease.Machine().Send(ctx, f); err != nil && !errors.Is(err, sandbox.ErrEnded) {
		s.hub.opts.Log.Warn("a guest does not read", "err", err)
	}
}

// hear passes on a frame of the guest; ok is false when the machine has ended.
// The result is false when the page is too slow to go on with.
func (s *session) hear(f labproto.Frame, ok bool) bool {
	if !ok {
		s.mourn()
		return true
	}
	switch f.Type {
	case labproto.FrameEvent:
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil || s.run == 0 || e.Run != s.run || e.Seq != s.seq+1 {
			s.distrust("an event that belongs to no run")
			return true
		}
		s.seq, s.last = e.Seq, e.Time
		if e.Kind == labproto.KindEnd {
			s.run = 0
		}
	case labproto.FrameRefused:
		r, err := labproto.ParseRefused(f.Payload)
		if err != nil {
			s.distrust("a refusal that cannot be read")
			return true
		}
		if r.Run == s.run {
			s.run = 0
		}
	case labproto.FramePong:
		return true
	default:
		s.distrust("a frame of type " + f.Type.String())
		return true
	}
	return s.out.add(f.Type, f.Payload)
}

// distrust ends a machine whose guest says what no agent says.
func (s *session) distrust(what string) {
	s.hub.opts.Log.Warn("a guest sent garbage", "what", what)
	s.endRun(labproto.EndBadResult, "")
	s.retire(labproto.EndedFault)
}

// mourn tells how a machine ended by itself. After a panic a new one follows.
func (s *session) mourn() {
	m := s.lease.Machine()
	<-m.Done()
	e := m.Ending()
	s.release()
	if e.Cause == sandbox.CausePanic {
		s.endRun(labproto.EndPanic, e.Text)
		s.status(labproto.Status{State: labproto.StateEnded, Code: labproto.EndedPanic})
		s.acquire()
		return
	}
	s.hub.opts.Log.Warn("a machine ended", "cause", e.Cause.String(), "detail", e.Text)
	s.endRun(labproto.EndLost, "")
	s.status(labproto.Status{State: labproto.StateEnded, Code: labproto.EndedFault})
}

// endRun writes the last events of a run whose guest can no longer do so.
func (s *session) endRun(code, oops string) {
	if s.run == 0 {
		return
	}
	say := func(e labproto.Event) {
		s.seq++
		e.Run, e.Seq, e.Time, e.Step = s.run, s.seq, s.last, -1
		s.out.add(labproto.FrameEvent, e.AppendPayload(nil))
	}
	if oops != "" {
		say(labproto.Event{Kind: labproto.KindPanic, Lane: labproto.LaneKernel, Text: oops[:min(len(oops), labproto.MaxText)]})
	}
	say(labproto.Event{Kind: labproto.KindEnd, Name: code})
	s.run = 0
}

// retire gives the machine back and says why.
func (s *session) retire(code string) {
	if s.lease == nil {
		return
	}
	s.endRun(labproto.EndLost, "")
	s.release()
	s.status(labproto.Status{State: labproto.StateEnded, Code: code})
}
