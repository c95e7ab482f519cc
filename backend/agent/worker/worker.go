// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"
	"runtime"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/klog"
	"netlinklab/wasm/labproto"
)

// worker is the state of the process.
type worker struct {
	fd      int    // the supervisor
	out     []byte // records not sent yet
	sockets map[string]int
	log     *klog.Reader // nil where the log cannot be read
	step    int32        // the step being taken
	calls   uint32       // calls so far; unique within the actor
}

// Main is the process: it takes steps from fd until the supervisor closes it.
// It stays on its first thread, whose name the kernel log shows.
func Main(fd int) error {
	runtime.LockOSThread()
	w := &worker{fd: fd, sockets: map[string]int{}}
	buf := make([]byte, MaxMessage)
	for {
		n, err := unix.Read(fd, buf)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return err
		}
		Records(buf[:n], w.record)
		if err := w.flush(); err != nil {
			return err
		}
	}
}

func (w *worker) record(kind byte, content []byte) {
	switch kind {
	case RecordName:
		w.begin(string(content))
	case recordStep:
		if len(content) < 4 {
			return
		}
		w.step = int32(binary.LittleEndian.Uint32(content))
		p, err := labproto.ParseProgram(content[4:])
		if err != nil || len(p.Steps) != 1 {
			return
		}
		w.take(&p.Steps[0])
		w.out = AppendRecord(w.out, RecordDone, content[:4])
	}
}

// begin makes a fresh process the actor of a run: its name becomes the
// thread's, and the log counts from here.
func (w *worker) begin(name string) {
	if p, err := unix.BytePtrFromString(name); err == nil {
		_ = unix.Prctl(unix.PR_SET_NAME, uintptrOf(p), 0, 0, 0)
	}
	if log, err := klog.Open(true); err == nil {
		w.log = log
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
func (w *worker) emit(e labproto.Event) {
	e.Step = w.step
	if e.Time == 0 {
		e.Time = now()
	}
	b := e.AppendPayload(nil)
	if len(w.out)+len(b) > MaxMessage-16 {
		_ = w.flush()
	}
	w.out = AppendRecord(w.out, RecordEvent, b)
}

// drainLog adds the kernel's log lines so far, so that what a call printed
// stands before the call's return.
func (w *worker) drainLog() {
	if w.log == nil {
		return
	}
	_, _ = w.log.Drain(func(r klog.Record) {
		e := LogEvent(r)
		b := binary.LittleEndian.AppendUint64(nil, r.Seq)
		b = binary.LittleEndian.AppendUint64(b, now())
		b = e.AppendPayload(b)
		if len(w.out)+len(b) > MaxMessage-16 {
			_ = w.flush()
		}
		w.out = AppendRecord(w.out, recordLog, b)
	})
}

// LogEvent is a kernel log line as an event.
func LogEvent(r klog.Record) labproto.Event {
	return labproto.Event{Kind: labproto.KindLog, Lane: labproto.LaneLog, Step: -1, Time: r.Nanos, Ret: int64(r.Level), Text: r.Text}
}

func now() uint64 {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts) // fails only for a bad clock
	return uint64(ts.Nano())
}
