// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"os"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/niceness"
)

// A machine that keeps a processor busy steps back behind those whose learners
// wait for an answer, until it has been quiet for a while. A lesson's run takes
// some 20 ms of a processor; where nobody else wants one, nothing is lost.
const (
	// lookEvery is how often a machine's processor time is looked at.
	lookEvery = 100 * time.Millisecond
	// freeShare of a processor, as a divisor, is never counted: 5 %.
	freeShare = 20
	// A machine that has used spent more than its share steps back, and comes
	// forward again when that has become regained. It never counts more than
	// mostSpent, so that it comes forward after 4 s at most without work.
	spent     = 500 * time.Millisecond
	regained  = 400 * time.Millisecond
	mostSpent = 600 * time.Millisecond
	// backNice is its nice value then: a seventieth of the weight that others
	// have (sched_prio_to_weight in kernel/sched/core.c).
	backNice = 19
)

// allowance says whether a machine has to step back.
type allowance struct {
	over time.Duration // processor time used beyond the share
	back bool
}

// use counts processor time that was used within a span.
func (a *allowance) use(cpu, span time.Duration) {
	a.over = min(max(a.over+cpu-span/freeShare, 0), mostSpent)
	switch {
	case a.over >= spent:
		a.back = true
	case a.over <= regained:
		a.back = false
	}
}

// watch gives the machine the priority that it deserves until it ends. A host
// that does not allow it leaves it as it is; the next look tries again. An
// ordinary user may step back and not come forward (RLIMIT_NICE in setrlimit(2)):
// there a machine that has kept a processor busy stays back.
func (m *machine) watch() {
	defer m.reader.Done()
	pid := m.info.PID
	usual, err := unix.Getpriority(unix.PRIO_PROCESS, os.Getpid()) // whose child it is
	if err != nil {
		return
	}
	usual = 20 - usual // the system call's way to avoid negative values (getpriority(2))
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var a allowance
	if m.behind {
		a = allowance{mostSpent, true}
	}
	last, then, back := cpuTime(pid), time.Now(), false
	for {
		select {
		case <-m.done:
			return
		case <-tick.C:
		}
		cpu, at := cpuTime(pid), time.Now()
		if !m.rehearsing.Load() {
			a.use(cpu-last, at.Sub(then))
		}
		last, then = cpu, at
		wanted := a.back && !m.dying.Load()
		switch {
		case wanted == back:
		case wanted && niceness.Process(pid, backNice, backNice) == nil:
			back = true
		case !wanted && niceness.Process(pid, usual, 0) == nil:
			back = false
		}
	}
}

// cpuTime is the processor time that a process has used, 0 if it is gone: the
// clock that clock_getcpuclockid(3) names.
func cpuTime(pid int) time.Duration {
	const schedClock = 2 // CPUCLOCK_SCHED in linux/posix-timers.h
	var t unix.Timespec
	if unix.ClockGettime(int32(^pid<<3|schedClock), &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
