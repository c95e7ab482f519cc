// SPDX-License-Identifier: Apache-2.0

package tracer

import (
	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// Options say what to run and whom to tell.
type Options struct {
	// Path is the program's file and Args its arguments, from argv[0] on.
	Path string
	Args []string
	// Env is its environment, Dir its working folder.
	Env []string
	Dir string
	// UID is the user and group that it runs as; 0 is root.
	UID uint32
	// Terminal gives it a terminal of 80 by 24 as standard input and output, Stdin a
	// pipe as standard input; Keyboard is what comes there. With neither it reads
	// /dev/null.
	Terminal, Stdin bool
	Keyboard        Keyboard
	// Lane names the events of the first process; further ones get the name
	// with a number behind it.
	Lane string
	// Emit is told each event. It is called by one goroutine at a time and may
	// keep nothing of the event's Data.
	Emit func(*labproto.Event)
	// Pass is called after events that should be seen at once: the entry of a
	// call, which may block, and what the program writes.
	Pass func()
	// Back is called when a call has come back, before that is told.
	Back func()
	// Calls numbers the events' calls: the last number that was given out.
	Calls *uint32
}

// Keyboard is where what is typed comes from.
type Keyboard interface {
	// FD is readable when there is something to take.
	FD() int
	// Take gives what has been typed without waiting, and whether the input ends
	// with it. The error is EAGAIN when there is nothing; any other says that
	// nothing more will come.
	Take() (data []byte, eof bool, err error)
}

// Status is how the program ended.
type Status struct {
	// Exit is its exit status; Signal is what killed it, 0 for none.
	Exit   int
	Signal unix.Signal
}

// Limits of what is told of one program.
const (
	// maxTasks is the number of its processes and threads that are told apart.
	maxTasks = 64
	// maxOutput is how much of what it writes is told, in bytes.
	maxOutput = 256 << 10
	// outputChunk is the most that one event carries.
	outputChunk = 8 << 10
)
