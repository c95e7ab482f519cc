// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// patience is the timer slack of the runtime's own threads, in nanoseconds: more
// than the 4 ms between two ticks of the guest's kernel, so that no timer is set
// up for them alone.
const patience = 5_000_000

// BePatient lets the runtime's threads oversleep. One of them, Go's monitor
// (sysmon in runtime/proc.go), sleeps for 20 µs at a time while the program works,
// to see whether it can help. In a guest under TCG, where that is one processor's
// work too, the wake-ups take a third of a short run; a timer with slack goes off
// together with others (proc_pid_timerslack_ns(5)). The calling thread's own
// sleeps stay exact.
//
// The runtime wakes the monitor whenever the program goes on after a pause, so at
// the start of a run. From now on it runs when nothing else wants the processor:
// there is nothing that it could help a program with whose work is one thread's,
// and a fresh clone has a tenth less to translate up to its first reply.
func BePatient() {
	threads := otherThreads()
	for _, t := range threads {
		// A thread has a folder of its own besides the one among its process's, and
		// only that has the file. Without the right to write it the thread stays as
		// it is.
		fd, err := unix.Open("/proc/"+strconv.Itoa(t)+"/timerslack_ns", unix.O_WRONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			continue
		}
		_, _ = unix.Write(fd, strconv.AppendInt(nil, patience, 10))
		unix.Close(fd)
	}
	schedule(monitor(threads), unix.SCHED_IDLE)
}

// beAttentive gives the monitor its share of the processor back, for work that
// other threads have a part in: it is what lets one of them run while the calling
// one is in a long system call.
func beAttentive() { schedule(monitor(otherThreads()), unix.SCHED_NORMAL) }

// schedule sets a thread's policy and leaves its nice value (sched(7)). One that
// may not be set stays.
func schedule(thread int, policy uint32) {
	if thread == 0 {
		return
	}
	a, err := unix.SchedGetAttr(thread, 0)
	if err != nil {
		return
	}
	a.Policy = policy
	_ = unix.SchedSetAttr(thread, a, 0)
}

// monitor is the monitor among the process's other threads, which is the first
// that the runtime starts; 0 if there is none.
func monitor(threads []int) int {
	first := 0
	for _, t := range threads {
		if t > os.Getpid() && (first == 0 || t < first) {
			first = t
		}
	}
	return first
}

// otherThreads are the process's threads but the calling one.
func otherThreads() (threads []int) {
	entries, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return nil
	}
	self := unix.Gettid()
	for _, e := range entries {
		if t, err := strconv.Atoi(e.Name()); err == nil && t != self {
			threads = append(threads, t)
		}
	}
	return threads
}
