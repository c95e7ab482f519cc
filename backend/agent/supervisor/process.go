// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// process is a worker process and the socket to it.
type process struct {
	cmd *exec.Cmd
	fd  int
}

// spawn starts a worker from the agent's own binary.
func spawn(self string) (*process, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket pair for a worker: %w", err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "supervisor")
	defer theirs.Close()
	cmd := exec.Command(self, "worker")
	cmd.ExtraFiles = []*os.File{theirs}
	// Without the runtime's signals to itself, which a guest without hardware
	// help is slow at.
	cmd.Env = []string{"GOMAXPROCS=1", "GOGC=400", "GODEBUG=asyncpreemptoff=1"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		unix.Close(pair[0])
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	return &process{cmd: cmd, fd: pair[0]}, nil
}

// end kills the process and waits for it.
func (p *process) end() syscall.WaitStatus {
	unix.Close(p.fd)
	_ = p.cmd.Process.Kill()
	return p.wait()
}

func (p *process) wait() syscall.WaitStatus {
	_ = p.cmd.Wait() // the exit status is in ProcessState either way
	status, _ := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return status
}
