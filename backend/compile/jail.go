// SPDX-License-Identifier: Apache-2.0

package compile

import "strconv"

// firstUID begins the users that compilers run as when the server is root: one
// for each that may run at once, behind those of the machines.
const firstUID = 64500

// jail builds command lines of a confined compiler.
type jail struct {
	bwrap string // path of bubblewrap
	sdk   string // the Debian system that becomes the root
	root  bool   // this process is root, so that a user of its own can be had
}

// args is the command line that runs a shell script in the jail, for the
// compiler with a number. Each option has its reason:
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
func (j jail) args(g *goTool, number int, script string) []string {
	memory, most := memoryBytes, processes
	size := strconv.Itoa(diskBytes)
	args := []string{j.bwrap,
		"--ro-bind", j.sdk, "/",
		"--tmpfs", "/dev", "--dev-bind", "/dev/null", "/dev/null",
		"--perms", "1777", "--size", size, "--tmpfs", "/tmp",
		"--perms", "1777", "--size", size, "--tmpfs", "/mnt",
		"--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
		"--die-with-parent", "--new-session", "--clearenv",
		"--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "--setenv", "LC_ALL", "C", "--setenv", "HOME", "/tmp",
		"--chdir", "/mnt",
	}
	if g != nil {
		args = append(args, g.binds()...)
		memory, most = goMemoryBytes, goProcesses
	}
	if !j.root {
		args = append(args, "--unshare-user", "--disable-userns")
	}
	args = append(args, "--")
	if j.root {
		id := strconv.Itoa(firstUID + number)
		args = append(args, "/usr/bin/setpriv", "--reuid", id, "--regid", id, "--clear-groups",
			"--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
	}
	return append(args, "/usr/bin/prlimit",
		"--as="+strconv.Itoa(memory), "--cpu="+strconv.Itoa(cpuSeconds), "--fsize="+strconv.Itoa(fileBytes),
		"--nproc="+strconv.Itoa(most), "--nofile="+strconv.Itoa(descriptors), "--core=0",
		"--", "/bin/sh", "-ec", script)
}
