// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

func TestQueueAndReset(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 1})
	first := w.welcome(labproto.Hello{})
	first.run(1)
	first.event(labproto.KindEnd)
	second := w.welcome(labproto.Hello{})
	second.run(1)
	second.until(func(f labproto.Frame) bool {
		st, err := labproto.ParseStatus(f.Payload)
		return f.Type == labproto.FrameStatus && err == nil && st.State == labproto.StateQueued && st.Position == 1
	})
	third := w.welcome(labproto.Hello{})
	third.run(1)
	if r := third.refused(); r.Code != labproto.CodeFull || r.Run != 1 {
		t.Errorf("%+v", r)
	}
	first.send(labproto.FrameReset, nil)
	second.event(labproto.KindEnd)
}

// TestEverybodyGetsAMachineInTurn has one machine and several learners, who see
// their place and move up.
func TestEverybodyGetsAMachineInTurn(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 5})
	first := w.welcome(labproto.Hello{})
	first.run(1)
	first.event(labproto.KindEnd)
	var waiting []*page
	for n := range uint32(4) {
		w.newLearner()
		p := w.welcome(labproto.Hello{})
		p.run(1)
		if st := p.status(labproto.StateQueued); st.Position != n+1 {
			t.Fatalf("learner %d is at %d", n+1, st.Position)
		}
		waiting = append(waiting, p)
	}
	waiting[1].send(labproto.FrameStop, nil)
	waiting[1].status(labproto.StateNone)
	if st := waiting[3].status(labproto.StateQueued); st.Position != 3 {
		t.Errorf("the fourth is at %d after the second has left", st.Position)
	}
	first.send(labproto.FrameReset, nil) // gives its machine away and stands in line
	first.status(labproto.StateQueued)
	for _, i := range []int{0, 2, 3} {
		waiting[i].event(labproto.KindEnd)
		waiting[i].send(labproto.FrameReset, nil)
	}
	if st := first.status(labproto.StateReady); st.Machine != 2 {
		t.Errorf("%+v", st)
	}
}

// TestStoppedWaitIsTakenUpAgain runs, stops and runs again while no machine is
// free: the second run has its turn.
func TestStoppedWaitIsTakenUpAgain(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, sandbox.PoolOptions{Warm: 0, Max: 1, MaxQueue: 5})
	first := w.welcome(labproto.Hello{})
	first.run(1)
	first.event(labproto.KindEnd)
	second := w.welcome(labproto.Hello{})
	for id := uint32(1); id < 6; id++ {
		second.run(id)
		second.send(labproto.FrameStop, nil)
	}
	second.run(6)
	for range 5 {
		second.status(labproto.StateNone)
	}
	second.status(labproto.StateStarting)
	second.status(labproto.StateQueued) // before the first is
	first.ws.Close()
	first = w.welcome(labproto.Hello{Session: first.session, LastSeq: first.last})
	first.send(labproto.FrameReset, nil)
	if e := second.event(labproto.KindEnd); e.Run != 6 {
		t.Errorf("run %d ended", e.Run)
	}
}

// TestResetsDoNotStarveOthers resets in a loop; another learner's run is
// answered, and few machines were spent.
func TestResetsDoNotStarveOthers(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	began := time.Now()
	const resets = 25
	for range resets {
		p.send(labproto.FrameReset, nil)
		p.answered()
	}
	w.newLearner()
	other := w.welcome(labproto.Hello{})
	other.run(1)
	other.event(labproto.KindEnd)
	allowed := machineBurst + int(time.Since(began)/machineEvery) + 1 + roomy.Warm + 2
	if n := len(w.fakes.Machines()); n > allowed || n >= resets {
		t.Errorf("%d machines were started, %d are allowed", n, allowed)
	}
}

func TestIdleMachineIsRetired(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Idle: 50 * time.Millisecond}, roomy)
	p := w.welcome(labproto.Hello{})
	p.run(1)
	if st := p.status(labproto.StateEnded); st.Code != labproto.EndedIdle {
		t.Errorf("%+v", st)
	}
	p.run(2)
	p.event(labproto.KindEnd)
}

func TestOldMachineIsRetired(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Age: 50 * time.Millisecond}, roomy)
	p := w.welcome(labproto.Hello{})
	for id := uint32(1); id < 3; id++ {
		p.run(id)
		if st := p.status(labproto.StateEnded); st.Code != labproto.EndedAge || st.Machine != id {
			t.Errorf("%+v", st)
		}
	}
}

// TestLeavingEndsTheMachine closes the page: nothing of it is left but the warm
// machine that waits for the next learner.
func TestLeavingEndsTheMachine(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Grace: 20 * time.Millisecond}, sandbox.PoolOptions{Warm: 0, Max: 4, MaxQueue: 1})
	p := w.welcome(labproto.Hello{})
	p.run(1)
	p.event(labproto.KindEnd)
	p.ws.Close()
	w.alone()
	select {
	case <-w.fakes.Machines()[0].Done():
	case <-time.After(20 * time.Second):
		t.Error("the machine outlives its session")
	}
}

// TestManyTabs opens more sessions in one browser than it may have.
func TestManyTabs(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	first := w.welcome(labproto.Hello{})
	for range sessionsPerOwner - 1 {
		w.welcome(labproto.Hello{})
	}
	if r := w.open(labproto.Hello{}).refused(); r.Code != labproto.CodeRate {
		t.Errorf("%+v", r)
	}
	first.ws.Close() // its session is kept for a while, unless another one needs its place
	for tries := 0; ; tries++ {
		f := w.open(labproto.Hello{}).next()
		if f.Type == labproto.FrameWelcome {
			break
		}
		if tries == 1000 {
			t.Fatalf("%s %q", f.Type, f.Payload)
		}
	}
	w.newLearner()
	w.welcome(labproto.Hello{})
}

// TestShortGrace has sessions that are gone as soon as their pages are, and not
// before their pages are there.
func TestShortGrace(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Grace: time.Nanosecond}, roomy)
	for range 50 {
		p := w.welcome(labproto.Hello{})
		p.run(1)
		p.event(labproto.KindEnd)
		p.ws.Close()
	}
	w.alone()
}

// TestNobodyTakesAllMachines has a learner with one more tab than machines that
// one may have: that tab is told so, others get theirs, and a tab that closes
// makes room.
func TestNobodyTakesAllMachines(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{PerOwner: 2, Grace: time.Millisecond}, sandbox.PoolOptions{Warm: 0, Max: 4, MaxQueue: 1})
	var tabs []*page
	for range 3 {
		tabs = append(tabs, w.welcome(labproto.Hello{}))
	}
	for _, p := range tabs[:2] {
		p.run(1)
		p.event(labproto.KindEnd)
	}
	tabs[2].run(1)
	if r := tabs[2].refused(); r.Code != labproto.CodeMachines || r.Run != 1 {
		t.Errorf("%+v", r)
	}
	tabs[0].send(labproto.FrameReset, nil) // a new machine takes the place of its old one
	if st := tabs[0].status(labproto.StateReady); st.Machine != 2 {
		t.Errorf("%+v", st)
	}
	tabs[1].ws.Close()
	tick := time.NewTicker(time.Second / framesPerSecond)
	defer tick.Stop()
	for id := uint32(2); ; id++ {
		<-tick.C
		tabs[2].run(id)
		f := tabs[2].until(func(f labproto.Frame) bool {
			e, err := labproto.ParseEvent(f.Payload)
			return f.Type == labproto.FrameRefused || f.Type == labproto.FrameEvent && err == nil && e.Kind == labproto.KindEnd
		})
		if f.Type == labproto.FrameEvent {
			break
		}
	}
	w.newLearner()
	other := w.welcome(labproto.Hello{})
	other.run(1)
	other.event(labproto.KindEnd)
}
