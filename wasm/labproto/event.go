// SPDX-License-Identifier: Apache-2.0

package labproto

// Event is one thing that happened on the guest's kernel during a run.
type Event struct {
	// Run is the number the page gave to the run.
	Run uint32
	// Seq counts a run's events from 1, without a gap.
	Seq uint32
	// Time is the guest's CLOCK_MONOTONIC, in nanoseconds.
	Time uint64
	Kind Kind
	// Lane is where it happened: an actor's name, LaneLog or LaneKernel. A lane
	// is announced by KindLane before its first event.
	Lane string
	// Step is the program's step that caused it, from 0, or -1.
	Step int32
	// Call pairs KindEnter with KindReturn and ties KindSent, KindReceived,
	// KindCall and KindCallRet to their system call; 0 is none.
	Call uint32
	// Name is the system call (KindEnter, KindReturn), the function, the
	// module, the file, or a machine-readable code (KindNote: see the Note
	// constants, KindEnd).
	Name string
	// Args are a call's arguments in order, or further facts by name.
	Args []Arg
	// Ret is a call's return value, a process's exit status, a log line's level.
	Ret int64
	// Errno is the error's kernel name ("ECONNREFUSED"), or "".
	Errno string
	// Data are the bytes sent or received, or an option's value.
	Data []byte
	// Local and Remote are both ends' addresses, where HasLocal and HasRemote
	// say that they are known.
	Local, Remote       Addr
	HasLocal, HasRemote bool
	// Flags are msg_flags of a receive, or the flags of a send.
	Flags int32
	// Full is the datagram's real length where Data is shorter, for a receive
	// with MSG_TRUNC among its flags. Without it nobody learns the length:
	// MSG_TRUNC in Flags says only that something was cut off (recvmsg).
	Full uint32
	// Text is a log line, a file's content, an oops, a remark.
	Text string
	// PID is the process id in the guest (KindLane, KindExit, and KindNote where
	// an actor goes on as another process).
	PID uint32
}

// Arg is one named fact of an event, as text for people ("fd", "3").
type Arg struct {
	Name, Value string
}

// Arg gives the value of the first fact of a name, "" if there is none.
func (e *Event) Arg(name string) string {
	for i := range e.Args {
		if e.Args[i].Name == name {
			return e.Args[i].Value
		}
	}
	return ""
}

// Lanes that are no actor's.
const (
	// LaneKernel is the netlink core and the modules.
	LaneKernel = "kernel"
	// LaneLog is the kernel log.
	LaneLog = "log"
)

// Kind is what sort of event it is.
type Kind uint8

// Kinds of events. Wire numbers never change.
const (
	KindStart    Kind = 1  // the run began; Args: kernel, machine
	KindLane     Kind = 2  // a lane: Lane, PID, Text for a remark
	KindEnter    Kind = 3  // a system call was entered: Name, Args, Call
	KindReturn   Kind = 4  // it returned: Name, Ret, Errno, Call, Args for results
	KindSent     Kind = 5  // bytes that the kernel took: Data, Local, Remote, Flags
	KindReceived Kind = 6  // a datagram: Data, Full, Local, Remote, Flags
	KindLog      Kind = 7  // a kernel log line: Text, Ret is the level (0-7)
	KindCall     Kind = 8  // a kernel function was entered: Name, Call; Args: depth, cpu, module of a module's
	KindCallRet  Kind = 9  // a kernel function returned: Name, Call; Args: depth, duration_ns
	KindOutput   Kind = 10 // a program wrote: Name is stdout or stderr, Data
	KindFile     Kind = 11 // a file's content: Name is its path, Text
	KindNote     Kind = 12 // the agent remarks: Name is a code, Text says it
	KindExit     Kind = 13 // a process ended: PID, Ret, Name is a signal or ""
	KindPanic    Kind = 14 // the kernel died: Text is the oops
	KindEnd      Kind = 15 // the run ended: Name is one of the End codes
)

var kindNames = [...]string{
	KindStart: "start", KindLane: "lane", KindEnter: "enter", KindReturn: "return",
	KindSent: "sent", KindReceived: "received", KindLog: "log", KindCall: "call",
	KindCallRet: "callret", KindOutput: "output", KindFile: "file", KindNote: "note",
	KindExit: "exit", KindPanic: "panic", KindEnd: "end",
}

// String gives the name that the JSON form uses, or "" for an unknown kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// How a run ends (Event.Name of KindEnd).
const (
	EndDone      = "done"      // every step was taken
	EndTimeout   = "timeout"   // the time limit came first
	EndStopped   = "stopped"   // the learner stopped it
	EndPanic     = "panic"     // the kernel died
	EndDied      = "died"      // a process died before its steps were taken
	EndLost      = "lost"      // the machine ended for another reason
	EndTooMany   = "too-many"  // MaxEvents was reached
	EndTooSlow   = "too-slow"  // the reader could not keep up
	EndWaiting   = "deadlock"  // every actor left waits for a label that cannot come
	EndBadResult = "bad-agent" // the guest sent what no agent sends
)

// Transcript is a whole run: what was asked and all that happened, with where
// and when. It is the form of recorded files.
type Transcript struct {
	// Kernel is the guest's uname release and Accel "tcg" or "kvm".
	Kernel, Accel string
	// Recorded is the day of the recording, YYYY-MM-DD, for recorded ones.
	Recorded string
	Program  Program
	Events   []Event
}
