// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// take carries out one step. What the kernel refuses is a result like any other.
func (w *worker) take(s *labproto.Step) {
	switch s.Op {
	case labproto.OpOpen:
		w.open(s)
	case labproto.OpBind:
		w.withAddr(s, "bind", unix.SYS_BIND)
	case labproto.OpConnect:
		w.withAddr(s, "connect", unix.SYS_CONNECT)
	case labproto.OpName:
		w.getsockname(s)
	case labproto.OpJoin:
		w.membership(s, unix.NETLINK_ADD_MEMBERSHIP, "NETLINK_ADD_MEMBERSHIP")
	case labproto.OpLeave:
		w.membership(s, unix.NETLINK_DROP_MEMBERSHIP, "NETLINK_DROP_MEMBERSHIP")
	case labproto.OpSetOption:
		if fd, ok := w.socket(s); ok {
			w.setOption(fd, int(s.Level), int(s.Option), s.Value, num("option", s.Option), text("bytes", hexText(s.Value)))
		}
	case labproto.OpGetOption:
		w.getOption(s)
	case labproto.OpSend:
		w.send(s)
	case labproto.OpReceive:
		w.receive(s)
	case labproto.OpClose:
		w.close(s)
	case labproto.OpSleep:
		w.sleep(s)
	case labproto.OpLoad:
		w.load(s)
	case labproto.OpUnload:
		w.unload(s)
	case labproto.OpRead:
		w.read(s)
	case labproto.OpUnshare:
		w.unshare(s)
	case labproto.OpSetUser:
		w.setUser(s)
	case labproto.OpReadLog:
		w.readLog()
	case labproto.OpExec:
		w.exec(s)
	case labproto.OpInsert:
		w.insert(s)
	}
}
