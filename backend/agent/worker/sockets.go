// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

func (w *worker) open(s *labproto.Step) {
	if old, ok := w.sockets[s.Socket]; ok {
		w.note("socket-reopened", "the socket"+quoted(s.Socket)+" was open; it is closed first")
		unix.Close(old)
		delete(w.sockets, s.Socket)
	}
	c := w.enter("socket", false, num("domain", s.Domain), num("type", s.Type), num("protocol", s.Protocol))
	fd, _, errno := unix.Syscall(unix.SYS_SOCKET, uintptr(s.Domain), uintptr(s.Type), uintptr(s.Protocol))
	if errno == 0 {
		w.sockets[s.Socket] = int(fd)
	}
	c.leave(int64(fd), errno)
}

// withAddr makes bind(2) or connect(2).
func (w *worker) withAddr(s *labproto.Step, name string, number uintptr) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	a := rawAddr(s.Addr)
	c := w.enter(name, false, num("fd", fd), text("addr", addrText(s.Addr)), num("len", addrSize))
	_, _, errno := unix.Syscall(number, uintptr(fd), uintptr(unsafe.Pointer(a)), addrSize)
	c.leave(0, errno)
}

func (w *worker) getsockname(s *labproto.Step) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	c := w.enter("getsockname", false, num("fd", fd))
	var b [addrSize]byte
	n, errno := sockname(fd, &b)
	if errno != 0 {
		c.leave(0, errno)
		return
	}
	if a, ok := parseAddr(b[:min(n, addrSize)]); ok {
		c.leave(0, 0, text("addr", addrText(a)), num("len", n))
		return
	}
	// A socket of another domain; its address may be longer than was asked for.
	c.leave(0, 0, text("bytes", hexText(b[:min(n, addrSize)])), num("len", n))
}

func (w *worker) membership(s *labproto.Step, option int, name string) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	var b [4]byte
	binary.NativeEndian.PutUint32(b[:], s.Group)
	w.setOption(fd, unix.SOL_NETLINK, option, b[:], text("option", name), num("group", s.Group))
}

func (w *worker) setOption(fd, level, option int, value []byte, args ...labproto.Arg) {
	c := w.enter("setsockopt", false, append([]labproto.Arg{num("fd", fd), num("level", level)}, args...)...)
	_, _, errno := unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(fd), uintptr(level), uintptr(option),
		uintptr(unsafe.Pointer(unsafe.SliceData(value))), uintptr(len(value)), 0)
	c.leave(0, errno)
}

func (w *worker) getOption(s *labproto.Step) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	value := make([]byte, max(s.Size, 4))
	n := s.Size
	if n == 0 {
		n = 4
	}
	c := w.enter("getsockopt", false, num("fd", fd), num("level", s.Level), num("option", s.Option), num("size", n))
	_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), uintptr(s.Level), uintptr(s.Option),
		uintptr(unsafe.Pointer(&value[0])), uintptr(unsafe.Pointer(&n)), 0)
	if errno != 0 {
		c.leave(0, errno)
		return
	}
	got := value[:min(int(n), len(value))]
	results := []labproto.Arg{num("length", n)}
	if len(got) == 4 {
		results = append(results, num("value", int32(binary.NativeEndian.Uint32(got))))
	}
	c.leave(0, 0, append(results, text("bytes", hexText(got)))...)
}

func hexText(b []byte) string {
	const digits = "0123456789abcdef"
	b = b[:min(len(b), 256)]
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

func (w *worker) close(s *labproto.Step) {
	fd, ok := w.socket(s)
	if !ok {
		return
	}
	delete(w.sockets, s.Socket)
	c := w.enter("close", false, num("fd", fd))
	_, _, errno := unix.Syscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
	c.leave(0, errno)
}
