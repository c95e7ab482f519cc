// SPDX-License-Identifier: Apache-2.0

package labproto

// Version is the protocol's version, in every frame header. A frame of another
// version is refused with CodeVersion.
const Version = 1

// Limits, in bytes unless the name says otherwise. Whoever reads a frame
// enforces them; a frame over a limit is an error and never a larger buffer.
const (
	// HeaderSize is the size of a frame's header.
	HeaderSize = 12
	// MaxPayload bounds one frame's payload. A full 64 KiB datagram with its
	// addresses and arguments fits in it.
	MaxPayload = 256 << 10
	// MaxData bounds the bytes of one send step and of one receive buffer. The
	// kernel's own bound for a netlink send is the socket's send buffer less 32
	// (net/netlink/af_netlink.c, netlink_sendmsg).
	MaxData = 64 << 10
	// MaxSteps is the number of steps in one program.
	MaxSteps = 256
	// MaxActors is the number of actors (processes) in one program.
	MaxActors = 16
	// MaxAfter is the number of labels that one step may wait for.
	MaxAfter = 16
	// MaxName bounds a name: of an actor, a label, a socket, a module.
	MaxName = 64
	// MaxText bounds one text: a kernel log line, a file's content, an oops.
	MaxText = 64 << 10
	// MaxCuts is the number of places where one send may be cut into iovecs.
	MaxCuts = 64
	// MaxEvents is the number of events in one run; the agent ends a run that
	// would exceed it, and the reader of a longer one stops reading.
	MaxEvents = 20000
	// MaxTimeoutMillis bounds a run's time limit, in milliseconds.
	MaxTimeoutMillis = 60_000
	// DefaultTimeoutMillis is a run's time limit where the program names none.
	DefaultTimeoutMillis = 10_000
)
