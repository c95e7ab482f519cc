// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"slices"
	"strconv"
	"strings"

	"netlinklab/backend/agent/xray"
	"netlinklab/wasm/labproto"
)

const (
	// maxRays bounds how many functions of the kernel a run tells, entries and
	// returns together.
	maxRays = 6000
	// microsecond is how exactly the kernel tells when a function was entered.
	microsecond = 1000
	// stackSpan is how far a stack and the entry that it belongs to may be apart,
	// in nanoseconds: both are recorded in the same entry, but a guest may have to
	// wait for its processor in between.
	stackSpan = 1_000_000_000
)

// rays are what ftrace says of a run's tasks. It is told in the lanes of the
// actors, and within the calls that it happened in: a function that was entered
// while a lane is in a call is that call's. What is read before the call has
// been told waits.
type rays struct {
	run     *run
	tracing *xray.Tracing
	tasks   map[int]*rayTask
	lanes   map[string]*rayLane
	told    int
	waiting int
	cut     bool
}

// rayTask is a thread.
type rayTask struct {
	lane    *rayLane // nil as long as nobody has said whose it is
	agent   bool     // it is the actor itself, whose own doings are not told
	waiting []ray
}

// ray is an entry or a return, with the stack of it where there is one, or with
// an empty name a stack alone.
type ray struct {
	xray.Call
	stack []string
}

// latest is when it happened at the latest: the kernel rounds down.
func (x *ray) latest() uint64 { return x.Time + microsecond - 1 }

// rayLane is what has been told in a lane.
type rayLane struct {
	name    string
	actor   *actor
	call    uint32 // the call that it is in, 0 for none
	step    int32
	entered uint64 // when
	back    bool   // the first function that it entered has returned
	program uint32 // the process of the program that the actor runs, 0 for none
}

// look begins to trace the actors of a run that asks for it.
func (r *run) look() {
	if !r.program.XRay {
		return
	}
	if !r.s.Guest {
		r.unseen("only a guest's own kernel is traced")
		return
	}
	x := &rays{run: r, tasks: map[int]*rayTask{}, lanes: map[string]*rayLane{}}
	var tids []int
	for _, a := range r.actors {
		if a.process != nil {
			tid := a.process.cmd.Process.Pid
			tids = append(tids, tid)
			x.tasks[tid] = &rayTask{lane: x.lane(a.name, a), agent: true}
		}
	}
	var err error
	if x.tracing, err = r.s.functions.Start(tids, r.program.XRayStack); err != nil {
		r.unseen(err.Error())
		return
	}
	r.rays = x
}

func (r *run) unseen(why string) {
	r.tell(labproto.Event{Kind: labproto.KindNote, Lane: labproto.LaneKernel, Step: -1, Name: labproto.NoteXRayUnavailable, Text: why})
}

func (x *rays) lane(name string, a *actor) *rayLane {
	l := x.lanes[name]
	if l == nil {
		l = &rayLane{name: name, actor: a, step: -1}
		x.lanes[name] = l
	}
	return l
}

// read takes what the kernel has recorded.
func (x *rays) read() {
	if x == nil || x.cut {
		return
	}
	calls, overrun := x.tracing.Read()
	if overrun {
		x.lose("the kernel had no room for all that it recorded")
	}
	for _, c := range calls {
		t := x.task(c.PID)
		// The clock of durations and that of entries do not go quite alike.
		if n := len(t.waiting); n > 0 {
			t.waiting[n-1].Time = min(t.waiting[n-1].Time, c.Time)
		}
		x.wait(t, len(t.waiting), ray{Call: c})
	}
	for _, s := range x.tracing.Stacks() {
		x.attach(x.task(s.PID), s)
	}
}

func (x *rays) task(tid int) *rayTask {
	t := x.tasks[tid]
	if t == nil {
		t = &rayTask{}
		x.tasks[tid] = t
	}
	return t
}

func (x *rays) wait(t *rayTask, at int, w ray) {
	if x.waiting < maxRays {
		t.waiting = slices.Insert(t.waiting, at, w)
		x.waiting++
	}
}

// attach gives a stack to the entry that it belongs to. One whose entry has been
// told, or is read later, stands by itself.
func (x *rays) attach(t *rayTask, s xray.Stack) {
	name, _, _ := strings.Cut(s.Frames[0], " ")
	var nearest *ray
	span := uint64(stackSpan)
	for i := range t.waiting {
		w := &t.waiting[i]
		if apart := max(w.Time, s.Time) - min(w.Time, s.Time); w.Enter && w.Name == name && w.stack == nil && apart < span {
			nearest, span = w, apart
		}
	}
	if nearest != nil {
		nearest.stack = s.Frames
		return
	}
	at := slices.IndexFunc(t.waiting, func(w ray) bool { return w.Time >= s.Time })
	if at < 0 {
		at = len(t.waiting)
	}
	x.wait(t, at, ray{Call: xray.Call{PID: s.PID, Time: s.Time}, stack: s.Frames})
}

// lose tells once that not everything is told.
func (x *rays) lose(why string) {
	if x.cut {
		return
	}
	x.cut = true
	_ = x.tracing.Pause() // what is recorded all the same is not read
	x.run.tell(labproto.Event{Kind: labproto.KindNote, Lane: labproto.LaneKernel, Step: -1, Name: labproto.NoteXRayLost, Text: why})
}

// first gives the task whose waiting entry or return can be told now and is the
// earliest, and when that was. head gives the time of the next thing that an
// actor has to say, if it has said something.
func (x *rays) first(head func(*actor) (uint64, bool)) (t *rayTask, time uint64) {
	if x == nil {
		return nil, 0
	}
	for _, k := range x.tasks {
		for len(k.waiting) > 0 && k.lane != nil {
			w := &k.waiting[0]
			if next, said := head(k.lane.actor); !k.inside(w) && (!said || next <= w.latest()) {
				break // what it is part of is told before
			} else if k.agent && !k.inside(w) {
				x.drop(k)
				continue
			} else if !said && k.maybeOwn() {
				break // until it is known whether the call is over
			}
			if t == nil || w.latest() < time {
				t, time = k, w.latest()
			}
			break
		}
	}
	return t, time
}

// inside says whether it happened in the call that the lane is in. What an actor
// does for the program that it runs is not in the program's.
func (k *rayTask) inside(w *ray) bool {
	return k.lane.call != 0 && w.latest() >= k.lane.entered && (!k.agent || k.lane.program == 0)
}

// maybeOwn says that what comes next may be the actor's own doing, though nobody
// has said yet that its call is over: it asks a socket for its address before it
// tells what came of a call.
func (k *rayTask) maybeOwn() bool { return k.agent && k.lane.back }

func (x *rays) drop(k *rayTask) {
	k.waiting = k.waiting[1:]
	x.waiting--
}

// tell tells a task's first waiting entry or return.
func (x *rays) tell(k *rayTask, time uint64) {
	w := k.waiting[0]
	x.drop(k)
	if x.told++; x.told > maxRays {
		x.lose("more was recorded than is told of one run")
		return
	}
	e := labproto.Event{Kind: labproto.KindCallRet, Lane: k.lane.name, Step: -1, Name: w.Name, Time: time,
		Args: []labproto.Arg{{Name: "depth", Value: strconv.Itoa(w.Depth)}}}
	if k.inside(&w) {
		e.Call, e.Step = k.lane.call, k.lane.step
		k.lane.back = k.lane.back || w.Depth == 0 && !w.Enter && w.Name != ""
	}
	if w.Enter {
		e.Kind = labproto.KindCall
		e.Args = append(e.Args, labproto.Arg{Name: "cpu", Value: strconv.Itoa(w.CPU)})
	} else {
		e.Args = append(e.Args, labproto.Arg{Name: "duration_ns", Value: strconv.FormatUint(w.Duration, 10)})
	}
	if w.Module != "" {
		e.Args = append(e.Args, labproto.Arg{Name: "module", Value: w.Module})
	}
	if w.Name != "" {
		x.run.tell(e)
	}
	if w.stack != nil {
		e.Kind, e.Name, e.Args = labproto.KindNote, labproto.NoteXRayStack, nil
		e.Text = strings.Join(w.stack, "\n")
		x.run.tell(e)
	}
}

// note keeps up with what is told of an actor.
func (x *rays) note(a *actor, e *labproto.Event) {
	if x == nil {
		return
	}
	l := x.lane(e.Lane, a)
	switch {
	case e.Kind == labproto.KindEnter:
		l.call, l.step, l.entered, l.back = e.Call, e.Step, e.Time, false
	case e.Kind == labproto.KindReturn:
		x.finish(l, e.Time)
		l.call = 0
	case e.Kind == labproto.KindExit && e.PID == l.program:
		l.program, l.call = 0, 0
	case e.Kind == labproto.KindExit:
		l.call = 0
	case e.Kind == labproto.KindNote && e.Name == "program":
		l.program = e.PID
		x.know(e.PID, l, false)
	case e.PID != 0: // a lane that begins, or an actor that goes on as another process
		x.know(e.PID, l, e.Kind == labproto.KindNote)
	}
}

// done traces what a step has loaded.
func (x *rays) done(op labproto.Op) {
	if x == nil || op != labproto.OpLoad && op != labproto.OpInsert && op != labproto.OpUnload {
		return
	}
	if err := x.tracing.Modules(); err != nil {
		x.run.unseen(err.Error())
	}
}

func (x *rays) know(pid uint32, l *rayLane, agent bool) {
	t := x.task(int(pid))
	t.lane, t.agent = l, agent
}

// finish tells what happened in a lane's call up to its return.
func (x *rays) finish(l *rayLane, until uint64) {
	for _, k := range x.tasks {
		for k.lane == l && len(k.waiting) > 0 && k.waiting[0].Time <= until && k.inside(&k.waiting[0]) {
			if k.maybeOwn() && k.waiting[0].latest() > until {
				break // in the return's own microsecond
			}
			x.tell(k, min(k.waiting[0].latest(), until))
		}
	}
}

// last tells what calls that have not come back have done so far.
func (x *rays) last() {
	if x == nil {
		return
	}
	x.read()
	for _, l := range x.lanes {
		x.finish(l, 1<<63)
	}
}

// close ends the tracing. What cannot be ended shows when the next one begins.
func (x *rays) close() {
	if x != nil {
		_ = x.tracing.Stop()
	}
}
