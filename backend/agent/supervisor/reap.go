// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// sigPID is where siginfo_t has si_pid for SIGCHLD
// (include/uapi/asm-generic/siginfo.h): behind three ints, at the alignment of
// a pointer.
const sigPID = (3*4 + unsafe.Sizeof(uintptr(0)) - 1) &^ (unsafe.Sizeof(uintptr(0)) - 1)

// tidy makes up for what the last run's programs may have done to a guest in
// which they are somebody: left processes behind, and killed workers.
func (s *supervisor) tidy() {
	if !s.Guest || !s.littered {
		return
	}
	s.littered = false
	s.weed()
	reap(s.worker)
}

// weed parts with workers that somebody has killed, whether they know it yet or
// not: a run that was given to one would end at once.
func (s *supervisor) weed() {
	kept := s.spare[:0]
	for _, p := range s.spare {
		if doomed(p.cmd.Process.Pid) {
			p.end()
			continue
		}
		kept = append(kept, p)
	}
	s.spare = kept
}

// doomed says whether a process has ended or has SIGKILL waiting for it
// (proc_pid_status(5)).
func doomed(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return true
	}
	for line := range bytes.Lines(status) {
		key, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(":\t"))
		switch string(key) {
		case "State":
			if value[0] == 'Z' {
				return true
			}
		case "SigPnd", "ShdPnd":
			if mask, _ := strconv.ParseUint(string(value), 16, 64); mask&(1<<(unix.SIGKILL-1)) != 0 {
				return true
			}
		}
	}
	return false
}

// reap takes what is left of processes that are nobody's: in a guest they are
// children of this process, and as long as nobody asks how they ended they keep
// their process ids, of which a fork bomb has used many. A worker that ended is
// not touched: its own wait is still to come. It does not wait.
func reap(worker func(pid int) bool) {
	for {
		var info unix.Siginfo
		if err := unix.Waitid(unix.P_ALL, 0, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil); err != nil {
			return
		}
		pid := int(*(*int32)(unsafe.Add(unsafe.Pointer(&info), sigPID)))
		if pid == 0 || worker(pid) {
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
