// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"os"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/klog"
	"netlinklab/wasm/labproto"
)

// rehearse takes steps that nobody sees, so that a process that waits to become
// an actor has the pages of code and memory that a run needs: in a guest under
// TCG the faults for them are a third of a short run. It writes to itself on the
// protocol that is there for users' own purposes, which no kernel module listens
// on, and leaves nothing behind but the kernel log, open.
func (w *worker) rehearse(buf []byte) error {
	w.log, _ = klog.Open(true) // begin tries again
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	supervisor := w.fd
	w.fd = pair[0]
	defer func() {
		unix.Close(pair[0])
		unix.Close(pair[1])
		w.fd, w.step, w.calls, w.out = supervisor, 0, 0, w.out[:0]
	}()
	var msg []byte
	for i, s := range []labproto.Step{
		{Op: labproto.OpOpen, Domain: unix.AF_NETLINK, Type: unix.SOCK_RAW, Protocol: unix.NETLINK_USERSOCK},
		{Op: labproto.OpBind}, // to the process's number (netlink(7))
		{Op: labproto.OpSend, Call: "sendmsg", Data: make([]byte, unix.SizeofNlMsghdr),
			Addr: labproto.Addr{Family: unix.AF_NETLINK, PortID: uint32(os.Getpid())}},
		{Op: labproto.OpReceive, Size: 8 << 10, Flags: unix.MSG_DONTWAIT},
		{Op: labproto.OpClose},
	} {
		msg = AppendStep(msg, i, s)
	}
	if _, err := unix.Write(pair[1], msg); err != nil {
		return err
	}
	n, err := unix.Read(w.fd, buf)
	if err != nil {
		return err
	}
	return w.message(buf[:n])
}
