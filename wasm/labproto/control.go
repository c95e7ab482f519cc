// SPDX-License-Identifier: Apache-2.0

package labproto

// Hello opens a connection: page to hub, the first frame.
type Hello struct {
	// Token is the session's secret, which the page got over HTTP.
	Token string
	// LastSeq is the sequence number of the last frame the page has seen, 0 for
	// a new page.
	LastSeq uint32
	// Session is the session's public name; empty asks for a new one.
	Session string
}

// Welcome answers Hello.
type Welcome struct {
	// Session names the session for a later resume.
	Session string
	// Resumed is true when all frames after Hello.LastSeq follow.
	Resumed bool
}

// State is where a learner's machine is in its life.
type State uint8

// States of a learner's machine, as Status reports them.
const (
	StateNone     State = 0 // none asked for yet
	StateQueued   State = 1 // waiting: Position, WaitMillis
	StateStarting State = 2 // being cloned
	StateReady    State = 3 // Kernel, Accel, StartMillis are known
	StateEnded    State = 4 // gone: Code says why; a new run gets a new one
)

// Status tells the page about its machine.
type Status struct {
	State State
	// Position is the place in the queue, from 1.
	Position uint32
	// WaitMillis is the expected wait, in milliseconds; 0 is unknown. With
	// StateReady it is how long the page has waited: 0 for a machine that stood
	// ready.
	WaitMillis uint32
	// StartMicros is how long the machine took from asking for a clone to the
	// guest's first word, in microseconds.
	StartMicros uint32
	// Kernel is the guest's uname release; Accel is "tcg" or "kvm".
	Kernel, Accel string
	// Code says why a machine ended: one of the Ended codes.
	Code string
	// Machine counts the session's machines from 1.
	Machine uint32
}

// Why a machine ended (Status.Code with StateEnded).
const (
	EndedIdle   = "idle"   // no run for too long
	EndedAge    = "age"    // as old as a machine may get
	EndedPanic  = "panic"  // the kernel died
	EndedReset  = "reset"  // the learner asked for a new one
	EndedFault  = "fault"  // the machine failed
	EndedServer = "server" // the server shuts down
)

// Run asks for a run: page to hub to guest.
type Run struct {
	// ID is the page's number for the run, from 1, and comes back in events.
	ID      uint32
	Program Program
}

// Refused says that something was not done, and why. It is the one error frame
// of every direction.
type Refused struct {
	// Run is the run it is about, or 0.
	Run uint32
	// Code is one of the Code constants.
	Code string
	// Path is the place in the program ("steps[3].size"), or "".
	Path string
	// Text says it in English for logs and for codes a page does not know.
	Text string
}

// Codes of Refused. Pages translate them; they never change.
const (
	CodeVersion   = "version"   // another protocol version
	CodeFrame     = "bad-frame" // not a frame, or one over a limit
	CodeProgram   = "bad-program"
	CodeToken     = "bad-token"         // no session for this token
	CodeBusy      = "run-active"        // a run is going on
	CodeFull      = "queue-full"        // no sandbox free and the queue is full
	CodeNoSandbox = "no-sandbox"        // this server has no working sandbox; Text says why
	CodeMachines  = "too-many-machines" // the learner has all that one may have
	CodeRate      = "too-fast"          // too many frames a second
	CodeSlow      = "too-slow"          // the page reads too slowly
	CodeReplaced  = "replaced"          // the session went on in another connection
	CodeExpired   = "expired"           // nothing left to resume
	CodeInternal  = "internal"
	CodeFile      = "bad-file" // a file that the guest does not take
)

// Ready is the guest's first word.
type Ready struct {
	// Kernel is the guest's uname release.
	Kernel string
	// Agent names the agent's build, so that a stale template is seen.
	Agent string
	// Modules lists the test modules that are loaded.
	Modules []string
}

// Clock sets a cloned guest's clock and stirs its entropy pool: host to guest.
type Clock struct {
	// UnixNano is the wall clock, in nanoseconds since 1970.
	UnixNano int64
	// Entropy are random bytes from the host; 32 are enough.
	Entropy []byte
}
