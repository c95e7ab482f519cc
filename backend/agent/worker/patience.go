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
func BePatient() {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	self := strconv.Itoa(unix.Gettid())
	for _, t := range threads {
		if t.Name() == self {
			continue
		}
		// A thread has a folder of its own besides the one among its process's, and
		// only that has the file. Without the right to write it the thread stays as
		// it is.
		fd, err := unix.Open("/proc/"+t.Name()+"/timerslack_ns", unix.O_WRONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			continue
		}
		_, _ = unix.Write(fd, strconv.AppendInt(nil, patience, 10))
		unix.Close(fd)
	}
}
