// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// labInput relays this process's standard input to the program while it runs.
//
//	a terminal's keys --raw--> a terminal in the guest, echo, ^C and ^D are its own
//	a pipe, a file ----------> a pipe; no more of it is read than the guest has room for
type labInput struct {
	from     *os.File
	terminal bool
	step     uint32 // the program's
	// cut ends the run: a second Ctrl-C.
	cut context.CancelFunc

	work  sync.WaitGroup
	wake  int // an eventfd: taken has changed, or it is over
	over  atomic.Bool
	taken atomic.Int64 // of what was sent to a pipe
	modes *unix.Termios
}

// interrupt is what Ctrl-C sends (VINTR in termios(3)).
const interrupt = 0x03

// newLabInput looks at what standard input is. The terminal of a process in the
// background is nobody's to read: nil is no input.
func newLabInput(from *os.File) *labInput {
	if from == nil {
		return nil
	}
	in := &labInput{from: from, wake: -1}
	fd := int(from.Fd())
	if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err == nil {
		in.terminal = true
		if group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err == nil && group != unix.Getpgrp() {
			return nil
		}
	}
	return in
}

// attach gives the program of a step its standard input.
func (in *labInput) attach(p *labproto.Program, cut context.CancelFunc) {
	if in == nil {
		return
	}
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Op == labproto.OpExec {
			s.Terminal, s.Stdin, in.step = in.terminal, !in.terminal, uint32(i)
		}
	}
	in.cut = cut
}

// hear begins when the program does, and leaves the terminal to this process
// again when it has ended.
func (in *labInput) hear(ctx context.Context, m sandbox.Machine, e labproto.Event) {
	switch {
	case in == nil || e.Lane != labActor:
	case e.Kind == labproto.KindNote && e.Name == noteProgram && in.wake < 0:
		in.begin(ctx, m, e.Run)
	case e.Kind == labproto.KindNote && e.Name == labproto.NoteInputRead:
		in.taken.Store(e.Ret)
		in.rouse()
	case e.Kind == labproto.KindExit:
		in.end()
	}
}

func (in *labInput) begin(ctx context.Context, m sandbox.Machine, run uint32) {
	var err error
	if in.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		in.wake = -1
		return
	}
	if in.terminal {
		in.modes = rawKeys(int(in.from.Fd()))
	}
	in.work.Go(func() { in.relay(ctx, m, run) })
}

func (in *labInput) rouse() {
	if in.wake >= 0 {
		_, _ = unix.Write(in.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0}) // it is full only if nobody has looked yet
	}
}

// end gives the terminal its modes back; what is being sent goes out.
func (in *labInput) end() {
	in.over.Store(true)
	in.rouse()
	if in.modes != nil {
		_ = unix.IoctlSetTermios(int(in.from.Fd()), unix.TCSETS, in.modes)
		in.modes = nil
	}
}

// close waits for the relay; the machine has ended or is of no use any more.
func (in *labInput) close() {
	if in == nil || in.wake < 0 {
		return
	}
	in.end()
	in.work.Wait()
	unix.Close(in.wake)
}

// relay goes on to the input's end or the program's.
func (in *labInput) relay(ctx context.Context, m sandbox.Machine, run uint32) {
	b := make([]byte, labproto.MaxInput)
	var sent int64
	interrupted := false
	for !in.over.Load() {
		room := len(b)
		if !in.terminal {
			room = min(room, int(labproto.MaxUnread-(sent-in.taken.Load())))
		}
		n, err := in.read(b[:room])
		if errors.Is(err, unix.EAGAIN) {
			continue
		}
		data, eof := b[:max(n, 0)], err != nil || n == 0
		sent += int64(len(data))
		if in.terminal && len(data) > 0 {
			again := bytes.Count(data, []byte{interrupt}) == len(data) // and nothing else
			if again && (interrupted || len(data) > 1) {
				in.cut()
				return
			}
			interrupted = again
		}
		typed := labproto.Input{Run: run, Step: in.step, Data: data, EOF: eof}
		if m.Send(ctx, labproto.Frame{Type: labproto.FrameInput, Payload: typed.AppendPayload(nil)}) != nil || eof {
			return // a machine that has ended is told by its run
		}
	}
}

// read waits for input, for room to read it into, or for the end. EAGAIN says
// that there is nothing yet.
func (in *labInput) read(b []byte) (int, error) {
	fds := []unix.PollFd{{Fd: int32(in.wake), Events: unix.POLLIN}}
	if len(b) > 0 {
		fds = append(fds, unix.PollFd{Fd: int32(in.from.Fd()), Events: unix.POLLIN})
	}
	if _, err := unix.Poll(fds, -1); err != nil {
		return 0, unix.EAGAIN // a signal
	}
	if fds[0].Revents != 0 {
		_, _ = unix.Read(in.wake, make([]byte, 8))
		return 0, unix.EAGAIN
	}
	n, err := unix.Read(int(in.from.Fd()), b)
	if err == unix.EINTR {
		err = unix.EAGAIN
	}
	return n, err
}

// rawKeys makes a terminal give each key as it is pressed, Ctrl-C too, and show
// none of them: that is the guest's to do. What is written to it looks as ever.
// It gives the modes before, nil if they could not be changed.
func rawKeys(fd int) *unix.Termios {
	before, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil
	}
	raw := *before
	raw.Iflag &^= unix.BRKINT | unix.ICRNL | unix.IGNCR | unix.INLCR | unix.ISTRIP | unix.IXON
	raw.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.IEXTEN | unix.ISIG
	raw.Cc[unix.VMIN], raw.Cc[unix.VTIME] = 1, 0
	if unix.IoctlSetTermios(fd, unix.TCSETS, &raw) != nil {
		return nil
	}
	return before
}
