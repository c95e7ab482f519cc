// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

func uintptrOf(p *byte) uintptr { return uintptr(unsafe.Pointer(p)) }

// call is a system call being told: enter, what it did, return.
type call struct {
	w    *worker
	id   uint32
	name string
}

// enter tells that a call begins. One that may block is told at once.
func (w *worker) enter(name string, blocks bool, args ...labproto.Arg) call {
	w.calls++
	w.emit(labproto.Event{Kind: labproto.KindEnter, Name: name, Call: w.calls, Args: args})
	if blocks {
		_ = w.flush()
	}
	return call{w, w.calls, name}
}

// leave tells that the call returned, after the log lines that it caused.
// results are what the call wrote to memory.
func (c call) leave(ret int64, errno unix.Errno, results ...labproto.Arg) {
	t := now()
	c.w.drainLog()
	e := labproto.Event{Kind: labproto.KindReturn, Name: c.name, Call: c.id, Ret: ret, Args: results, Time: t}
	if errno != 0 {
		e.Ret, e.Errno = -1, errnoName(errno)
	}
	c.w.emit(e)
}

// errnoName gives the kernel's name, or the number for one without a name.
func errnoName(e unix.Errno) string {
	if n := unix.ErrnoName(e); n != "" {
		return n
	}
	return fmt.Sprintf("%d", int(e))
}

func errnoOf(err error) unix.Errno {
	if e, ok := err.(unix.Errno); ok {
		return e
	}
	if err != nil {
		return unix.EIO
	}
	return 0
}

func arg(name string, value any) labproto.Arg {
	return labproto.Arg{Name: name, Value: fmt.Sprint(value)}
}

// note tells a remark that is no result of the kernel's.
func (w *worker) note(code, text string) {
	w.emit(labproto.Event{Kind: labproto.KindNote, Name: code, Text: text})
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
	return fmt.Sprintf(" named %q", name)
}
