// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// takePrecedence lets this thread run as soon as there is something to read, on
// the one processor of a guest: a worker that tells that a call begins is made
// to wait until the host has it, so that a call that crashes the kernel is told
// (sched(7), SCHED_FIFO). What the supervisor starts has no such precedence.
func takePrecedence() {
	runtime.LockOSThread()
	a := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 1, Flags: unix.SCHED_FLAG_RESET_ON_FORK}
	_ = unix.SchedSetAttr(0, &a, 0) // without it only the order of a crash suffers
}
