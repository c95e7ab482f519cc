// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/klog"
	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// run is a program being carried out.
type run struct {
	s        *supervisor
	id       uint32
	program  labproto.Program
	actors   []*actor // in the order of their first steps
	done     map[string]bool
	over     []bool   // which steps are done
	deaf     []uint32 // positions of steps whose lost input has been told
	seq      uint32
	lines    lines
	rays     *rays // nil where the kernel is not traced
	output   int   // bytes of programs' output told
	cut      bool  // and it was told that there is more
	deadline time.Time
	died     bool   // an actor ended before its steps did
	end      string // how the run ended, once it has
	msg      []byte
}

// actor is one process of the run.
type actor struct {
	name    string
	process *process // nil once it has ended
	steps   []int    // positions not handed out yet
	busy    int      // handed out and not done
	calls   uint32   // where the actor's call numbers start
	named   bool     // the process knows whose part it plays
	lost    bool     // the process has ended by itself
}

// callStride keeps the call numbers of actors apart: each counts from a
// multiple of it.
const callStride = 1 << 20

func newRun(s *supervisor, r labproto.Run) *run {
	limit := r.Program.LimitMillis()
	n := &run{s: s, id: r.ID, program: r.Program, done: map[string]bool{}, over: make([]bool, len(r.Program.Steps)),
		deadline: time.Now().Add(time.Duration(limit) * time.Millisecond), msg: s.msg,
		lines: lines{log: s.log}}
	if s.log != nil {
		_ = s.log.Drain(func(klog.Record) {}) // what came between runs is nobody's
		n.lines.next = s.log.Next()
	}
	n.tell(labproto.Event{Kind: labproto.KindStart, Step: -1, Args: []labproto.Arg{
		{Name: "kernel", Value: release()}, {Name: "machine", Value: runtime.GOARCH}}})
	n.tell(labproto.Event{Kind: labproto.KindLane, Lane: labproto.LaneKernel, Step: -1})
	n.tell(labproto.Event{Kind: labproto.KindLane, Lane: labproto.LaneLog, Step: -1})
	for i := range r.Program.Steps {
		name := r.Program.Steps[i].Actor
		a := n.actor(name)
		if a == nil {
			a = &actor{name: name, calls: uint32(len(n.actors)) * callStride}
			n.actors = append(n.actors, a)
			n.hire(a)
		}
		a.steps = append(a.steps, i)
	}
	if n.look(); n.rays != nil {
		n.deadline = time.Now().Add(time.Duration(limit) * time.Millisecond)
	}
	return n
}

func (r *run) actor(name string) *actor {
	for _, a := range r.actors {
		if a.name == name {
			return a
		}
	}
	return nil
}

// hire gives an actor its process.
func (r *run) hire(a *actor) {
	p, err := r.s.takeWorker()
	if err != nil {
		r.tell(labproto.Event{Kind: labproto.KindNote, Lane: a.name, Step: -1, Name: "no-process", Text: err.Error()})
		r.died = true
		return
	}
	a.process = p
	r.tell(labproto.Event{Kind: labproto.KindLane, Lane: a.name, Step: -1, PID: uint32(p.cmd.Process.Pid)})
}

// advance hands out every step that may be taken now, and ends the run when
// there is nothing left to do or nothing that ever can be done.
func (r *run) advance() {
	waiting, working := false, false
	for _, a := range r.actors {
		if a.process == nil {
			continue
		}
		r.handOut(a)
		working = working || a.busy > 0
		waiting = waiting || len(a.steps) > 0
	}
	switch {
	case r.end != "" || working:
	case waiting:
		r.end = labproto.EndWaiting
	case r.died:
		r.end = labproto.EndDied
	default:
		r.end = labproto.EndDone
	}
}

// handOut sends an idle actor its next steps, up to one that has to wait.
func (r *run) handOut(a *actor) {
	if a.busy > 0 {
		return
	}
	var msg []byte
	for len(a.steps) > 0 && r.mayTake(&r.program.Steps[a.steps[0]]) {
		next := worker.AppendStep(nil, a.steps[0], r.program.Steps[a.steps[0]])
		// What a step loads is traced from the next one on.
		if len(msg) > 0 && (r.rays != nil || len(msg)+len(next) > worker.MaxMessage-256) {
			break
		}
		if !a.named {
			a.named = true
			msg = worker.AppendRecord(msg, worker.RecordName, []byte(a.name))
		}
		msg = append(msg, next...)
		a.steps = a.steps[1:]
		a.busy++
	}
	if len(msg) > 0 {
		if _, err := unix.Write(a.process.fd, msg); err != nil {
			r.lost(a)
		}
	}
}

func (r *run) mayTake(s *labproto.Step) bool {
	for _, l := range s.After {
		if !r.done[l] {
			return false
		}
	}
	return true
}

// collect tells what the workers and the log have to say.
func (r *run) collect() {
	r.merge(r.sweep())
	if r.end == "" && !time.Now().Before(r.deadline) {
		r.end = labproto.EndTimeout
	}
	if r.end == "" {
		r.advance()
	}
}

func (r *run) record(a *actor, h heard) {
	switch h.kind {
	case worker.RecordEvent:
		if h.event.Lane == "" {
			h.event.Lane = a.name
		}
		if h.event.Call != 0 {
			h.event.Call += a.calls
		}
		r.reached(&h.event)
		r.rays.note(a, &h.event)
		if r.mayTell(&h.event) {
			r.tell(h.event)
		}
	case worker.RecordLog:
		r.tellLines(h.line, h.time)
	case worker.RecordDone:
		a.busy--
		if int(h.step) < len(r.program.Steps) {
			r.done[r.program.Steps[h.step].Label] = true
			r.done[r.program.Steps[h.step].Receiving] = true
			r.over[h.step] = true
			r.rays.done(r.program.Steps[h.step].Op)
		}
	case recordLost:
		r.lost(a)
	}
}

// reached notes that a step's program waits for messages.
func (r *run) reached(e *labproto.Event) {
	if e.Kind != labproto.KindEnter || !strings.HasPrefix(e.Name, "recv") || e.Step < 0 || int(e.Step) >= len(r.program.Steps) {
		return
	}
	if l := r.program.Steps[e.Step].Receiving; l != "" {
		r.done[l] = true
	}
}

// mayTell bounds a run's output: what programs write past the bound is not told,
// and one note says so.
func (r *run) mayTell(e *labproto.Event) bool {
	if e.Kind == labproto.KindNote && e.Name == labproto.NoteOutputCut {
		first := !r.cut
		r.cut = true
		return first
	}
	if e.Kind != labproto.KindOutput {
		return true
	}
	e.Data = e.Data[:min(len(e.Data), maxOutput-r.output)]
	r.output += len(e.Data)
	if r.output < maxOutput || r.cut {
		return len(e.Data) > 0
	}
	r.tell(*e)
	r.cut = true
	r.tell(labproto.Event{Kind: labproto.KindNote, Lane: e.Lane, Step: e.Step, Name: labproto.NoteOutputCut,
		Text: "the programs of this run write more than is shown"})
	return false
}

// lost tells that an actor's process ended by itself.
func (r *run) lost(a *actor) {
	unix.Close(a.process.fd)
	status := a.process.wait()
	e := labproto.Event{Kind: labproto.KindExit, Lane: a.name, Step: -1, PID: uint32(a.process.cmd.Process.Pid), Ret: int64(status.ExitStatus())}
	if status.Signaled() {
		e.Name = unix.SignalName(syscall.Signal(status.Signal()))
	}
	r.died = r.died || a.busy > 0 || len(a.steps) > 0
	a.process, a.busy, a.steps = nil, 0, nil
	r.tell(e)
}

// discard ends every process of the run, and with them every socket.
func (r *run) discard() {
	for _, a := range r.actors {
		if a.process != nil {
			a.process.end()
			a.process = nil
		}
	}
}

// tell numbers an event and queues it for the host.
func (r *run) tell(e labproto.Event) {
	if r.seq >= labproto.MaxEvents {
		return
	}
	r.seq++
	if r.seq == labproto.MaxEvents-1 && e.Kind != labproto.KindEnd {
		r.end = labproto.EndTooMany
		r.seq--
		return
	}
	e.Run, e.Seq = r.id, r.seq
	if e.Time == 0 {
		e.Time = monotonic()
	}
	r.s.port.queue(labproto.FrameEvent, e.AppendPayload(nil))
}

func (r *run) millisLeft() int {
	return max(0, int(time.Until(r.deadline).Milliseconds())+1)
}

func monotonic() uint64 {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts) // fails only for a bad clock
	return uint64(ts.Nano())
}
