// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// send puts the step's bytes on the socket with the call it asks for, and tells
// them as sent only if the kernel took them.
func (w *worker) send(s *labproto.Step) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	name := s.Call
	if name == "" {
		name = "sendto"
	}
	data := s.Data
	args := append(make([]labproto.Arg, 0, 5), num("fd", fd), num("length", len(data)))
	addressed := !s.NoAddr && (name == "sendto" || name == "sendmsg")
	if addressed {
		args = append(args, text("addr", addrText(s.Addr)))
	}
	if len(s.Cuts) > 0 {
		args = append(args, num("iovecs", len(s.Cuts)+1))
	}
	if s.Flags != 0 {
		args = append(args, num("flags", s.Flags))
	}
	c := w.enter(name, true, args...)
	var n uintptr
	var errno unix.Errno
	switch name {
	case "sendmsg":
		n, errno = sendmsg(fd, s, addressed)
	case "writev":
		iov := vectors(data, s.Cuts)
		n, _, errno = unix.Syscall(unix.SYS_WRITEV, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(iov))), uintptr(len(iov)))
		runtime.KeepAlive(iov)
	case "write":
		n, _, errno = unix.Syscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(data))), uintptr(len(data)))
	default:
		var to unsafe.Pointer
		var toLen uintptr
		if addressed {
			to, toLen = unsafe.Pointer(rawAddr(s.Addr)), addrSize
		}
		n, _, errno = unix.Syscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(data))), uintptr(len(data)),
			uintptr(s.Flags), uintptr(to), toLen)
	}
	c.back()
	if errno == 0 {
		e := labproto.Event{Kind: labproto.KindSent, Data: data[:min(int(n), len(data))], Flags: s.Flags}
		e.Local, e.HasLocal = localAddr(fd)
		if addressed {
			e.Remote, e.HasRemote = s.Addr, true
			if e.Remote.Family == 0 {
				e.Remote.Family = unix.AF_NETLINK
			}
		}
		c.emit(&e)
	}
	c.leave(int64(n), errno)
}

func sendmsg(fd int, s *labproto.Step, addressed bool) (uintptr, unix.Errno) {
	iov := vectors(s.Data, s.Cuts)
	var m unix.Msghdr
	if addressed {
		m.Name, m.Namelen = &rawAddr(s.Addr)[0], addrSize
	}
	m.Iov = unsafe.SliceData(iov)
	m.SetIovlen(len(iov))
	n, _, errno := unix.Syscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(&m)), uintptr(s.Flags))
	runtime.KeepAlive(iov)
	return n, errno
}

// vectors cuts data into the iovecs of sendmsg(2) and writev(2).
func vectors(data []byte, cuts []uint32) []unix.Iovec {
	iov := make([]unix.Iovec, 0, len(cuts)+1)
	start := 0
	for i := 0; i <= len(cuts); i++ {
		end := len(data)
		if i < len(cuts) {
			end = int(cuts[i])
		}
		var v unix.Iovec
		if end > start {
			v.Base = &data[start]
		}
		v.SetLen(end - start)
		iov = append(iov, v)
		start = end
	}
	return iov
}
