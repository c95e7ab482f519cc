// SPDX-License-Identifier: Apache-2.0

package confine

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// become gives the calling thread the policy's user, and takes all capabilities.
// Users belong to threads; that a process has only one is the C library's doing
// (setresuid(2)), and Go's, which is why these are raw calls. With no_new_privs
// root gets none back by execve(2) (cap_bprm_creds_from_file in
// security/commoncap.c).
func (p *Policy) become() error {
	if os.Geteuid() != 0 {
		return nil
	}
	if id := uintptr(p.User); id != 0 {
		for _, change := range []struct {
			call    uintptr
			name    string
			a, b, c uintptr
		}{
			{unix.SYS_SETGROUPS, "setgroups", 0, 0, 0},
			{unix.SYS_SETRESGID, "setresgid", id, id, id},
			{unix.SYS_SETRESUID, "setresuid", id, id, id},
		} {
			if _, _, errno := unix.RawSyscall(change.call, change.a, change.b, change.c); errno != 0 {
				return fmt.Errorf("%s: %w", change.name, errno)
			}
		}
	}
	var none [2]unix.CapUserData // capabilities 0 to 31, and 32 to 63
	if err := unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0]); err != nil {
		return fmt.Errorf("drop capabilities: %w", err)
	}
	return nil
}
