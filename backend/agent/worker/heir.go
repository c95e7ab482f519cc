// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/klog"
)

// heir is the child that goes on as the actor in a new user namespace. It
// inherits the descriptors by number and reads what else it needs, its estate,
// from a pipe:
//
//	worker --- name, calls, sockets, /dev/kmsg, the steps left ---> heir
type heir struct {
	process *os.Process
	estate  *os.File
}

// bequeath starts the heir. It waits for its estate before it does anything.
func (w *worker) bequeath(uid, gid int) (*heir, error) {
	var pipe [2]int
	if err := unix.Pipe2(pipe[:], unix.O_CLOEXEC); err != nil {
		return nil, err
	}
	defer unix.Close(pipe[0])
	// After setresuid(2) to another user a process may not write its own
	// uid_map unless it says that it has nothing to hide (proc(5)).
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0)
	defer w.keepOpen(pipe[0])()
	p, err := os.StartProcess("/proc/self/exe", []string{"agent", "worker", "resume", strconv.Itoa(pipe[0])}, &os.ProcAttr{
		Env:   os.Environ(),
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
		Sys: &syscall.SysProcAttr{
			Unshareflags: syscall.CLONE_NEWUSER,
			UidMappings:  []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}},
			GidMappings:  []syscall.SysProcIDMap{{ContainerID: 0, HostID: gid, Size: 1}},
			Pdeathsig:    syscall.SIGKILL,
		},
	})
	if err != nil {
		unix.Close(pipe[1])
		return nil, err
	}
	return &heir{process: p, estate: os.NewFile(uintptr(pipe[1]), "estate")}, nil
}

// keepOpen lets a program that is started now inherit what the heir needs, until
// the function that it returns is called.
func (w *worker) keepOpen(estate int) (restore func()) {
	fds := []int{estate}
	if w.log != nil {
		fds = append(fds, w.log.FD())
	}
	for _, fd := range w.sockets {
		fds = append(fds, fd)
	}
	flags := make([]int, len(fds))
	for i, fd := range fds {
		flags[i], _ = unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
		_, _ = unix.FcntlInt(uintptr(fd), unix.F_SETFD, flags[i]&^unix.FD_CLOEXEC)
	}
	return func() {
		for i, fd := range fds {
			_, _ = unix.FcntlInt(uintptr(fd), unix.F_SETFD, flags[i])
		}
	}
}

// handOver gives the heir its estate and waits for its end, which becomes this
// process's own: io.EOF is a good one. rest are the records not read yet.
func (w *worker) handOver(rest []byte) error {
	msg := AppendRecord(nil, recordCalls, u32(int(w.calls)))
	if w.log != nil {
		msg = AppendRecord(msg, recordKmsg, u32(w.log.FD()))
	}
	for name, fd := range w.sockets {
		flag, _ := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
		msg = AppendRecord(msg, recordSocket, append(append(u32(fd), u32(flag)...), name...))
		unix.Close(fd) // or the heir's close(2) would not be the last
	}
	if w.log != nil {
		w.log.Close()
	}
	msg = AppendRecord(msg, recordAgain, []byte(w.name))
	if err := w.flush(); err != nil {
		return err
	}
	_, err := w.heir.estate.Write(append(msg, rest...))
	if err := errors.Join(err, w.heir.estate.Close()); err != nil {
		return err
	}
	unix.Close(w.fd)
	state, err := w.heir.process.Wait()
	if err != nil {
		return err
	}
	status, _ := state.Sys().(syscall.WaitStatus)
	switch {
	case status.Signaled():
		_ = unix.Kill(unix.Getpid(), status.Signal())
	case status.ExitStatus() != 0:
		return errors.New("the process in the new user namespace failed")
	}
	return io.EOF
}

// inherit takes one record of the estate.
func (w *worker) inherit(kind byte, content []byte) {
	if kind == recordAgain {
		w.call(string(content))
		return
	}
	if len(content) < 4 {
		return
	}
	n := binary.LittleEndian.Uint32(content)
	switch {
	case kind == recordCalls:
		w.calls = n
	case kind == recordKmsg:
		unix.CloseOnExec(int(n))
		w.log = klog.Inherit(int(n))
	case kind == recordSocket && len(content) >= 8:
		flag := binary.LittleEndian.Uint32(content[4:])
		_, _ = unix.FcntlInt(uintptr(n), unix.F_SETFD, int(flag))
		w.sockets[string(content[8:])] = int(n)
	}
}

// readEstate reads what another process's handOver wrote.
func readEstate(fd int) ([]byte, error) {
	f := os.NewFile(uintptr(fd), "estate")
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 2*MaxMessage))
}
