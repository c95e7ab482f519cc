// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Columns and rows of a program's terminal.
const (
	columns = 80
	rows    = 24
)

// openTerminal makes a pseudo-terminal (pty(7)) that belongs to a user. It has
// the modes of any terminal that is opened: whole lines, edited and echoed.
func openTerminal(uid uint32) (master, slave int, err error) {
	master, err = unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return -1, -1, fmt.Errorf("open a terminal: %w", err)
	}
	slave = -1
	err = unix.IoctlSetPointerInt(master, unix.TIOCSPTLCK, 0)
	if err == nil {
		// By its master, so that it does not matter where devpts is mounted.
		fd, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(master), unix.TIOCGPTPEER, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC)
		if errno != 0 {
			err = errno
		} else {
			slave = int(fd)
			err = errors.Join(
				unix.IoctlSetWinsize(slave, unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns}),
				unix.Fchown(slave, int(uid), -1))
		}
	}
	if err != nil {
		unix.Close(master)
		if slave >= 0 {
			unix.Close(slave)
		}
		return -1, -1, fmt.Errorf("set a terminal up: %w", err)
	}
	return master, slave, nil
}
