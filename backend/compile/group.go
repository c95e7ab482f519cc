// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// group is a process group with a keeper, a shell that waits on a pipe of ours:
//
//	server ──pipe──> keeper: read, then kill 0      the group's number is its pid
//	   └───────────> what runs in the group
//
// When the server dies, of whatever, the pipe's end wakes the keeper, and the
// group dies with it. While the keeper is not waited for, its number is no
// other's, so that a signal to it hits nobody else.
type group struct {
	id     int
	keeper *exec.Cmd
	pipe   io.Closer
}

// newGroup starts the keeper with a shell.
func newGroup(shell string, env []string) (*group, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	keeper := exec.Command(shell, "-c", "read -r end; kill -KILL 0")
	keeper.Stdin, keeper.Env, keeper.Dir = r, env, "/"
	keeper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := keeper.Start(); err != nil {
		_ = w.Close() // nobody has it
		return nil, err
	}
	return &group{keeper.Process.Pid, keeper, w}, nil
}

// kill ends all that is in the group, at once: the kernel lets no process of a
// group fork between the others' signals (copy_process in kernel/fork.c).
func (g *group) kill() error { return killGroup(g.id) }

func killGroup(id int) error {
	err := unix.Kill(-id, unix.SIGKILL)
	if errors.Is(err, unix.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

// goneTick is how often the kernel is asked whether all are gone. They have been
// killed, and take as long as their memory takes to be given back.
const goneTick = 2 * time.Millisecond

// goneLimit bounds that, for a container whose first process waits for nobody:
// what is left there is dead, and only its entry stays.
const goneLimit = 5 * time.Second

// end kills the group and waits until nothing of it is left. As the first
// process of a container we are given its orphans, and wait for them too.
func (g *group) end() {
	_ = g.kill() // it may be empty but for the keeper
	_ = g.keeper.Wait()
	_ = g.pipe.Close()
	tick := time.NewTicker(goneTick)
	defer tick.Stop()
	for range goneLimit / goneTick {
		_, _ = unix.Wait4(-g.id, nil, unix.WNOHANG, nil) // ECHILD: they are another's
		if err := unix.Kill(-g.id, 0); err != nil {
			return
		}
		<-tick.C
	}
}
