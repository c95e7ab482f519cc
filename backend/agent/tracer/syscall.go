// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// syscallInfo is struct ptrace_syscall_info (include/uapi/linux/ptrace.h): for
// an entry value is the call's number and args are its arguments, for an exit
// value is its result.
type syscallInfo struct {
	op    uint8
	_     [3]uint8
	arch  uint32
	_, _  uint64 // instruction and stack pointer
	value int64
	args  [6]uint64
}

const (
	ptraceGetSyscallInfo = 0x420e
	infoEntry            = 1
	infoExit             = 2
	auditArchX86_64      = 0xc000003e
)

// call is a call that a task is in and that is told.
type call struct {
	shape *shape
	id    uint32
	args  [6]uint64
	fd    int
	sock  socket // as it was when the call began
	// to is the address that bind, connect and sends name.
	to       labproto.Addr
	hasTo    bool
	msg      msghdr // of sendmsg and recvmsg
	vectors  []iovec
	addrSize uint32 // room for the sender's address
}

// shape is a system call that is told: its name and what its arguments are.
type shape struct {
	name  string
	enter func(*tracer, *task, *call) []labproto.Arg
	leave func(*tracer, *task, *call, int64)
}

// syscall tells a task's entry into a call, or its return.
func (t *tracer) syscall(k *task) {
	var info syscallInfo
	n, _, errno := unix.Syscall6(unix.SYS_PTRACE, ptraceGetSyscallInfo, uintptr(k.tid), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 || n == 0 || info.arch != auditArchX86_64 {
		return
	}
	switch info.op {
	case infoEntry:
		t.entry(k, &info)
	case infoExit:
		if k.call != nil || k.writing {
			t.out.drain()
		}
		if k.call != nil {
			t.exit(k, info.value)
		}
	}
}

func (t *tracer) entry(k *task, info *syscallInfo) {
	k.call = nil
	k.writing = info.value == unix.SYS_WRITE || info.value == unix.SYS_WRITEV
	s := shapeOf(info.value)
	if s == nil {
		return
	}
	c := &call{shape: s, args: info.args, fd: int(int32(info.args[0]))}
	if info.value != unix.SYS_SOCKET {
		var ok bool
		if c.sock, ok = k.socket(c.fd); !ok {
			return // a file, or nothing: not what this is about
		}
	}
	*t.o.Calls++
	c.id = *t.o.Calls
	k.call = c
	args := s.enter(t, k, c)
	t.emit(&labproto.Event{Kind: labproto.KindEnter, Lane: k.lane, Name: s.name, Call: c.id, Args: args})
	t.pass()
}

func (t *tracer) exit(k *task, ret int64) {
	c := k.call
	k.call = nil
	t.back()
	if ret >= 0 && c.shape.leave != nil {
		c.shape.leave(t, k, c, ret)
	}
	e := labproto.Event{Kind: labproto.KindReturn, Lane: k.lane, Name: c.shape.name, Call: c.id, Ret: ret}
	if ret < 0 {
		e.Ret, e.Errno = -1, errnoName(unix.Errno(-ret))
	}
	t.emit(&e)
}

// errnoName is the kernel's name. A call that a signal has interrupted returns
// one of the kernel's own numbers here (include/linux/errno.h); it is made
// again, or returns EINTR to the program.
func errnoName(e unix.Errno) string {
	switch e {
	case 512:
		return "ERESTARTSYS"
	case 513:
		return "ERESTARTNOINTR"
	case 514:
		return "ERESTARTNOHAND"
	case 516:
		return "ERESTART_RESTARTBLOCK"
	}
	if n := unix.ErrnoName(e); n != "" {
		return n
	}
	return strconv.Itoa(int(e))
}
