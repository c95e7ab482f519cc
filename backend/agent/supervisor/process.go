// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/worker"
)

// process is a worker process and the socket to it.
type process struct {
	cmd *exec.Cmd
	fd  int
}

// spawn starts a worker from the agent's own binary.
func (o *Options) spawn() (*process, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket pair for a worker: %w", err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "supervisor")
	defer theirs.Close()
	cmd := exec.Command(o.Self, "worker")
	if o.Guest {
		cmd.Args = append(cmd.Args, "rehearse")
	}
	cmd.ExtraFiles = []*os.File{theirs}
	// Without the runtime's signals to itself, which a guest without hardware
	// help is slow at.
	cmd.Env = []string{"GOMAXPROCS=1", "GOGC=400", "GODEBUG=asyncpreemptoff=1", worker.FilesVariable + "=" + o.Files}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := cmd.Start(); err != nil {
		unix.Close(pair[0])
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	return &process{cmd: cmd, fd: pair[0]}, nil
}

// end kills the process, with its heir if it has one, and waits for them.
func (p *process) end() {
	unix.Close(p.fd)
	pid := p.cmd.Process.Pid
	_ = unix.Kill(-pid, unix.SIGKILL)
	p.wait()
	// An orphan of the group is the child of process 1, which in a guest is this.
	for err := error(nil); err == nil || errors.Is(err, unix.EINTR); {
		_, err = unix.Wait4(-pid, nil, 0, nil)
	}
}

// wait waits for the process itself.
func (p *process) wait() syscall.WaitStatus {
	_ = p.cmd.Wait() // the exit status is in ProcessState either way
	status, _ := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return status
}
