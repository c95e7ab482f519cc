// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// withFlags adds the flags of a send or a receive, where there are any.
func withFlags(args []labproto.Arg, flags uint64) []labproto.Arg {
	if int32(flags) != 0 {
		args = append(args, number("flags", int32(flags)))
	}
	return args
}

// enterBuffer is read and write: one buffer, no address.
func enterBuffer(_ *tracer, _ *task, c *call) []labproto.Arg {
	c.vectors = []iovec{{c.args[1], c.args[2]}}
	name := "length"
	if c.shape.name == "read" {
		name = "size"
	}
	return []labproto.Arg{number("fd", c.fd), number(name, c.args[2])}
}

func enterVectors(_ *tracer, k *task, c *call) []labproto.Arg {
	c.vectors = k.iovecs(c.args[1], c.args[2])
	name := "length"
	if c.shape.name == "readv" {
		name = "size"
	}
	return []labproto.Arg{number("fd", c.fd), number(name, total(c.vectors)), number("iovecs", len(c.vectors))}
}

func enterSendto(_ *tracer, k *task, c *call) []labproto.Arg {
	c.vectors = []iovec{{c.args[1], c.args[2]}}
	args := []labproto.Arg{number("fd", c.fd), number("length", c.args[2])}
	if c.args[4] != 0 {
		var arg labproto.Arg
		c.to, c.hasTo, arg = k.addr(c.args[4], uint32(c.args[5]))
		args = append(args, arg)
	} else {
		c.shape.name = "send" // what the C library calls it without an address
	}
	return withFlags(args, c.args[3])
}

func enterSendmsg(_ *tracer, k *task, c *call) []labproto.Arg {
	m, ok := k.msghdr(c.args[1])
	if !ok {
		return []labproto.Arg{number("fd", c.fd)}
	}
	c.msg, c.vectors = m, m.iovecs
	args := []labproto.Arg{number("fd", c.fd), number("length", total(m.iovecs))}
	if m.name != 0 {
		var arg labproto.Arg
		c.to, c.hasTo, arg = k.addr(m.name, m.namelen)
		args = append(args, arg)
	}
	if len(m.iovecs) != 1 {
		args = append(args, number("iovecs", len(m.iovecs)))
	}
	return withFlags(args, c.args[2])
}

// leaveSend tells what the kernel took. The buffer is the program's own and
// stands as it was, unless another thread writes to it meanwhile.
func leaveSend(t *tracer, k *task, c *call, ret int64) {
	e := labproto.Event{Kind: labproto.KindSent, Lane: k.lane, Name: c.shape.name, Call: c.id, Data: k.gather(c.vectors, int(ret)),
		Remote: c.to, HasRemote: c.hasTo}
	switch c.shape.name {
	case "sendto", "send":
		e.Flags = int32(c.args[3])
	case "sendmsg":
		e.Flags = int32(c.args[2])
	}
	if s, ok := k.socket(c.fd); ok { // sending may have given it a port
		e.Local, e.HasLocal = s.local, s.hasLocal
	}
	t.emit(&e)
}

func enterRecvfrom(_ *tracer, k *task, c *call) []labproto.Arg {
	c.vectors = []iovec{{c.args[1], c.args[2]}}
	if c.args[4] == 0 {
		c.shape.name = "recv"
	} else if n, ok := k.uint32(c.args[5]); ok {
		c.addrSize = n
	}
	return withFlags([]labproto.Arg{number("fd", c.fd), number("size", c.args[2])}, c.args[3])
}

func enterRecvmsg(_ *tracer, k *task, c *call) []labproto.Arg {
	m, ok := k.msghdr(c.args[1])
	if !ok {
		return []labproto.Arg{number("fd", c.fd)}
	}
	c.msg, c.vectors, c.addrSize = m, m.iovecs, m.namelen
	return withFlags([]labproto.Arg{number("fd", c.fd), number("size", total(m.iovecs))}, c.args[2])
}

// leaveReceive tells the datagram, and who sent it as far as the program asked.
func leaveReceive(t *tracer, k *task, c *call, ret int64) {
	room := total(c.vectors)
	e := labproto.Event{Kind: labproto.KindReceived, Lane: k.lane, Name: c.shape.name, Call: c.id,
		Data: k.gather(c.vectors, min(int(ret), room)), Local: c.sock.local, HasLocal: c.sock.hasLocal}
	if int(ret) > room {
		e.Full = uint32(ret) // with MSG_TRUNC among the flags
	}
	switch c.shape.name {
	case "recvmsg":
		b := k.read(c.args[1], msghdrSize)
		if len(b) == msghdrSize {
			e.Flags = int32(binary.NativeEndian.Uint32(b[msgFlags:]))
		}
		e.Remote, e.HasRemote, _ = k.addr(c.msg.name, c.addrSize)
	case "recvfrom":
		e.Remote, e.HasRemote, _ = k.addr(c.args[4], c.addrSize)
	}
	if c.sock.domain != unix.AF_NETLINK {
		e.HasRemote = false
	}
	t.emit(&e)
}
