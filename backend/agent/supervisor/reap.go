// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// sigPID is where siginfo_t has si_pid for SIGCHLD
// (include/uapi/asm-generic/siginfo.h): behind three ints, at the alignment of
// a pointer.
const sigPID = (3*4 + unsafe.Sizeof(uintptr(0)) - 1) &^ (unsafe.Sizeof(uintptr(0)) - 1)

// reap takes what is left of processes that a run's programs have left behind:
// in a guest they are children of this process, and as long as nobody asks how
// they ended they keep their process ids, of which a fork bomb has used many.
// A worker that ended is not touched: its own wait is still to come. It does
// not wait.
func (s *supervisor) reap() {
	if !s.Guest || !s.littered {
		return
	}
	s.littered = false
	for {
		var info unix.Siginfo
		if err := unix.Waitid(unix.P_ALL, 0, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil); err != nil {
			return
		}
		pid := int(*(*int32)(unsafe.Add(unsafe.Pointer(&info), sigPID)))
		if pid == 0 || s.worker(pid) {
			return
		}
		if _, err := unix.Wait4(pid, nil, unix.WNOHANG, nil); err != nil {
			return
		}
	}
}

// worker says whether a process is one that waits for a run.
func (s *supervisor) worker(pid int) bool {
	for _, p := range s.spare {
		if p.cmd.Process.Pid == pid {
			return true
		}
	}
	return false
}
