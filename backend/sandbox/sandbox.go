// SPDX-License-Identifier: Apache-2.0

// Package sandbox lends machines: one machine, one learner, one life.
//
//	Acquire --> Lease --> Machine <== labproto frames ==> guest
//	   |                     ^
//	   `-- queue     Pool ---' keeps some warm, never reuses one
//
// A Machine is whatever runs a guest; package qemu has the real one and package
// sandboxtest a fake, and both pass the same conformance suite.
package sandbox

import (
	"context"
	"errors"
	"time"

	"netlinklab/wasm/labproto"
)

// Machine is a running guest that has said its first word.
type Machine interface {
	// Send hands the guest a frame. It waits while the guest does not read,
	// until ctx ends or the machine does (ErrEnded).
	Send(ctx context.Context, f labproto.Frame) error
	// Frames yields what the guest sends, in order, without loss: a reader that
	// stops reading stops the guest's writing. It is closed when the machine
	// has ended and everything has been read.
	Frames() <-chan labproto.Frame
	// Done is closed when the machine has ended.
	Done() <-chan struct{}
	// Ending says why it ended; it is the zero Ending before Done.
	Ending() Ending
	// Info describes the machine.
	Info() Info
	// Close ends the machine and returns when nothing of it is left; frames that
	// were not read are lost. It may be called at any time, more than once, from
	// several goroutines, and has to be called once even if the machine has ended.
	Close() error
}

// Info describes a machine.
type Info struct {
	// Kernel is the guest's uname release; Accel is "tcg" or "kvm".
	Kernel, Accel string
	// StartedIn is the time from Start to the guest's first word.
	StartedIn time.Duration
	// PID is the virtual machine's process on the host, 0 if there is none.
	PID int
}

// Ending is how a machine's life ended.
type Ending struct {
	Cause Cause
	// Text is the oops of a panic; of another unwanted end it is what an
	// operator needs: the command line and the console's last lines.
	Text string
}

// Cause is why a machine ended.
type Cause int

// Causes of a machine's end.
const (
	CauseNone    Cause = iota // it has not ended
	CauseClosed               // Close was called
	CausePanic                // the guest's kernel died
	CauseDied                 // its process ended by itself or was killed
	CauseGarbage              // the guest sent what is no frame
)

// String names the cause for logs.
func (c Cause) String() string {
	return [...]string{"running", "closed", "panic", "died", "garbage"}[c]
}

// ErrEnded is Send's answer when the machine has ended.
var ErrEnded = errors.New("the machine has ended")

// Rehearser is a Machine that answers its first run faster when it has taken one
// before. A pool lets a machine rehearse that nobody waits for.
type Rehearser interface {
	// Rehearse takes a run of its own and throws the outcome away.
	Rehearse(ctx context.Context) error
}

// Interrupter is a Machine whose kernel can be made to say where it hangs.
type Interrupter interface {
	// Interrupt makes the kernel panic, whatever it is doing, with interrupts off
	// too. The machine's end follows, with what it was doing in its Ending. It is
	// called once at most.
	Interrupt(ctx context.Context) error
}

// KeptWaiting is a Machine that knows what its host has no time for.
type KeptWaiting interface {
	// KeptWaiting is how long the machine has wanted a processor of its host and
	// got none, since its start.
	KeptWaiting() time.Duration
}

// BehindStarter is a Starter that can also start a machine that gets a processor
// of the host only when nothing else wants one, while it starts and afterwards,
// until it has been quiet for a while.
type BehindStarter interface {
	StartBehind(ctx context.Context) (Machine, error)
}

// Starter starts machines.
type Starter interface {
	// Start returns a machine that has said its first word.
	Start(ctx context.Context) (Machine, error)
}
