// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// read copies n bytes of a task's memory, fewer where it ends.
func (t *task) read(addr uint64, n int) []byte {
	if addr == 0 || n <= 0 {
		return nil
	}
	b := make([]byte, min(n, labproto.MaxData))
	local := []unix.Iovec{{Base: &b[0], Len: uint64(len(b))}}
	got, err := unix.ProcessVMReadv(t.tid, local, []unix.RemoteIovec{{Base: uintptr(addr), Len: len(b)}}, 0)
	if err != nil {
		return nil
	}
	return b[:got]
}

func (t *task) uint32(addr uint64) (uint32, bool) {
	b := t.read(addr, 4)
	if len(b) < 4 {
		return 0, false
	}
	return binary.NativeEndian.Uint32(b), true
}

// Offsets of struct msghdr and the sizes of it and of struct iovec on x86-64
// (include/linux/socket.h: struct user_msghdr; include/uapi/linux/uio.h).
const (
	msghdrSize  = 56
	msgName     = 0
	msgNamelen  = 8
	msgIov      = 16
	msgIovlen   = 24
	msgFlags    = 48
	iovecSize   = 16
	maxIovecs   = 1024 // UIO_MAXIOV
	sockaddrMax = 128
)

// msghdr is what the tracer needs of a task's struct msghdr.
type msghdr struct {
	name    uint64
	namelen uint32
	iovecs  []iovec
	flags   int32
}

type iovec struct{ base, length uint64 }

func (t *task) msghdr(addr uint64) (m msghdr, ok bool) {
	b := t.read(addr, msghdrSize)
	if len(b) < msghdrSize {
		return m, false
	}
	e := binary.NativeEndian
	m.name, m.namelen = e.Uint64(b[msgName:]), e.Uint32(b[msgNamelen:])
	m.flags = int32(e.Uint32(b[msgFlags:]))
	m.iovecs = t.iovecs(e.Uint64(b[msgIov:]), e.Uint64(b[msgIovlen:]))
	return m, true
}

func (t *task) iovecs(addr, n uint64) []iovec {
	b := t.read(addr, int(min(n, maxIovecs))*iovecSize)
	list := make([]iovec, 0, len(b)/iovecSize)
	for ; len(b) >= iovecSize; b = b[iovecSize:] {
		list = append(list, iovec{binary.NativeEndian.Uint64(b), binary.NativeEndian.Uint64(b[8:])})
	}
	return list
}

// gather reads the first n bytes that iovecs name.
func (t *task) gather(list []iovec, n int) []byte {
	n = min(n, labproto.MaxData)
	out := make([]byte, 0, n)
	for _, v := range list {
		want := int(min(v.length, uint64(n-len(out))))
		part := t.read(v.base, want)
		out = append(out, part...)
		if len(part) < want || len(out) == n {
			break
		}
	}
	return out
}

func total(list []iovec) int {
	var n uint64
	for _, v := range list {
		n += min(v.length, 1<<31)
	}
	return int(min(n, 1<<31-1))
}
