// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// tgidOf gives the process that a thread belongs to (proc_pid_status(5)).
func tgidOf(tid int) int {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(tid) + "/status")
	if err != nil {
		return tid
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "Tgid:"); ok {
			if n, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil {
				return n
			}
		}
	}
	return tid
}

// socket is what the kernel says of a task's descriptor.
type socket struct {
	domain   int
	local    labproto.Addr
	hasLocal bool
}

// socket asks about a descriptor; ok is false if it is no socket.
func (k *task) socket(fd int) (s socket, ok bool) {
	pidfd, err := unix.PidfdOpen(k.tgid, 0)
	if err != nil {
		return s, false
	}
	defer unix.Close(pidfd)
	copied, err := unix.PidfdGetfd(pidfd, fd, 0)
	if err != nil {
		return s, false
	}
	defer unix.Close(copied)
	if s.domain, err = unix.GetsockoptInt(copied, unix.SOL_SOCKET, unix.SO_DOMAIN); err != nil {
		return s, false
	}
	if s.domain != unix.AF_NETLINK {
		return s, true
	}
	if name, err := unix.Getsockname(copied); err == nil {
		if nl, is := name.(*unix.SockaddrNetlink); is {
			s.local = labproto.Addr{Family: unix.AF_NETLINK, PortID: nl.Pid, Groups: nl.Groups}
			s.hasLocal = true
		}
	}
	return s, true
}
