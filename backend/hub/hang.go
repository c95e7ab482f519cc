// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// How it is found out that a kernel hangs, and what comes of it:
//
//	the run's limit, or Stop ... endLimit, no end -----.
//	a ping in the middle of a run ... silentLimit -----+--> Interrupt: the kernel
//	a frame that stays unread ... silentLimit ---------'    panics and says where
//
// All of them are patience: the time that the guest had a processor for.

// dueIn has the active run judged when the time d has passed, by when its guest
// should have begun to end it.
func (s *session) dueIn(d time.Duration) {
	s.late = patience{}
	s.overdue.Reset(d)
}

// overtime gives up a run that is not over when it has to be: its kernel hangs,
// or its agent does not say.
func (s *session) overtime() {
	if s.run == 0 {
		return
	}
	limit := s.hub.endLimit
	if s.hung != "" {
		limit = s.hub.interruptLimit
	}
	if s.late.machine == nil {
		s.late = beginPatience(s.lease.Machine())
	}
	if left := s.late.left(limit, s.hub.guestLimit); left > 0 {
		s.overdue.Reset(left)
		return
	}
	if s.interrupt() {
		return
	}
	code := s.hungEnd()
	s.hub.opts.Log.Warn("a guest did not end its run", "end", code)
	s.endRun(code, "")
	s.retire(labproto.EndedFault)
}

// hungEnd is how a run ends whose kernel hangs.
func (s *session) hungEnd() string {
	switch {
	case s.hung != "":
		return s.hung
	case s.stopped:
		return labproto.EndStopped
	case s.late.machine != nil:
		return labproto.EndTimeout
	}
	return labproto.EndPanic
}

// interrupt makes a kernel that hangs say where, once a run. It is false if this
// machine cannot be asked; otherwise the machine's end follows.
func (s *session) interrupt() bool {
	m, ok := s.lease.Machine().(sandbox.Interrupter)
	if !ok || s.hung != "" {
		return false
	}
	ctx, cancel := context.WithTimeout(s.hub.ctx, s.hub.interruptLimit)
	defer cancel()
	if m.Interrupt(ctx) != nil {
		return false
	}
	s.hung = s.hungEnd()
	s.dueIn(0)
	return true
}

// beat asks a guest that has a run whether it is there, and interrupts one that
// does not answer: its agent comes before everything else in it, so its kernel
// lets no task run.
func (s *session) beat() {
	switch {
	case s.run == 0 || s.hung != "":
	case !s.pinged:
		s.pinged = true
		s.silent = beginPatience(s.lease.Machine())
		s.pulse.Reset(s.hub.silentLimit)
		s.post(&parcel{frame: labproto.Frame{Type: labproto.FramePing}})
	default:
		if left := s.silent.left(s.hub.silentLimit, forever); left > 0 {
			s.pulse.Reset(left)
			return
		}
		s.interrupt() // one that cannot be asked has its time limit
	}
}

// answered notes that the guest has answered; false if nobody has asked.
func (s *session) answered() bool {
	if !s.pinged {
		return false
	}
	s.pinged = false
	if s.run != 0 {
		s.pulse.Reset(s.hub.beatEvery)
	}
	return true
}

// deaf gives up a guest that leaves unread what is sent to it. A kernel that
// hangs is asked where, if there is a run to tell it in.
func (s *session) deaf() {
	if !s.courier.stuck.Load() || s.hung != "" {
		return // it has read it meanwhile, or is asked already
	}
	if s.run != 0 && s.interrupt() {
		return
	}
	s.giveUpDeaf()
}

func (s *session) giveUpDeaf() {
	s.hub.opts.Log.Warn("a guest does not read what is sent to it")
	s.retire(labproto.EndedFault)
}
