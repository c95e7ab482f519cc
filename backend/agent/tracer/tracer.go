// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// traceOptions: calls are told from other traps, children and threads are
// traced too, and all of them end with the tracer.
const traceOptions = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_EXITKILL | unix.PTRACE_O_TRACECLONE |
	unix.PTRACE_O_TRACEFORK | unix.PTRACE_O_TRACEVFORK | unix.PTRACE_O_TRACEEXEC

// tracer is one run of a program. Its loop has a thread of its own, which is
// the tracer to the kernel.
type tracer struct {
	o     Options
	tasks map[int]*task
	names int // processes and threads so far
	out   outputs
	keys  typing

	mu sync.Mutex // events come from the loop and from the readers of output
}

// task is a process or a thread of the program.
type task struct {
	tid, tgid int
	lane      string
	known     bool  // its first stop was seen
	call      *call // the call that it is in, if it is told
	writing   bool  // it is in a call that may write to a pipe
}

// Run runs the program to its end, and all that it started with it.
func Run(o Options) (Status, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t := &tracer{o: o, tasks: map[int]*task{}}
	if err := t.out.open(t); err != nil {
		return Status{}, err
	}
	defer t.out.close()
	defer t.keys.close()
	p, err := t.start()
	if err != nil {
		return Status{}, explain(o.Path, err)
	}
	if err := t.keys.start(t); err != nil {
		return Status{}, errors.Join(err, p.Kill())
	}
	return t.loop(p.Pid)
}

func (t *tracer) start() (*os.Process, error) {
	stdin := t.out.pipes[0].w
	sys := &syscall.SysProcAttr{Ptrace: true, Pdeathsig: syscall.SIGKILL}
	if t.o.Terminal {
		// A session of its own, whose terminal it is: descriptor 0.
		sys.Setsid, sys.Setctty = true, true
		t.keys.to = t.out.pipes[0].fd
	} else {
		var err error
		if stdin, err = t.input(); err != nil {
			return nil, err
		}
		defer stdin.Close()
		sys.Setpgid = true
	}
	if t.o.UID != 0 {
		sys.Credential = &syscall.Credential{Uid: t.o.UID, Gid: t.o.UID}
	}
	p, err := os.StartProcess(t.o.Path, t.o.Args, &os.ProcAttr{
		Dir: t.o.Dir, Env: t.o.Env, Sys: sys,
		Files: []*os.File{stdin, t.out.pipes[0].w, t.out.pipes[1].w},
	})
	t.out.started()
	return p, err
}

// input is the standard input of a program without a terminal.
func (t *tracer) input() (*os.File, error) {
	if !t.o.Stdin {
		return os.Open(os.DevNull)
	}
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fds[1], true); err != nil {
		return nil, errors.Join(err, unix.Close(fds[0]), unix.Close(fds[1]))
	}
	t.keys.to, t.keys.piped = fds[1], true
	return os.NewFile(uintptr(fds[0]), "stdin"), nil
}

// explain says what to do about a program that does not start.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, unix.ENOEXEC):
		return fmt.Errorf("%s is no program for this machine: %w", path, err)
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, unix.ENOENT):
		return fmt.Errorf("%s is not there: %w", path, err)
	}
	return fmt.Errorf("%s does not start: %w", path, err)
}

// loop answers every stop of every task until the first process has ended and
// nobody is left, or only those who do not end by themselves.
func (t *tracer) loop(first int) (Status, error) {
	var st Status
	var ws unix.WaitStatus
	// The first stop is execve's.
	if _, err := wait(first, &ws); err != nil {
		return st, err
	}
	if !ws.Stopped() {
		return t.ended(first, ws), nil
	}
	if err := unix.PtraceSetOptions(first, traceOptions); err != nil {
		return st, err
	}
	t.begin(first)
	_ = unix.PtraceSyscall(first, 0)
	for {
		tid, err := wait(-1, &ws)
		switch {
		case errors.Is(err, unix.ECHILD):
			return st, nil
		case err != nil:
			return st, err
		case ws.Stopped():
			t.stop(tid, ws)
		default:
			if s := t.ended(tid, ws); tid == first {
				// What it leaves behind ends with it, as when a terminal closes.
				st = s
				t.killRest()
			}
		}
	}
}

// wait waits for a child of this thread: the program's tasks, and none of the
// other children of this process.
func wait(pid int, ws *unix.WaitStatus) (int, error) {
	for {
		tid, err := unix.Wait4(pid, ws, unix.WALL|unix.WNOTHREAD, nil)
		if err != unix.EINTR {
			return tid, err
		}
	}
}

// begin makes the first process known: its lane is the actor's, which there is
// already.
func (t *tracer) begin(pid int) {
	t.tasks[pid] = &task{tid: pid, tgid: pid, lane: t.o.Lane, known: true}
	t.names++
	t.emit(&labproto.Event{Kind: labproto.KindNote, Lane: t.o.Lane, Name: "program", PID: uint32(pid), Text: strings.Join(t.o.Args, " ")})
	if t.o.Keyboard != nil {
		t.pass() // somebody waits for it to type
	}
}

// meet makes a further task known and announces its lane.
func (t *tracer) meet(tid int, lane string) *task {
	k := &task{tid: tid, tgid: tgidOf(tid), lane: lane}
	t.tasks[tid] = k
	t.names++
	text := "process"
	if k.tgid != tid {
		text = "thread"
	}
	t.emit(&labproto.Event{Kind: labproto.KindLane, Lane: lane, PID: uint32(tid), Text: text})
	return k
}

// stop answers one stop and lets the task go on.
func (t *tracer) stop(tid int, ws unix.WaitStatus) {
	k := t.tasks[tid]
	if k == nil {
		lane := t.o.Lane
		if t.names < maxTasks {
			lane = fmt.Sprintf("%s/%d", t.o.Lane, t.names+1)
		}
		k = t.meet(tid, lane)
	}
	signal := 0
	switch sig := ws.StopSignal(); {
	case sig == unix.SIGTRAP|0x80:
		t.syscall(k)
	case sig == unix.SIGTRAP && ws.TrapCause() > 0:
		// A child was made or a program was started; the child stops by itself.
	case sig == unix.SIGSTOP && !k.known:
		k.known = true // the stop with which a new task begins
	default:
		signal = int(sig)
	}
	_ = unix.PtraceSyscall(tid, signal) // it may have been killed meanwhile
}

// ended tells that a task is gone.
func (t *tracer) ended(tid int, ws unix.WaitStatus) Status {
	st := Status{Exit: ws.ExitStatus()}
	if ws.Signaled() {
		st = Status{Exit: 128 + int(ws.Signal()), Signal: ws.Signal()}
	}
	t.out.drain()
	k := t.tasks[tid]
	delete(t.tasks, tid)
	if k == nil || k.tgid == tid {
		e := labproto.Event{Kind: labproto.KindExit, Lane: t.o.Lane, PID: uint32(tid), Ret: int64(st.Exit)}
		if k != nil {
			e.Lane = k.lane
		}
		if st.Signal != 0 {
			e.Name = unix.SignalName(st.Signal)
		}
		t.emit(&e)
	}
	return st
}

func (t *tracer) killRest() {
	for tid := range t.tasks {
		_ = unix.Kill(tid, unix.SIGKILL)
	}
}

func (t *tracer) emit(e *labproto.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.o.Emit(e)
}

func (t *tracer) pass() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.o.Pass != nil {
		t.o.Pass()
	}
}

func (t *tracer) back() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.o.Back != nil {
		t.o.Back()
	}
}
