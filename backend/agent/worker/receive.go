// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"time"
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
		tv := unix.NsecToTimeval((time.Duration(s.Millis) * time.Millisecond).Nanoseconds())
		_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &tv)
		// The next receive of this socket has its own limit, or none.
		defer func() {
			_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{})
		}()
	}
	buf := make([]byte, s.Size)
	for range max(s.Count, 1) {
		if !w.receiveOne(fd, s, buf) {
			return
		}
	}
}

func (w *worker) receiveOne(fd int, s *labproto.Step, buf []byte) bool {
	name := s.Call
	if name == "" {
		name = "recvmsg"
	}
	args := []labproto.Arg{arg("fd", fd), arg("size", len(buf))}
	if s.Flags != 0 {
		args = append(args, arg("flags", s.Flags))
	}
	if s.Millis > 0 {
		args = append(args, arg("SO_RCVTIMEO", time.Duration(s.Millis)*time.Millisecond))
	}
	c := w.enter(name, true, args...)
	e := labproto.Event{Kind: labproto.KindReceived, Call: c.id, Name: name}
	from := new([addrSize]byte)
	var n uintptr
	var errno unix.Errno
	iov := unix.Iovec{Base: &buf[0]}
	iov.SetLen(len(buf))
	named := false
	switch name {
	case "recvmsg":
		m := unix.Msghdr{Name: &from[0], Namelen: addrSize, Iov: &iov}
		m.SetIovlen(1)
		n, _, errno = unix.Syscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&m)), uintptr(s.Flags))
		e.Flags, named = m.Flags, m.Namelen == addrSize
	case "recvfrom":
		size := uint32(addrSize)
		n, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)),
			uintptr(s.Flags), uintptr(unsafe.Pointer(from)), uintptr(unsafe.Pointer(&size)))
		named = size == addrSize
	case "recv":
		n, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), uintptr(s.Flags), 0, 0)
	case "read":
		n, _, errno = unix.Syscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
	case "readv":
		n, _, errno = unix.Syscall(unix.SYS_READV, uintptr(fd), uintptr(unsafe.Pointer(&iov)), 1)
	}
	if errno == 0 {
		// With MSG_TRUNC as a flag the call returns the real length, which
		// may be more than the buffer holds.
		e.Data = buf[:min(int(n), len(buf))]
		if int(n) > len(buf) {
			e.Full = uint32(n)
		}
		if named {
			e.Remote, e.HasRemote = parseAddr(from[:])
		}
		e.Local, e.HasLocal = localAddr(fd)
		w.emit(e)
	}
	c.leave(int64(n), errno)
	return errno == 0
}
