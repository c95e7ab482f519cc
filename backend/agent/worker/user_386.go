// SPDX-License-Identifier: Apache-2.0

package worker

import "golang.org/x/sys/unix"

// The calls without the suffix take ids of 16 bits there.
const (
	sysSetgroups = unix.SYS_SETGROUPS32
	sysSetresgid = unix.SYS_SETRESGID32
	sysSetresuid = unix.SYS_SETRESUID32
)
