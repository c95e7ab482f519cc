// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"netlinklab/backend/niceness"
)

// bubblewrap makes namespaces, in which the SDK is the root.
type bubblewrap struct {
	path string // of bwrap
	sdk  string // the Debian system that becomes the root
	root bool   // this process is root, so that a user of its own can be had
}

func (b *bubblewrap) ways() ways { return ways{} }

func (b *bubblewrap) confinement() Confinement {
	if b.root {
		return Confinement{Name: "bubblewrap", Detail: "namespaces of their own without a network, a read-only root without /proc, and users of their own"}
	}
	return Confinement{Name: "bubblewrap", Detail: "namespaces of their own without a network, a user namespace among them, and a read-only root without /proc"}
}

// args is the command line that runs a task. Each option has its reason:
//
//	--ro-bind SDK /    the compiler, the headers, and nothing of the host
//	--tmpfs /dev       only /dev/null: /dev/zero never ends when it is included
//	no --proc          /proc tells of the host, and gcc does not need it
//	--tmpfs /mnt /tmp  bounded, and gone with the last process
//	--unshare-…        no network, no other process to see or to signal
//	setpriv, prlimit   in the jail, so that what they drop cannot come back
//
// As root the mounts are made by root and the user is changed afterwards: as
// root in a user namespace RLIMIT_NPROC would not count (kernel/fork.c lets
// INIT_USER pass).
func (b *bubblewrap) args(t *task) []string {
	size := strconv.Itoa(diskBytes)
	args := []string{b.path,
		"--ro-bind", b.sdk, "/",
		"--tmpfs", "/dev", "--dev-bind", "/dev/null", "/dev/null",
		"--perms", "1777", "--size", size, "--tmpfs", "/tmp",
		"--perms", "1777", "--size", size, "--tmpfs", "/mnt",
		"--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
		"--die-with-parent", "--clearenv",
		"--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "--setenv", "LC_ALL", "C", "--setenv", "HOME", "/tmp",
		"--chdir", "/mnt",
	}
	if t.golang != nil {
		args = append(args, t.golang.binds()...)
	}
	if !b.root {
		args = append(args, "--unshare-user", "--disable-userns")
	}
	args = append(args, "--")
	if b.root {
		id := strconv.Itoa(firstUID + t.seat)
		args = append(args, "/usr/bin/setpriv", "--reuid", id, "--regid", id, "--clear-groups",
			"--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
	}
	return append(args, t.limited("", t.most(), t.script)...)
}

func (b *bubblewrap) run(ctx context.Context, t *task) error {
	args := b.args(t)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = []string{}
	cmd.Dir = "/"
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.input, t.output, t.printed
	// The jail ends with us whatever we die of; the kernel watches the thread
	// that started it (PR_SET_PDEATHSIG in prctl(2)). Its session has no terminal.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setsid: true}
	// bubblewrap's own child waits for its parent, and is tied to its end only
	// after that: the group has both.
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = killGrace
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return err
	}
	_ = niceness.Leader(cmd.Process.Pid, compilersNice)
	return cmd.Wait()
}
