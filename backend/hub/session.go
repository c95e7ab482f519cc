// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"netlinklab/backend/oops"
	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// session is a learner's: its goroutine (live) owns the machine and the run.
type session struct {
	hub      *Hub
	id       string
	owner    string // the cookie's value
	out      *outbox
	commands chan labproto.Frame
	attached chan struct{} // a connection came or went
	ended    chan struct{}
	leaving  chan struct{} // closed when the session has to end
	leave    sync.Once

	machineRate *rate.Limiter // how fast the owner gets machines
	places      chan struct{} // the owner's, for machines

	mu   sync.Mutex
	conn *conn
	over bool

	// The rest is live's alone.
	lease    *sandbox.Lease
	placed   bool     // one of the owner's places is this session's
	courier  *courier // brings the lease's machine what is sent; nil without a lease
	parcel   *parcel  // the active run's, until it has been brought
	acquired chan acquisition
	stopWait context.CancelFunc // ends the wait for a machine; nil if there is none
	pending  *pendingRun        // the run that waits for a machine
	run      uint32             // the active run, 0 for none
	seq      uint32             // its last event's number
	last     uint64             // its last event's time
	stopped  bool               // it was told to stop
	overdue  *time.Timer        // fires when the active run should have ended
	late     patience           // with it since then; zero before
	hung     string             // how the run ends whose kernel was made to say where it hangs
	pulse    *time.Timer        // fires when the guest of an active run is to be asked whether it is there
	pinged   bool               // it has been asked and has not answered
	silent   patience           // with it since it was asked
	log      oops.Log           // what the run's kernel log says of a bug
	asked    time.Time          // when a machine was asked for
	machines uint32
	given    map[string]string // ids of the files that the machine's runs had, by name
	before   map[string]string // the same without the active run's
}

// pendingRun is a run that was asked for and has been found good.
type pendingRun struct {
	frame labproto.Frame
	id    uint32
	files []labproto.ProgramFile
	limit time.Duration // how long it may take
}

type acquisition struct {
	lease *sandbox.Lease
	err   error
}

func newSession(h *Hub, id, owner string) *session {
	s := &session{hub: h, id: id, owner: owner, out: newOutbox(), commands: make(chan labproto.Frame, queuedCommands),
		attached: make(chan struct{}, 1), ended: make(chan struct{}), leaving: make(chan struct{}), acquired: make(chan acquisition, 1)}
	return s
}

// dismiss ends the session, whoever is there.
func (s *session) dismiss() { s.leave.Do(func() { close(s.leaving) }) }

// attach makes c the session's connection; an older one is told that it was
// replaced. It is false if the session has just ended, or no longer has all
// that the page has not seen.
func (s *session) attach(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	if !s.out.resume(c, c.last) {
		return false
	}
	if s.conn != nil {
		s.conn.end(websocket.ClosePolicyViolation, labproto.CodeReplaced)
	}
	s.conn = c
	w := labproto.Welcome{Session: s.id, Resumed: c.last > 0}
	frame := labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FrameWelcome, Payload: w.AppendPayload(nil)})
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeLimit))
	_ = c.ws.WriteMessage(websocket.BinaryMessage, frame) // a dead connection shows itself soon
	s.noteAttached()
	return true
}

func (s *session) detach(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == c {
		s.conn = nil
		s.noteAttached()
	}
}

func (s *session) noteAttached() {
	select {
	case s.attached <- struct{}{}:
	default:
	}
}

func (s *session) connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn != nil
}

// command queues a frame of the page.
func (s *session) command(f labproto.Frame) {
	select {
	case s.commands <- f:
	case <-s.ended:
	default:
		s.refuse(0, labproto.CodeRate, "", texts[labproto.CodeRate])
	}
}

func (s *session) refuse(run uint32, code, path, text string) {
	s.hub.refused.WithLabelValues(code).Inc()
	r := labproto.Refused{Run: run, Code: code, Path: path, Text: text}
	s.out.add(labproto.FrameRefused, r.AppendPayload(nil))
}

func (s *session) status(st labproto.Status) {
	st.Machine = s.machines
	s.out.add(labproto.FrameStatus, st.AppendPayload(nil))
}

// live is the session's life: until its page has been away for the grace time,
// the outbox has run over, or the hub closes.
func (s *session) live() {
	defer s.hub.work.Done()
	defer s.finish()
	// The page that asked for the session is about to be attached to it.
	grace := time.NewTimer(max(s.hub.opts.Grace, helloLimit))
	idle := time.NewTimer(s.hub.opts.Idle)
	age := time.NewTimer(s.hub.opts.Age)
	s.overdue, s.pulse = time.NewTimer(s.hub.opts.Age), time.NewTimer(s.hub.opts.Age)
	s.overdue.Stop()
	s.pulse.Stop()
	for _, t := range []*time.Timer{grace, idle, age, s.overdue, s.pulse} {
		defer t.Stop()
	}
	for {
		select {
		case <-s.hub.ctx.Done():
			return
		case <-s.leaving:
			return
		case <-s.attached:
			if s.connected() {
				grace.Stop()
			} else {
				grace.Reset(s.hub.opts.Grace)
			}
		case <-grace.C:
			if !s.connected() {
				return
			}
		case f := <-s.commands:
			idle.Reset(s.hub.opts.Idle)
			s.obey(f)
		case a := <-s.acquired:
			s.haveMachine(a)
			age.Reset(s.hub.opts.Age)
		case f, ok := <-s.frames():
			if !s.hear(f, ok) {
				return
			}
		case o := <-s.outcomes():
			s.brought(o)
		case <-s.unread():
			s.deaf()
		case <-s.overdue.C:
			s.overtime()
		case <-s.pulse.C:
			s.beat()
		case <-idle.C:
			s.retire(labproto.EndedIdle)
		case <-age.C:
			s.retire(labproto.EndedAge)
		}
	}
}

// finish gives the machine back and lets go of the page.
func (s *session) finish() {
	s.hub.forget(s)
	if s.stopWait != nil {
		s.stopWait()
		if a := <-s.acquired; a.lease != nil {
			s.lease = a.lease
			s.courier = newCourier(s.hub, s.lease.Machine())
		}
	}
	s.release()
	s.vacate()
	close(s.ended)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if s.conn != nil {
		s.conn.end(websocket.CloseGoingAway, labproto.CodeExpired)
	}
}

// frames is the machine's channel, or nil.
func (s *session) frames() <-chan labproto.Frame {
	if s.lease == nil {
		return nil
	}
	return s.lease.Machine().Frames()
}

// outcomes is the courier's channel, or nil.
func (s *session) outcomes() <-chan outcome {
	if s.courier == nil {
		return nil
	}
	return s.courier.outcomes
}

// unread is the courier's other channel, or nil.
func (s *session) unread() <-chan struct{} {
	if s.courier == nil {
		return nil
	}
	return s.courier.unread
}

func (s *session) release() {
	if s.lease == nil {
		return
	}
	defer s.vacate()
	s.recall()
	s.courier.end()
	s.courier, s.parcel, s.pinged = nil, nil, false
	if err := s.lease.Release(); err != nil {
		s.hub.opts.Log.Error("a machine did not end", "err", err)
	}
	s.lease = nil
}

// place takes one of the owner's places for a machine.
func (s *session) place() bool {
	select {
	case s.places <- struct{}{}:
		s.placed = true
	default:
	}
	return s.placed
}

// vacate gives the place back.
func (s *session) vacate() {
	if s.placed {
		s.placed = false
		<-s.places
	}
}

// acquire asks for a machine; the answer comes on s.acquired.
func (s *session) acquire() {
	if !s.place() {
		s.fail(labproto.CodeMachines, texts[labproto.CodeMachines])
		return
	}
	ctx, cancel := context.WithCancel(s.hub.ctx)
	s.stopWait = cancel
	s.asked = time.Now()
	s.status(labproto.Status{State: labproto.StateStarting})
	s.hub.work.Add(1)
	go func() {
		defer s.hub.work.Done()
		source, err := s.hub.source(ctx)
		if err == nil && s.machineRate.Wait(ctx) != nil {
			err = context.Canceled
		}
		if err != nil {
			s.acquired <- acquisition{nil, err}
			return
		}
		lease, err := source.Acquire(ctx, s.owner, func(position int, wait time.Duration) {
			st := labproto.Status{State: labproto.StateQueued, Position: uint32(position), WaitMillis: uint32(wait.Milliseconds())}
			s.out.add(labproto.FrameStatus, st.AppendPayload(nil))
		})
		s.acquired <- acquisition{lease, err}
	}()
}

// fail refuses the run that waited for a machine.
func (s *session) fail(code, text string) {
	s.status(labproto.Status{State: labproto.StateNone})
	var run uint32
	if s.pending != nil {
		run = s.pending.id
	}
	s.refuse(run, code, "", text)
	s.pending = nil
}

func (s *session) haveMachine(a acquisition) {
	s.stopWait()
	s.stopWait = nil
	if a.err != nil {
		s.vacate()
	}
	var none *noMachines
	switch {
	case a.err == nil:
	case errors.Is(a.err, context.Canceled):
		if s.pending != nil { // asked for since the wait was given up
			s.acquire()
		}
		return
	case errors.Is(a.err, sandbox.ErrQueueFull):
		s.fail(labproto.CodeFull, texts[labproto.CodeFull])
		return
	case errors.As(a.err, &none): // which the operator knows
		s.fail(labproto.CodeNoSandbox, texts[labproto.CodeNoSandbox]+": "+none.why)
		return
	default:
		s.hub.opts.Log.Error("no machine for a session", "err", a.err)
		s.fail(labproto.CodeNoSandbox, texts[labproto.CodeNoSandbox])
		return
	}
	s.lease = a.lease
	s.courier = newCourier(s.hub, s.lease.Machine())
	s.given = map[string]string{}
	s.machines++
	info := s.lease.Machine().Info()
	s.status(labproto.Status{State: labproto.StateReady, Kernel: info.Kernel, Accel: info.Accel,
		StartMicros: uint32(info.StartedIn.Microseconds()), WaitMillis: uint32(time.Since(s.asked).Milliseconds())})
	if r := s.pending; r != nil {
		s.pending = nil
		s.send(r)
	}
}
