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
	d := time.Duration(s.Millis) * time.Millisecond
	c := w.enter("clock_nanosleep", true, arg("duration", d))
	ts := unix.NsecToTimespec(d.Nanoseconds())
	c.leave(0, errnoOf(unix.Nanosleep(&ts, nil)))
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
	c := w.enter("finit_module", true, arg("module", s.Name), arg("params", s.Params))
	c.leave(0, errnoOf(unix.FinitModule(fd, s.Params, 0)))
}

func (w *worker) unload(s *labproto.Step) {
	c := w.enter("delete_module", true, arg("module", s.Name), arg("flags", "O_NONBLOCK"))
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
	w.emit(labproto.Event{Kind: labproto.KindFile, Name: s.Name, Text: text[:min(len(text), labproto.MaxText)]})
}

func (w *worker) unshare(s *labproto.Step) {
	flags := map[string]int{"net": unix.CLONE_NEWNET, "user": unix.CLONE_NEWUSER}[s.Name]
	if flags == 0 {
		w.note("no-namespace", "namespaces to unshare are net and user, not "+s.Name)
		return
	}
	c := w.enter("unshare", false, arg("namespace", s.Name))
	c.leave(0, errnoOf(unix.Unshare(flags)))
}

// setUser gives up root for good: groups, then group, then user. The raw calls
// change this thread alone, which is the one that makes all the actor's calls.
func (w *worker) setUser(s *labproto.Step) {
	for _, id := range []struct {
		name   string
		number uintptr
		args   [3]uintptr
	}{
		{"setgroups", unix.SYS_SETGROUPS, [3]uintptr{0, 0, 0}},
		{"setresgid", unix.SYS_SETRESGID, [3]uintptr{uintptr(s.ID), uintptr(s.ID), uintptr(s.ID)}},
		{"setresuid", unix.SYS_SETRESUID, [3]uintptr{uintptr(s.ID), uintptr(s.ID), uintptr(s.ID)}},
	} {
		c := w.enter(id.name, false, arg("id", s.ID))
		_, _, errno := unix.Syscall(id.number, id.args[0], id.args[1], id.args[2])
		c.leave(0, errno)
		if errno != 0 {
			return
		}
	}
}

// readLog tells the whole kernel log so far.
func (w *worker) readLog() {
	all, err := klog.Open(false)
	if err != nil {
		w.note("no-log", err.Error())
		return
	}
	defer all.Close()
	_, _ = all.Drain(func(r klog.Record) { w.emit(LogEvent(r)) })
}
