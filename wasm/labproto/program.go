// SPDX-License-Identifier: Apache-2.0

package labproto

// Program is what a run does: steps, each carried out by an actor. An actor is
// a process of its own in the guest and takes its steps in order; different
// actors go on side by side, and After orders steps across actors.
type Program struct {
	// TimeoutMillis ends the run, in milliseconds; 0 is DefaultTimeoutMillis.
	TimeoutMillis uint32
	// Files are compiled programs and modules that OpExec and OpInsert steps
	// name. The hub gives them to the guest before the run.
	Files []ProgramFile
	// XRay tells what the kernel's netlink functions do for this run: KindCall and
	// KindCallRet events, from ftrace. XRayStack adds the call stack wherever a
	// module's function is entered from outside the module (NoteXRayStack).
	XRay, XRayStack bool
	Steps           []Step
}

// ProgramFile is a file that a program needs.
type ProgramFile struct {
	// Name is what steps call it.
	Name string
	// ID is what the compiler's result is known by, at most MaxName bytes.
	ID string
}

// Step is one thing to do. Which fields count depends on Op; the others are
// zero. Its position in the program names it in events (Event.Step).
type Step struct {
	// Actor is the process that takes the step; a name of the author's choice.
	Actor string
	Op    Op
	// Label lets later steps of other actors wait for this one. Receiving is a label
	// of its own, of a program's step (OpExec): it is done as soon as the program
	// enters a call that receives, or has ended.
	Label, Receiving string
	// After lists labels that must be done before this step starts.
	After []string
	// Socket names the socket within its actor; empty is the actor's only one.
	Socket string

	// Domain, Type and Protocol are socket(2)'s arguments (OpOpen).
	Domain, Type, Protocol int32
	// Addr is the address to bind or connect to, or a send's destination.
	Addr Addr
	// NoAddr makes a send give no address (msg_name NULL).
	NoAddr bool
	// Group is a multicast group's number, from 1 (OpJoin, OpLeave).
	Group uint32
	// Level, Option and Value are setsockopt(2)'s arguments; for OpGetOption
	// Size is the length of the value's buffer.
	Level, Option int32
	Value         []byte
	// Call picks the system call of a send or a receive: sendto, sendmsg, send,
	// write, writev; recvfrom, recvmsg, recv, read, readv. Empty is sendto and
	// recvmsg.
	Call string
	// Data is what a send puts on the wire, to the byte.
	Data []byte
	// Cuts are offsets in Data at which a new iovec starts (sendmsg, writev).
	Cuts []uint32
	// Flags are the MSG_* flags of a send or a receive.
	Flags int32
	// Size is the receive buffer's size in bytes.
	Size uint32
	// Count is how many datagrams a receive step takes; 0 is one.
	Count uint32
	// Millis is a sleep's length, or how long a receive waits at most (0: as
	// long as the run may last), in milliseconds.
	Millis uint32
	// Name is a module's name (OpLoad, OpUnload), a path (OpRead), a namespace
	// kind (OpUnshare: "net" or "user") or a sent file's name (OpExec, OpInsert).
	Name string
	// Params are a module's parameters, as insmod takes them ("delay_ms=50"), or
	// a program's arguments (OpExec), with blanks between them.
	Params string
	// Terminal gives a program a terminal (a pty of 80 by 24) for its standard
	// input and output (OpExec), which Input frames type on; standard error stays a
	// pipe. Stdin gives it a pipe for its standard input instead, which Input frames
	// fill, and KindNote events say how much of it has been taken (NoteInputRead).
	// Without either standard input is /dev/null.
	Terminal, Stdin bool
	// ID is the user and group id that OpSetUser switches the actor to, and that
	// OpExec runs a program as.
	ID uint32
}

// Addr is struct sockaddr_nl as user space writes it (include/uapi/linux/netlink.h).
type Addr struct {
	// Family is nl_family; 0 stands for AF_NETLINK in programs.
	Family uint16
	// PortID is nl_pid: a socket's port id, 0 for the kernel. Host byte order.
	PortID uint32
	// Groups is nl_groups, a mask: bit 0 is group 1.
	Groups uint32
}

// Op is what a step does.
type Op uint8

// The steps an agent can take. Wire numbers never change.
const (
	OpOpen      Op = 1  // socket(2)
	OpBind      Op = 2  // bind(2)
	OpConnect   Op = 3  // connect(2)
	OpName      Op = 4  // getsockname(2)
	OpJoin      Op = 5  // setsockopt NETLINK_ADD_MEMBERSHIP
	OpLeave     Op = 6  // setsockopt NETLINK_DROP_MEMBERSHIP
	OpSetOption Op = 7  // setsockopt(2)
	OpGetOption Op = 8  // getsockopt(2)
	OpSend      Op = 9  // sendto, sendmsg, send, write, writev
	OpReceive   Op = 10 // recvfrom, recvmsg, recv, read, readv
	OpClose     Op = 11 // close(2)
	OpSleep     Op = 12 // clock_nanosleep(2)
	OpLoad      Op = 13 // finit_module(2)
	OpUnload    Op = 14 // delete_module(2)
	OpRead      Op = 15 // a file's text, such as /proc/net/netlink
	OpUnshare   Op = 16 // unshare(2)
	OpSetUser   Op = 17 // setgroups, setgid, setuid
	OpReadLog   Op = 18 // the kernel log so far (/dev/kmsg), as KindLog events
	OpExec      Op = 19 // a program that was sent as a File, its calls on sockets told
	OpInsert    Op = 20 // finit_module(2) of a module that was sent as a File
)

var opNames = [...]string{
	OpOpen: "open", OpBind: "bind", OpConnect: "connect", OpName: "getsockname",
	OpJoin: "join", OpLeave: "leave", OpSetOption: "setsockopt", OpGetOption: "getsockopt",
	OpSend: "send", OpReceive: "receive", OpClose: "close", OpSleep: "sleep",
	OpLoad: "load", OpUnload: "unload", OpRead: "read", OpUnshare: "unshare",
	OpSetUser: "setuser", OpReadLog: "readlog", OpExec: "exec", OpInsert: "insert",
}

// String gives the name that step files use, or "" for an unknown op.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return ""
}

// LimitMillis is the run's time limit, in milliseconds.
func (p *Program) LimitMillis() uint32 {
	if p.TimeoutMillis == 0 {
		return DefaultTimeoutMillis
	}
	return p.TimeoutMillis
}
