// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"errors"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// call is a system call being told: enter, what it did, return.
type call struct {
	w    *worker
	id   uint32
	name string
	time uint64 // when it came back
}

// enter tells that a call begins. One that may block, or may bring the kernel
// down, is told at once.
func (w *worker) enter(name string, atOnce bool, args ...labproto.Arg) *call {
	w.calls++
	w.emit(&labproto.Event{Kind: labproto.KindEnter, Name: name, Call: w.calls, Args: args})
	if atOnce {
		_ = w.flush()
	}
	return &call{w: w, id: w.calls, name: name}
}

// back notes that the call has come back, and the log lines that it caused. It
// is called right after the call.
func (c *call) back() {
	c.time = now()
	c.w.drainLog(c.time)
}

// emit tells what the call did, after back.
func (c *call) emit(e *labproto.Event) {
	e.Call, e.Name, e.Time = c.id, c.name, c.time
	c.w.emit(e)
}

// leave tells that the call returned; results are what it wrote to memory.
func (c *call) leave(ret int64, errno unix.Errno, results ...labproto.Arg) {
	if c.time == 0 {
		c.back()
	}
	e := labproto.Event{Kind: labproto.KindReturn, Ret: ret, Args: results}
	if errno != 0 {
		e.Ret, e.Errno = -1, errnoName(errno)
	}
	c.emit(&e)
}

// errnoName gives the kernel's name, or the number for one without a name.
func errnoName(e unix.Errno) string {
	if n := unix.ErrnoName(e); n != "" {
		return n
	}
	return strconv.Itoa(int(e))
}

// errnoOf finds the kernel's answer in an error of the standard library's.
func errnoOf(err error) unix.Errno {
	var e unix.Errno
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e
	}
	return unix.EIO
}

func num[T ~int | ~int32 | ~uint32](name string, v T) labproto.Arg {
	return labproto.Arg{Name: name, Value: strconv.FormatInt(int64(v), 10)}
}

func text(name, value string) labproto.Arg { return labproto.Arg{Name: name, Value: value} }

// millis writes a time as "250ms" or "1.5s".
func millis(name string, ms uint32) labproto.Arg {
	return text(name, (time.Duration(ms) * time.Millisecond).String())
}

// note tells a remark that is no result of the kernel's.
func (w *worker) note(code, text string) {
	w.emit(&labproto.Event{Kind: labproto.KindNote, Name: code, Text: text})
}

// socket finds the step's socket; without one it tells so.
func (w *worker) socket(s *labproto.Step) (int, bool) {
	fd, ok := w.sockets[s.Socket]
	if !ok {
		w.note("no-socket", "this actor has no open socket"+quoted(s.Socket))
	}
	return fd, ok
}

func quoted(name string) string {
	if name == "" {
		return ""
	}
	return " named " + strconv.Quote(name)
}
