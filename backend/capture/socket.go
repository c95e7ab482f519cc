// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// receiveBuffer is what the kernel may queue for a socket, in bytes.
	receiveBuffer = 8 << 20
	// datagramSize bounds a datagram, in bytes: the kernel makes none this long
	// for a group.
	datagramSize = 256 << 10
	// groupLimit bounds the groups of a protocol; NETLINK_ROUTE has 36.
	groupLimit = 1024
)

// Datagram is what a socket received at once: one message or several.
type Datagram struct {
	Time  time.Time
	Group Group
	// PortID is the sender's, 0 for the kernel.
	PortID uint32
	Data   []byte
	// Cut says that the datagram was longer than Data.
	Cut bool
	// Lost says that there is no datagram: the socket's buffer was full, and
	// some were dropped before the next one.
	Lost bool
}

// socket is a netlink socket of one protocol.
type socket struct {
	protocol int32
	file     *os.File
}

func open(protocol int32) (*socket, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, int(protocol))
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	// SO_RCVBUFFORCE goes beyond net.core.rmem_max, and takes CAP_NET_ADMIN.
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer) != nil {
		err = os.NewSyscallError("setsockopt", unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer))
	}
	if err == nil {
		err = os.NewSyscallError("setsockopt", unix.SetsockoptInt(fd, unix.SOL_NETLINK, unix.NETLINK_PKTINFO, 1))
	}
	if err == nil {
		err = os.NewSyscallError("bind", unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}))
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return &socket{protocol, os.NewFile(uintptr(fd), fmt.Sprintf("netlink %d", protocol))}, nil
}

// control runs f with the socket's descriptor.
func (s *socket) control(f func(fd int) error) error {
	raw, err := s.file.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// join becomes a member of a group, or of all. joined counts the groups; an
// error tells of the groups that it may not join.
func (s *socket) join(number uint32) (joined int, err error) {
	err = s.control(func(fd int) error {
		add := func(n uint32) error {
			return os.NewSyscallError("setsockopt NETLINK_ADD_MEMBERSHIP", unix.SetsockoptInt(fd, unix.SOL_NETLINK, unix.NETLINK_ADD_MEMBERSHIP, int(n)))
		}
		if number != All {
			if err := add(number); err != nil {
				return fmt.Errorf("group %d: %w", number, err)
			}
			joined++
			return nil
		}
		var refused []error
		for n := uint32(1); n < groupLimit; n++ {
			err := add(n)
			switch {
			case err == nil:
				joined++
			case errors.Is(err, unix.EINVAL): // behind the last group
				return errors.Join(refused...)
			case errors.Is(err, unix.ENOENT): // a generic family's that has gone
			default:
				refused = append(refused, fmt.Errorf("group %d: %w", n, err))
			}
		}
		return errors.Join(refused...)
	})
	return joined, err
}

// receive waits for a datagram. Closing the file ends it.
func (s *socket) receive(buffer []byte) (Datagram, error) {
	raw, err := s.file.SyscallConn()
	if err != nil {
		return Datagram{}, err
	}
	d := Datagram{Group: Group{Protocol: s.protocol}}
	oob := make([]byte, unix.CmsgSpace(4))
	var inner error
	err = raw.Read(func(fd uintptr) bool {
		var n, oobn, flags int
		var from unix.Sockaddr
		n, oobn, flags, from, inner = unix.Recvmsg(int(fd), buffer, oob, 0)
		if errors.Is(inner, unix.EAGAIN) || errors.Is(inner, unix.EINTR) {
			return false
		}
		d.Time = time.Now()
		if inner != nil {
			return true
		}
		d.Data, d.Cut = append([]byte(nil), buffer[:n]...), flags&unix.MSG_TRUNC != 0
		if a, ok := from.(*unix.SockaddrNetlink); ok {
			d.PortID = a.Pid
		}
		d.Group.Number = groupOf(oob[:oobn])
		return true
	})
	if err != nil {
		return d, err
	}
	if errors.Is(inner, unix.ENOBUFS) {
		d.Lost = true
		return d, nil
	}
	return d, os.NewSyscallError("recvmsg", inner)
}

// groupOf reads struct nl_pktinfo, a group's number, from control messages.
func groupOf(oob []byte) uint32 {
	all, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return 0
	}
	for _, m := range all {
		if m.Header.Level == unix.SOL_NETLINK && m.Header.Type == unix.NETLINK_PKTINFO && len(m.Data) >= 4 {
			return binary.NativeEndian.Uint32(m.Data)
		}
	}
	return 0
}
