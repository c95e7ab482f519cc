// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"encoding/binary"
	"strconv"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// shapeOf gives the shape of a call that is told, nil for others.
func shapeOf(number int64) *shape {
	switch number {
	case unix.SYS_SOCKET:
		return &shape{"socket", enterSocket, nil}
	case unix.SYS_BIND:
		return &shape{"bind", enterAddr, nil}
	case unix.SYS_CONNECT:
		return &shape{"connect", enterAddr, nil}
	case unix.SYS_SETSOCKOPT:
		return &shape{"setsockopt", enterSetOption, nil}
	case unix.SYS_GETSOCKOPT:
		return &shape{"getsockopt", enterGetOption, nil}
	case unix.SYS_GETSOCKNAME:
		return &shape{"getsockname", enterFD, nil}
	case unix.SYS_CLOSE:
		return &shape{"close", enterFD, nil}
	case unix.SYS_SHUTDOWN:
		return &shape{"shutdown", enterFD, nil}
	case unix.SYS_SENDTO:
		return &shape{"sendto", enterSendto, leaveSend}
	case unix.SYS_SENDMSG:
		return &shape{"sendmsg", enterSendmsg, leaveSend}
	case unix.SYS_WRITE:
		return &shape{"write", enterBuffer, leaveSend}
	case unix.SYS_WRITEV:
		return &shape{"writev", enterVectors, leaveSend}
	case unix.SYS_RECVFROM:
		return &shape{"recvfrom", enterRecvfrom, leaveReceive}
	case unix.SYS_RECVMSG:
		return &shape{"recvmsg", enterRecvmsg, leaveReceive}
	case unix.SYS_READ:
		return &shape{"read", enterBuffer, leaveReceive}
	case unix.SYS_READV:
		return &shape{"readv", enterVectors, leaveReceive}
	}
	return nil
}

func number[T ~int | ~int32 | ~uint32 | ~uint64](name string, v T) labproto.Arg {
	return labproto.Arg{Name: name, Value: strconv.FormatInt(int64(v), 10)}
}

func enterSocket(_ *tracer, _ *task, c *call) []labproto.Arg {
	return []labproto.Arg{number("domain", int32(c.args[0])), number("type", int32(c.args[1])), number("protocol", int32(c.args[2]))}
}

func enterFD(_ *tracer, _ *task, c *call) []labproto.Arg {
	return []labproto.Arg{number("fd", c.fd)}
}

// addr reads an address of the task's; the argument says it as strace does.
func (k *task) addr(at uint64, n uint32) (a labproto.Addr, ok bool, arg labproto.Arg) {
	b := k.read(at, int(min(n, sockaddrMax)))
	if len(b) >= 12 && binary.NativeEndian.Uint16(b) == unix.AF_NETLINK {
		a = labproto.Addr{Family: unix.AF_NETLINK, PortID: binary.NativeEndian.Uint32(b[4:]), Groups: binary.NativeEndian.Uint32(b[8:])}
		return a, true, labproto.Arg{Name: "addr", Value: "{nl_pid=" + strconv.FormatUint(uint64(a.PortID), 10) +
			", nl_groups=0x" + strconv.FormatUint(uint64(a.Groups), 16) + "}"}
	}
	return a, false, labproto.Arg{Name: "bytes", Value: hexText(b)}
}

func enterAddr(_ *tracer, k *task, c *call) []labproto.Arg {
	var arg labproto.Arg
	c.to, c.hasTo, arg = k.addr(c.args[1], uint32(c.args[2]))
	return []labproto.Arg{number("fd", c.fd), arg, number("len", uint32(c.args[2]))}
}

func enterSetOption(_ *tracer, k *task, c *call) []labproto.Arg {
	level, option := int32(c.args[1]), int32(c.args[2])
	value := k.read(c.args[3], int(min(uint32(c.args[4]), 256)))
	args := []labproto.Arg{number("fd", c.fd), number("level", level)}
	if level == unix.SOL_NETLINK && len(value) >= 4 && (option == unix.NETLINK_ADD_MEMBERSHIP || option == unix.NETLINK_DROP_MEMBERSHIP) {
		name := "NETLINK_ADD_MEMBERSHIP"
		if option == unix.NETLINK_DROP_MEMBERSHIP {
			name = "NETLINK_DROP_MEMBERSHIP"
		}
		return append(args, labproto.Arg{Name: "option", Value: name}, number("group", binary.NativeEndian.Uint32(value)))
	}
	return append(args, number("option", option), labproto.Arg{Name: "bytes", Value: hexText(value)})
}

func enterGetOption(_ *tracer, k *task, c *call) []labproto.Arg {
	args := []labproto.Arg{number("fd", c.fd), number("level", int32(c.args[1])), number("option", int32(c.args[2]))}
	if n, ok := k.uint32(c.args[4]); ok {
		args = append(args, number("size", n))
	}
	return args
}

func hexText(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}
