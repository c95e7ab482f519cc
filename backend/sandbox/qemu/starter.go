// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
)

// starter starts processes from one thread that lives until close. The kernel
// sends a child its PR_SET_PDEATHSIG when the thread that made it ends, not the
// process (prctl(2)), and Go ends threads as it likes.
type starter struct {
	jobs  chan startJob
	ended chan struct{}
}

type startJob struct {
	cmd  *exec.Cmd
	done chan error
}

func newStarter() *starter {
	s := &starter{jobs: make(chan startJob), ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		// A machine inherits this with its memory (prctl(2)). Its translated code
		// grows a piece at a time; huge pages would round that up to 2 MiB here and
		// there, in every machine. An old kernel that knows no such thing rounds.
		_ = unix.Prctl(unix.PR_SET_THP_DISABLE, 1, 0, 0, 0)
		for j := range s.jobs {
			j.done <- j.cmd.Start()
		}
	}()
	return s
}

func (s *starter) start(cmd *exec.Cmd) error {
	j := startJob{cmd, make(chan error, 1)}
	s.jobs <- j
	return <-j.done
}

// close ends the thread, and with it every process that it started.
func (s *starter) close() {
	close(s.jobs)
	<-s.ended
}
