// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/klog"
	"netlinklab/wasm/labproto"
)

// Socket is the descriptor that a worker finds the supervisor at.
const Socket = 3

// worker is the state of the process.
type worker struct {
	fd      int    // the supervisor
	out     []byte // records not sent yet
	scratch []byte // an event on its way to out
	name    string
	sockets map[string]int
	log     *klog.Reader // nil where the log cannot be read
	step    int32        // the step being taken
	calls   uint32       // calls so far; unique within the actor
	heir    *heir        // the process that goes on from here, if there is one
}

// Options say how a worker starts.
type Options struct {
	// Resume is a descriptor to read another worker's estate from, or -1.
	Resume int
	// Rehearse is true for a worker that waits for its part and had better be
	// quick then.
	Rehearse bool
}

// Main is the process: it takes steps until the supervisor closes the socket.
// It has to be called on the process's first thread and stays there: that is the
// thread that /proc/self means, whose name the kernel log shows, and the only
// one that an actor's unshare(2) and setresuid(2) change.
func Main(o Options) error {
	w := &worker{fd: Socket, sockets: map[string]int{}, out: make([]byte, 0, 8<<10)}
	buf := make([]byte, MaxMessage)
	if o.Rehearse || o.Resume >= 0 {
		BePatient()
	}
	if o.Rehearse {
		if err := w.rehearse(buf); err != nil {
			return err
		}
	}
	if o.Resume >= 0 {
		estate, err := readEstate(o.Resume)
		if err != nil {
			return err
		}
		if err := w.message(estate); err != nil {
			return err
		}
	}
	for {
		n, err := unix.Read(w.fd, buf)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return err
		}
		if err := w.message(buf[:n]); err != nil {
			return err
		}
	}
}

// message does what the records of one message ask for.
func (w *worker) message(msg []byte) error {
	for {
		kind, content, rest, ok := NextRecord(msg)
		if !ok {
			return w.flush()
		}
		w.record(kind, content)
		if w.heir != nil {
			return w.handOver(rest)
		}
		msg = rest
	}
}

func (w *worker) record(kind byte, content []byte) {
	switch kind {
	case RecordName:
		w.begin(string(content))
	case recordStep:
		position, s, ok := parseStep(content)
		if !ok {
			return
		}
		w.step = int32(position)
		w.take(&s)
		w.out = AppendRecord(w.out, RecordDone, content[:4])
	case RecordInput: // no step runs, so it came too late
		if in, ok := parseInput(content); ok {
			w.step = int32(in.Step)
			w.note(labproto.NoteInputLost, "the program has ended")
		}
	case recordSocket, recordKmsg, recordCalls, recordAgain:
		w.inherit(kind, content)
	}
}

// begin makes a fresh process the actor of a run: the log counts from here.
func (w *worker) begin(name string) {
	w.call(name)
	if w.log != nil && w.log.SkipAll() == nil {
		return
	}
	if log, err := klog.Open(true); err == nil {
		w.log = log
	}
}

// call gives the actor's name to the thread.
func (w *worker) call(name string) {
	w.name = name
	if p, err := unix.BytePtrFromString(name); err == nil {
		_ = unix.Prctl(unix.PR_SET_NAME, uintptr(unsafe.Pointer(p)), 0, 0, 0)
	}
}

// flush sends what has gathered.
func (w *worker) flush() error {
	if len(w.out) == 0 {
		return nil
	}
	for {
		_, err := unix.Write(w.fd, w.out)
		if err == unix.EINTR {
			continue
		}
		w.out = w.out[:0]
		return err
	}
}

// emit adds an event; run, number and lane are the supervisor's to fill in.
func (w *worker) emit(e *labproto.Event) {
	e.Step = w.step
	if e.Time == 0 {
		e.Time = now()
	}
	w.scratch = e.AppendPayload(w.scratch[:0])
	w.room(len(w.scratch))
	w.out = AppendRecord(w.out, RecordEvent, w.scratch)
}

// room makes sure that a record of n bytes still fits the message.
func (w *worker) room(n int) {
	if len(w.out)+n > MaxMessage-64 {
		_ = w.flush()
	}
}

// drainLog tells how far the kernel log goes, so that what a call printed stands
// before the call's return. The supervisor reads the lines themselves.
func (w *worker) drainLog(time uint64) {
	if w.log == nil {
		return
	}
	before := w.log.Next()
	_ = w.log.Drain(func(klog.Record) {})
	if next := w.log.Next(); next != before {
		w.room(2 * recordHead)
		w.out = appendLog(w.out, next-1, time)
	}
}

func now() uint64 {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts) // fails only for a bad clock
	return uint64(ts.Nano())
}

func u32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }
