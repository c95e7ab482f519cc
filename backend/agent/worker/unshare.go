// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"strconv"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

func (w *worker) unshare(s *labproto.Step) {
	switch s.Name {
	case "net":
		c := w.enter("unshare", false, text("flags", "CLONE_NEWNET"))
		c.leave(0, errnoOf(unix.Unshare(unix.CLONE_NEWNET)))
	case "user":
		w.unshareUser()
	default:
		w.note("no-namespace", "namespaces to unshare are net and user, not "+s.Name)
	}
}

// unshareUser takes the actor to a user namespace of its own, as root there. A
// process with several threads, as each of Go's is, gets EINVAL from
// unshare(CLONE_NEWUSER) whatever its rights, so a child makes the call before
// it has any, and goes on as the actor.
func (w *worker) unshareUser() {
	c := w.enter("unshare", true, text("flags", "CLONE_NEWUSER"))
	uid, gid := unix.Geteuid(), unix.Getegid()
	heir, err := w.bequeath(uid, gid)
	if err != nil {
		c.leave(0, errnoOf(err))
		return
	}
	pid := heir.process.Pid
	c.leave(0, 0, num("pid", pid))
	w.emit(&labproto.Event{Kind: labproto.KindNote, Name: "moved", PID: uint32(pid), Text: "the call is for processes of one thread: " +
		"a child of the actor made it, process " + strconv.Itoa(pid) + ", and takes the steps from here; " +
		"user 0 in the new namespace is user " + strconv.Itoa(uid) + " outside, group 0 is group " + strconv.Itoa(gid)})
	w.heir = heir
}
