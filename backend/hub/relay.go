// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"errors"
	"maps"
	"strconv"
	"time"

	"netlinklab/backend/oops"
	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// obey does what a frame of the page asks.
func (s *session) obey(f labproto.Frame) {
	switch f.Type {
	case labproto.FrameRun:
		s.startRun(f)
	case labproto.FrameStop:
		if s.pending != nil {
			s.stopWait()
			s.pending = nil
			s.status(labproto.Status{State: labproto.StateNone})
		} else if s.run != 0 {
			s.stopRun(f)
		}
	case labproto.FrameInput:
		s.input(f)
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
	run := &pendingRun{f, r.ID, r.Program.Files, time.Duration(r.Program.LimitMillis()) * time.Millisecond}
	if s.lease == nil {
		s.pending = run
		if s.stopWait == nil {
			s.acquire()
		}
		return
	}
	s.send(run)
}

// send hands a run to the machine. That it ends in time is the guest's to see
// to; one that does not is given up.
func (s *session) send(r *pendingRun) {
	s.run, s.seq, s.last, s.stopped = r.id, 0, 0, false
	s.dueIn(r.limit + s.hub.guestLimit) // what is not read by then is told by the courier
	s.before = maps.Clone(s.given)
	for _, f := range r.files {
		s.given[f.Name] = f.ID
	}
	s.parcel = &parcel{frame: r.frame, files: r.files, limit: r.limit}
	s.post(s.parcel)
}

// post gives a parcel to the courier. A guest that has left so many of them
// unread is given up.
func (s *session) post(p *parcel) {
	if !s.courier.send(p) {
		s.giveUpDeaf()
	}
}

// stopRun ends a run that has not reached the machine here, and has the guest
// end one that has.
func (s *session) stopRun(f labproto.Frame) {
	if s.recall() {
		s.endRun(labproto.EndStopped, "")
		return
	}
	s.stopped = true
	if s.late.machine == nil { // its time has not run yet
		s.dueIn(0)
	}
	s.post(&parcel{frame: f})
}

// recall takes back the active run's parcel, and what it would have brought; false
// says that it is too late.
func (s *session) recall() bool {
	if s.parcel == nil || !s.parcel.recall() {
		return false
	}
	s.given = s.before
	return true
}

// input passes on what is typed into the active run. What is for another, or
// comes before the guest has the run, has nobody to read it.
func (s *session) input(f labproto.Frame) {
	in, err := labproto.ParseInput(f.Payload)
	if err != nil {
		s.refuse(0, labproto.CodeFrame, "", err.Error())
		return
	}
	if s.run != 0 && in.Run == s.run && s.parcel == nil {
		s.post(&parcel{frame: f})
	}
}

// brought judges what has become of a parcel. A machine that has ended, the only
// error there is, tells so itself.
func (s *session) brought(o outcome) {
	run := o.parcel == s.parcel
	switch {
	case o.err == nil && o.missing >= 0 && run:
		id := s.run
		s.settle()
		s.refuse(id, labproto.CodeFile, "files["+strconv.Itoa(o.missing)+"].id", texts[labproto.CodeFile])
	case o.err == nil && run:
		s.parcel = nil
		s.hub.runs.Inc()
		switch {
		case s.hung != "":
		case s.stopped:
			s.dueIn(0)
		default:
			s.dueIn(o.parcel.limit)
		}
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
		if err != nil || s.run == 0 || e.Run != s.run || e.Seq != s.seq+1 || e.Seq > labproto.MaxEvents {
			s.distrust("an event that belongs to no run")
			return true
		}
		s.seq, s.last = e.Seq, e.Time
		switch e.Kind {
		case labproto.KindStart:
			s.pulse.Reset(s.hub.beatEvery)
		case labproto.KindLog:
			s.log.Add(e.Text)
		case labproto.KindEnd:
			defer s.settle()
			return s.conclude(e)
		}
	case labproto.FrameRefused:
		r, err := labproto.ParseRefused(f.Payload)
		if err != nil || s.run == 0 || r.Run != s.run {
			s.distrust("a refusal of nothing that was asked for")
			return true
		}
		s.settle()
		if r.Code == labproto.CodeFile {
			s.post(&parcel{forget: true}) // the guest has not kept all that it was given
		}
	case labproto.FramePong:
		if !s.answered() {
			s.distrust("an answer to nothing that was asked")
		}
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
		code := labproto.EndPanic
		if s.hung != "" {
			code = s.hung
		}
		s.endRun(code, e.Text)
		s.status(labproto.Status{State: labproto.StateEnded, Code: labproto.EndedPanic})
		s.acquire()
		return
	}
	s.hub.opts.Log.Warn("a machine ended", "cause", e.Cause.String(), "detail", e.Text)
	if e.Cause == sandbox.CauseGarbage {
		s.endRun(labproto.EndBadResult, "")
	} else {
		s.endRun(labproto.EndLost, "")
	}
	s.status(labproto.Status{State: labproto.StateEnded, Code: labproto.EndedFault})
}

// endRun writes the last events of a run whose guest can no longer do so.
func (s *session) endRun(code, console string) {
	if s.run == 0 {
		return
	}
	say := func(e labproto.Event) {
		s.seq++
		e.Run, e.Seq, e.Time, e.Step = s.run, s.seq, s.last, -1
		s.out.add(labproto.FrameEvent, e.AppendPayload(nil))
	}
	if console != "" && s.seq == 0 { // its guest hung before it could begin
		say(labproto.Event{Kind: labproto.KindStart})
	}
	if console != "" {
		say(labproto.Event{Kind: labproto.KindPanic, Lane: labproto.LaneKernel, Text: console[:min(len(console), labproto.MaxText)]})
	}
	if e, ok := s.explain(console); ok {
		say(e)
	}
	say(labproto.Event{Kind: labproto.KindEnd, Name: code})
	s.settle()
}

// settle notes that no run is going on.
func (s *session) settle() {
	s.recall() // of no use to a run that is over
	s.run, s.parcel, s.hung, s.log = 0, nil, "", oops.Log{}
	s.overdue.Stop()
	s.pulse.Stop()
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
