// SPDX-License-Identifier: Apache-2.0

// Package sandboxtest has a fake machine for tests of what uses machines, and
// the conformance suite that the fake and every real machine pass.
package sandboxtest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// Starter starts fakes.
type Starter struct {
	// Fail, if set, is asked before each start, counted from 1; an error is the
	// start's result.
	Fail func(n int) error
	// OnRun, if set, carries out runs in place of DefaultRun.
	OnRun func(m *Machine, r labproto.Run)
	// OnInput, if set, is told what is typed into programs.
	OnInput func(m *Machine, in labproto.Input)
	// OnInterrupt, if set, is what an interrupt does; nil fakes cannot be
	// interrupted.
	OnInterrupt func(m *Machine)

	mu       sync.Mutex
	starts   int
	machines []*Machine
}

// Start makes a fake machine.
func (s *Starter) Start(ctx context.Context) (sandbox.Machine, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starts++
	if s.Fail != nil {
		if err := s.Fail(s.starts); err != nil {
			return nil, err
		}
	}
	m := &Machine{onRun: s.OnRun, onInput: s.OnInput, onInterrupt: s.OnInterrupt, in: make(chan labproto.Frame), out: make(chan labproto.Frame),
		frames: make(chan labproto.Frame, 64), done: make(chan struct{}), stop: make(chan struct{}), closed: make(chan struct{}), files: map[string][]byte{}}
	if m.onRun == nil {
		m.onRun = DefaultRun
	}
	s.machines = append(s.machines, m)
	m.work.Add(1)
	m.reader.Add(1)
	go m.guest()
	go m.relay()
	return m, nil
}

// Machines gives all machines started so far, in order.
func (s *Starter) Machines() []*Machine {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Machine(nil), s.machines...)
}

// Live counts machines that have not ended: the leak ledger of tests.
func (s *Starter) Live() int {
	n := 0
	for _, m := range s.Machines() {
		select {
		case <-m.done:
		default:
			n++
		}
	}
	return n
}

// Machine is a fake: a goroutine in place of a guest.
type Machine struct {
	onRun       func(*Machine, labproto.Run)
	onInput     func(*Machine, labproto.Input)
	onInterrupt func(*Machine)
	in          chan labproto.Frame
	out         chan labproto.Frame
	frames      chan labproto.Frame
	stop        chan struct{} // closed to end it
	done        chan struct{}
	closed      chan struct{} // closed when nobody wants its frames any more
	work        sync.WaitGroup
	reader      sync.WaitGroup
	once        sync.Once
	close       sync.Once
	ending      sandbox.Ending
	pings       atomic.Int64
	files       map[string][]byte // the guest's alone
}

// Send implements sandbox.Machine.
func (m *Machine) Send(ctx context.Context, f labproto.Frame) error {
	select {
	case <-m.stop:
		return sandbox.ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	select {
	case m.in <- f:
		return nil
	case <-m.stop:
		return sandbox.ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Frames implements sandbox.Machine.
func (m *Machine) Frames() <-chan labproto.Frame { return m.frames }

// Done implements sandbox.Machine.
func (m *Machine) Done() <-chan struct{} { return m.done }

// Ending implements sandbox.Machine.
func (m *Machine) Ending() sandbox.Ending {
	select {
	case <-m.done:
		return m.ending
	default:
		return sandbox.Ending{}
	}
}

// Info implements sandbox.Machine.
func (m *Machine) Info() sandbox.Info {
	return sandbox.Info{Kernel: "0.0.0-fake", Accel: "fake", StartedIn: time.Millisecond}
}

// Interrupt implements sandbox.Interrupter.
func (m *Machine) Interrupt(context.Context) error {
	if m.onInterrupt == nil {
		return errors.New("this machine cannot be interrupted")
	}
	m.onInterrupt(m)
	return nil
}

// Close implements sandbox.Machine.
func (m *Machine) Close() error {
	m.close.Do(func() { close(m.closed) })
	m.End(sandbox.CauseClosed, "")
	m.reader.Wait()
	return nil
}

// End ends the machine as if by itself. What it has said can still be read.
func (m *Machine) End(c sandbox.Cause, text string) {
	m.once.Do(func() {
		m.ending = sandbox.Ending{Cause: c, Text: text}
		close(m.stop)
		m.work.Wait()
		close(m.done)
	})
	<-m.done
}

// Pings is how often it has been asked whether it is there.
func (m *Machine) Pings() int64 { return m.pings.Load() }

// Stopping is closed when the machine has to end: for an OnRun that waits.
func (m *Machine) Stopping() <-chan struct{} { return m.stop }

// Say sends a frame as the guest.
func (m *Machine) Say(f labproto.Frame) error {
	select {
	case m.out <- f:
		return nil
	case <-m.stop:
		return sandbox.ErrEnded
	}
}

// Event sends an event as the guest.
func (m *Machine) Event(e labproto.Event) error {
	return m.Say(labproto.Frame{Type: labproto.FrameEvent, Payload: e.AppendPayload(nil)})
}

func (m *Machine) relay() {
	defer m.reader.Done()
	defer close(m.frames)
	for {
		select {
		case f := <-m.out:
			select {
			case m.frames <- f:
			case <-m.closed:
				return
			}
		case <-m.stop:
			return
		}
	}
}

func (m *Machine) guest() {
	defer m.work.Done()
	for {
		select {
		case f := <-m.in:
			if err := m.answer(f); errors.Is(err, sandbox.ErrEnded) {
				return
			}
		case <-m.stop:
			return
		}
	}
}

func (m *Machine) answer(f labproto.Frame) error {
	switch f.Type {
	case labproto.FramePing:
		m.pings.Add(1)
		return m.Say(labproto.Frame{Type: labproto.FramePong, Payload: f.Payload})
	case labproto.FrameRun:
		r, err := labproto.ParseRun(f.Payload)
		if err == nil {
			err = r.Program.Check()
		}
		if err != nil {
			return m.refuse(r.ID, labproto.CodeProgram, err.Error())
		}
		m.onRun(m, r)
	case labproto.FrameFile:
		piece, err := labproto.ParseFile(f.Payload)
		if err != nil {
			return err
		}
		m.files[piece.Name] = append(m.files[piece.Name][:piece.Offset], piece.Data...)
	case labproto.FrameInput:
		in, err := labproto.ParseInput(f.Payload)
		if err == nil && m.onInput != nil {
			m.onInput(m, in)
		}
		return err
	case labproto.FrameStop, labproto.FrameClock:
	default:
		return m.refuse(0, labproto.CodeFrame, "a guest has no use for a frame of type "+f.Type.String())
	}
	return nil
}

// DefaultRun echoes: each send step is sent, and comes back at each receive step;
// a program that is run prints its own file.
func DefaultRun(m *Machine, r labproto.Run) {
	n := uint32(0)
	say := func(e labproto.Event) {
		n++
		e.Run, e.Seq = r.ID, n
		_ = m.Event(e) // an ended machine needs no events
	}
	say(labproto.Event{Kind: labproto.KindStart, Step: -1})
	var data []byte
	for i, s := range r.Program.Steps {
		switch s.Op {
		case labproto.OpSend:
			data = s.Data
			say(labproto.Event{Kind: labproto.KindSent, Step: int32(i), Lane: s.Actor, Data: data})
		case labproto.OpExec:
			for chunk := range slices.Chunk(m.files[s.Name], labproto.MaxData) {
				say(labproto.Event{Kind: labproto.KindOutput, Step: int32(i), Lane: s.Actor, Name: "stdout", Data: chunk})
			}
		case labproto.OpReceive:
			say(labproto.Event{Kind: labproto.KindReceived, Step: int32(i), Lane: s.Actor, Data: data})
		case labproto.OpSleep:
			say(labproto.Event{Kind: labproto.KindEnter, Step: int32(i), Lane: s.Actor, Name: "clock_nanosleep"})
			if m.sleep(time.Duration(s.Millis) * time.Millisecond) {
				say(labproto.Event{Kind: labproto.KindEnd, Step: -1, Name: labproto.EndStopped})
				return
			}
		}
	}
	say(labproto.Event{Kind: labproto.KindEnd, Step: -1, Name: labproto.EndDone})
}

// sleep is a run that waits, and meanwhile answers; stopped says that it was
// told to stop.
func (m *Machine) sleep(d time.Duration) (stopped bool) {
	t := time.NewTimer(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			return false
		case <-m.stop:
			return false
		case f := <-m.in:
			switch f.Type {
			case labproto.FrameStop:
				return true
			case labproto.FrameRun:
				r, _ := labproto.ParseRun(f.Payload) // what can be read of it
				_ = m.refuse(r.ID, labproto.CodeBusy, "a run is going on")
			default:
				_ = m.answer(f)
			}
		}
	}
}

func (m *Machine) refuse(run uint32, code, text string) error {
	r := labproto.Refused{Run: run, Code: code, Text: text}
	return m.Say(labproto.Frame{Type: labproto.FrameRefused, Payload: r.AppendPayload(nil)})
}
