// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/initd"
	"netlinklab/backend/agent/klog"
	"netlinklab/wasm/labproto"
)

func (w *worker) sleep(s *labproto.Step) {
	c := w.enter("clock_nanosleep", true, millis("duration", s.Millis))
	ts := unix.NsecToTimespec(int64(s.Millis) * int64(time.Millisecond))
	c.leave(0, errnoOf(unix.ClockNanosleep(unix.CLOCK_MONOTONIC, 0, &ts, nil)))
}

// load inserts a module; what it depends on is loaded first, untold.
func (w *worker) load(s *labproto.Step) {
	deps, err := initd.Dependencies(s.Name)
	if err != nil {
		w.note("no-module", "this guest has no module "+s.Name)
		return
	}
	for _, d := range deps {
		if err := initd.Load(d, ""); err != nil {
			w.note("no-module", err.Error())
			return
		}
	}
	fd, err := initd.Open(s.Name)
	if err != nil {
		w.note("no-module", err.Error())
		return
	}
	defer unix.Close(fd)
	c := w.enter("finit_module", true, text("module", s.Name), text("params", s.Params))
	c.leave(0, errnoOf(unix.FinitModule(fd, s.Params, 0)))
}

func (w *worker) unload(s *labproto.Step) {
	c := w.enter("delete_module", true, text("module", s.Name), text("flags", "O_NONBLOCK"))
	c.leave(0, errnoOf(unix.DeleteModule(s.Name, unix.O_NONBLOCK)))
}

// read tells a file's text. Many files of /proc give what they have only as the
// reader's own view, so it is read here and not in the supervisor.
func (w *worker) read(s *labproto.Step) {
	f, err := os.Open(s.Name)
	if err != nil {
		w.note("no-file", err.Error())
		return
	}
	defer f.Close()
	// Some files have no end, such as /dev/zero.
	b, err := io.ReadAll(io.LimitReader(f, labproto.MaxText))
	if err != nil {
		w.note("no-file", err.Error())
		return
	}
	text := strings.ToValidUTF8(string(b), "\uFFFD")
	w.emit(&labproto.Event{Kind: labproto.KindFile, Name: s.Name, Text: text[:min(len(text), labproto.MaxText)]})
}

// readLog tells the whole kernel log so far.
func (w *worker) readLog() {
	all, err := klog.Open(false)
	if err != nil {
		w.note("no-log", err.Error())
		return
	}
	defer all.Close()
	_ = all.Drain(func(r klog.Record) {
		e := LogEvent(r)
		w.emit(&e)
	})
}

// LogEvent is a kernel log line as an event.
func LogEvent(r klog.Record) labproto.Event {
	return labproto.Event{Kind: labproto.KindLog, Lane: labproto.LaneLog, Step: -1, Time: r.Nanos, Ret: int64(r.Level), Text: r.Text}
}
