// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"sync"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// endOfInput is VEOF of a terminal as it is opened (INIT_C_CC in
// include/linux/termios_internal.h).
const endOfInput = 0x04

// typing brings what is typed to the terminal, or what is sent to the pipe. What
// the program does not read fills first these, then pending; then it is lost, and
// a note says so. How much a pipe has taken is told, so that a host that knows
// how much may wait loses nothing.
type typing struct {
	t       *tracer
	to      int  // the terminal's master, or the pipe's end, which is ours to close
	piped   bool // it is a pipe
	pending []byte
	last    byte  // the last byte typed: after a line's end one endOfInput ends the input, else two do
	full    bool  // something was lost since pending was last empty
	ending  bool  // the pipe is to be closed when pending is empty
	taken   int64 // by the pipe, in bytes
	stop    [2]int
	work    sync.WaitGroup
}

// start begins; without somebody who types a pipe ends at once.
func (y *typing) start(t *tracer) error {
	if t.o.Keyboard == nil || !t.o.Terminal && !t.o.Stdin {
		y.hangUp()
		return nil
	}
	if err := unix.Pipe2(y.stop[:], unix.O_CLOEXEC); err != nil {
		return err
	}
	y.t, y.last = t, '\n'
	y.work.Go(y.loop)
	return nil
}

// close waits for the loop to end.
func (y *typing) close() {
	if y.t != nil {
		unix.Close(y.stop[1])
		y.work.Wait()
		unix.Close(y.stop[0])
	}
	y.hangUp()
}

// hangUp ends a pipe.
func (y *typing) hangUp() {
	if y.piped {
		y.piped = false
		unix.Close(y.to)
	}
}

// loop goes on until it is closed, nobody types any more and all has been typed,
// or no program has the other end open.
func (y *typing) loop() {
	defer y.hangUp()
	hears := true
	for hears || len(y.pending) > 0 {
		// A negative descriptor is passed over (poll(2)).
		fds := []unix.PollFd{{Fd: int32(y.stop[0]), Events: unix.POLLIN}, {Fd: -1}, {Fd: int32(y.to)}}
		if hears {
			fds[1] = unix.PollFd{Fd: int32(y.t.o.Keyboard.FD()), Events: unix.POLLIN}
		}
		if len(y.pending) > 0 {
			fds[2].Events = unix.POLLOUT
		}
		if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
			return
		}
		if fds[0].Revents != 0 {
			return
		}
		if fds[1].Revents != 0 {
			hears = y.hear()
		}
		if fds[2].Revents&(unix.POLLHUP|unix.POLLERR) != 0 || !y.push() {
			return
		}
	}
}

// hear takes what has been typed; false says that nothing more will be.
func (y *typing) hear() bool {
	for !y.ending {
		data, eof, err := y.t.o.Keyboard.Take()
		switch {
		case err == unix.EAGAIN:
			return true
		case err != nil:
			return false
		}
		y.add(data, eof)
	}
	return false
}

func (y *typing) add(data []byte, eof bool) {
	if len(data) > 0 {
		y.last = data[len(data)-1]
	}
	switch {
	case eof && y.piped:
		y.ending = true
	case eof:
		data = append(data, endOfInput)
		if y.last != '\n' && y.last != '\r' {
			data = append(data, endOfInput)
		}
	}
	if len(y.pending)+len(data) <= labproto.MaxUnread {
		y.pending = append(y.pending, data...)
		return
	}
	if !y.full {
		y.full = true
		y.t.emit(&labproto.Event{Kind: labproto.KindNote, Lane: y.t.o.Lane, Name: labproto.NoteInputLost,
			Text: "the program does not read what is typed; no more of it is kept"})
		y.t.pass()
	}
}

// push types what is pending, as far as the other end takes it; false says that
// there is none any more.
func (y *typing) push() bool {
	before := y.taken
	open := y.write()
	if y.piped && y.taken > before {
		y.t.emit(&labproto.Event{Kind: labproto.KindNote, Lane: y.t.o.Lane, Name: labproto.NoteInputRead, Ret: y.taken})
		y.t.pass()
	}
	return open
}

func (y *typing) write() bool {
	for len(y.pending) > 0 {
		n, err := unix.Write(y.to, y.pending)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN || err == nil && n == 0:
			return true
		case err != nil:
			return false
		default:
			y.pending = y.pending[n:]
			y.taken += int64(n)
		}
	}
	y.pending, y.full = nil, false
	return true
}
