// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// receive takes Count datagrams, or fewer if a call fails.
func (w *worker) receive(s *labproto.Step) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	if s.Millis > 0 {
		defer limitReceive(fd, s.Millis)()
	}
	buf := make([]byte, s.Size)
	for range max(s.Count, 1) {
		if !w.receiveOne(fd, s, buf) {
			return
		}
	}
}

// limitReceive makes the socket's receives wait no longer than ms milliseconds,
// until the function that it returns is called.
func limitReceive(fd int, ms uint32) (restore func()) {
	before, err := unix.GetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO)
	if err != nil {
		before = &unix.Timeval{} // no limit
	}
	tv := unix.NsecToTimeval(int64(ms) * 1e6)
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &tv) // no socket has a reason to refuse
	return func() { _ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, before) }
}

func (w *worker) receiveOne(fd int, s *labproto.Step, buf []byte) bool {
	name := s.Call
	if name == "" {
		name = "recvmsg"
	}
	args := append(make([]labproto.Arg, 0, 4), num("fd", fd), num("size", len(buf)))
	if s.Flags != 0 {
		args = append(args, num("flags", s.Flags))
	}
	if s.Millis > 0 {
		args = append(args, millis("SO_RCVTIMEO", s.Millis))
	}
	c := w.enter(name, false, args...)
	if !readable(fd) {
		_ = w.flush() // it will block: that is told before
	}
	var e labproto.Event
	n, from, errno := receiveCall(fd, name, s.Flags, buf, &e.Flags)
	c.back()
	if errno == 0 {
		// With MSG_TRUNC among the step's flags the call returns the datagram's
		// length, which may be more than the buffer holds. Without it nobody
		// learns the length; recvmsg alone says that something was cut off.
		e.Kind, e.Data = labproto.KindReceived, buf[:min(n, len(buf))]
		if n > len(buf) {
			e.Full = uint32(n)
		}
		e.Remote, e.HasRemote = parseAddr(from)
		e.Local, e.HasLocal = localAddr(fd)
		c.emit(&e)
	}
	c.leave(int64(n), errno)
	return errno == 0
}

// receiveCall makes the call. from is the address that the kernel wrote, flags
// what it left in msg_flags, where the call has them.
func receiveCall(fd int, name string, flags int32, buf []byte, msgFlags *int32) (_ int, from []byte, _ unix.Errno) {
	addr, addrLen := new([addrSize]byte), new(uint32)
	iov := &unix.Iovec{Base: &buf[0]}
	iov.SetLen(len(buf))
	var n uintptr
	var errno unix.Errno
	switch name {
	case "recvmsg":
		m := &unix.Msghdr{Name: &addr[0], Namelen: addrSize, Iov: iov}
		m.SetIovlen(1)
		n, _, errno = unix.Syscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(m)), uintptr(flags))
		*msgFlags, *addrLen = m.Flags, m.Namelen
	case "recvfrom":
		*addrLen = addrSize
		n, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)),
			uintptr(flags), uintptr(unsafe.Pointer(addr)), uintptr(unsafe.Pointer(addrLen)))
	case "recv":
		n, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), uintptr(flags), 0, 0)
	case "read":
		n, _, errno = unix.Syscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
	case "readv":
		n, _, errno = unix.Syscall(unix.SYS_READV, uintptr(fd), uintptr(unsafe.Pointer(iov)), 1)
	}
	return int(n), addr[:min(*addrLen, addrSize)], errno
}

// readable says whether a receive would return at once.
func readable(fd int) bool {
	p := [1]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, err := unix.Poll(p[:], 0)
	return err == nil && n > 0
}
