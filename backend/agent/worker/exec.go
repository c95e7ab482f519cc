// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/tracer"
	"netlinklab/wasm/labproto"
)

// FilesVariable names the folder with the host's files in a worker's environment.
const FilesVariable = "NETLINKLAB_FILES"

// file gives the path of a file that the host has sent; without it it is told so.
func (w *worker) file(name string) (string, bool) {
	dir := os.Getenv(FilesVariable)
	path := filepath.Join(dir, filepath.Base(name))
	if _, err := os.Stat(path); dir == "" || err != nil {
		w.note("no-file", "no file named "+name+" was sent to this guest")
		return "", false
	}
	return path, true
}

// exec runs a program to its end and tells its calls as this actor's.
func (w *worker) exec(s *labproto.Step) {
	path, ok := w.file(s.Name)
	if !ok {
		return
	}
	o := tracer.Options{
		Path: path, Args: append([]string{s.Name}, strings.Fields(s.Params)...), UID: s.ID,
		Env: []string{"PATH=/bin", "HOME=/tmp", "LANG=C.UTF-8"}, Dir: "/tmp",
		Lane: w.name, Calls: &w.calls, Emit: w.emit,
		Pass: func() { _ = w.flush() },
		Back: func() { w.drainLog(now()) },
	}
	if s.Terminal || s.Stdin {
		o.Terminal, o.Stdin = s.Terminal, s.Stdin
		o.Keyboard = &keyboard{fd: w.fd, step: uint32(w.step), buf: make([]byte, recordHead+inputHead+labproto.MaxInput)}
	}
	beAttentive() // the program's output and terminal are other threads' work
	_, err := tracer.Run(o)
	if err != nil {
		w.note("no-program", err.Error())
	}
}

// insert is insmod of a file that the host has sent.
func (w *worker) insert(s *labproto.Step) {
	path, ok := w.file(s.Name)
	if !ok {
		return
	}
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		w.note("no-file", err.Error())
		return
	}
	defer unix.Close(fd)
	c := w.enter("finit_module", true, text("module", s.Name), text("params", s.Params))
	err = unix.FinitModule(fd, s.Params, 0)
	c.leave(0, errnoOf(err))
	if errors.Is(err, unix.EEXIST) {
		w.note("module-loaded", "a module of this name, or one that has what it registers, is loaded already")
	}
}
