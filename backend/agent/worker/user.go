// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// setUser gives up root for good: groups, then group, then user, in this order
// because each needs a right that the next one gives up. The raw calls change
// this thread alone, which is the one that makes all the actor's calls. Once no
// user id is 0 the kernel has taken all its capabilities (capabilities(7)).
func (w *worker) setUser(s *labproto.Step) {
	id := uintptr(s.ID)
	for _, c := range [...]struct {
		name   string
		number uintptr
		args   [3]uintptr
	}{
		{"setgroups", sysSetgroups, [3]uintptr{}},
		{"setresgid", sysSetresgid, [3]uintptr{id, id, id}},
		{"setresuid", sysSetresuid, [3]uintptr{id, id, id}},
	} {
		told := w.enter(c.name, false, setArgs(c.name, s.ID)...)
		_, _, errno := unix.Syscall(c.number, c.args[0], c.args[1], c.args[2])
		told.leave(0, errno)
		if errno != 0 {
			return
		}
	}
}

func setArgs(name string, id uint32) []labproto.Arg {
	switch name {
	case "setresgid":
		return []labproto.Arg{num("rgid", id), num("egid", id), num("sgid", id)}
	case "setresuid":
		return []labproto.Arg{num("ruid", id), num("euid", id), num("suid", id)}
	}
	return []labproto.Arg{num("size", 0), text("list", "NULL")}
}
