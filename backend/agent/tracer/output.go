// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// outputs are the pipes that the program writes to. What it wrote before a call
// stands before that call, because the loop empties them at each return; a
// reader of each keeps a program going that writes more than a pipe holds.
type outputs struct {
	t       *tracer
	pipes   [2]pipe
	readers sync.WaitGroup
	mu      sync.Mutex
	told    int
}

type pipe struct {
	name string
	r, w *os.File
	fd   int // r's, kept non-blocking
}

func (o *outputs) open(t *tracer) error {
	o.t = t
	for i, name := range []string{"stdout", "stderr"} {
		r, w, err := o.channel(i)
		if err != nil {
			o.close()
			return err
		}
		o.pipes[i] = pipe{name: name, r: os.NewFile(uintptr(r), name), w: os.NewFile(uintptr(w), name), fd: r}
	}
	return nil
}

// channel makes what the program writes to: a pipe, or for standard output a
// terminal. A read that finds a terminal empty has waited until everything that
// was written had arrived (n_tty_read in drivers/tty/n_tty.c), so with either
// the order of output and calls is the program's.
func (o *outputs) channel(i int) (r, w int, err error) {
	if o.t.o.Terminal && i == 0 {
		return openTerminal(o.t.o.UID)
	}
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return -1, -1, err
	}
	if err := unix.SetNonblock(fds[0], true); err != nil {
		unix.Close(fds[0])
		unix.Close(fds[1])
		return -1, -1, err
	}
	return fds[0], fds[1], nil
}

// started gives up our writing ends, so that the readers see the end, and
// starts the readers.
func (o *outputs) started() {
	for i := range o.pipes {
		p := &o.pipes[i]
		p.w.Close()
		p.w = nil
		o.readers.Go(func() {
			for {
				fds := []unix.PollFd{{Fd: int32(p.fd), Events: unix.POLLIN}}
				if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
					return
				}
				if !o.empty(p) {
					return
				}
			}
		})
	}
}

// drain tells what has been written so far.
func (o *outputs) drain() {
	for i := range o.pipes {
		o.empty(&o.pipes[i])
	}
}

// empty reads a pipe until nothing is in it; false is its end.
func (o *outputs) empty(p *pipe) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := make([]byte, outputChunk)
	for {
		n, err := unix.Read(p.fd, b)
		switch {
		case err == unix.EINTR:
			continue
		case err == unix.EAGAIN:
			return true
		case err != nil || n == 0:
			return false
		}
		if n = min(n, maxOutput-o.told); n <= 0 {
			continue // it may go on writing; nobody reads it
		}
		o.told += n
		o.t.emit(&labproto.Event{Kind: labproto.KindOutput, Lane: o.t.o.Lane, Name: p.name, Data: b[:n]})
		o.t.pass()
		if o.told == maxOutput {
			o.t.emit(&labproto.Event{Kind: labproto.KindNote, Lane: o.t.o.Lane, Name: labproto.NoteOutputCut, Text: "the program writes more than is shown"})
		}
	}
}

// close waits for the readers: all writing ends are closed by now.
func (o *outputs) close() {
	for i := range o.pipes {
		if p := &o.pipes[i]; p.w != nil {
			p.w.Close()
		}
	}
	o.readers.Wait()
	for i := range o.pipes {
		if p := &o.pipes[i]; p.r != nil {
			p.r.Close()
		}
	}
}
