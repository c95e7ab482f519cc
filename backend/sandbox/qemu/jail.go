// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// Users that machines run as when the server is root: a range that neither
// Debian's policy nor systemd hands out, one for each machine in turn, so that
// machines cannot signal or trace each other even without namespaces.
const (
	firstUID = 64200
	uidCount = 300
)

// jail says how machines are confined on this host.
type jail struct {
	qemu  string // path of QEMU
	bwrap string // path of bubblewrap, empty where it is of no use
	root  bool   // the server is root, so machines get users of their own
	kvm   bool   // machines need /dev/kvm
	// writes is true for the one machine that writes files: the template's.
	writes bool
}

// limit is one of prlimit(1)'s.
type limit struct {
	option string // of prlimit
	title  string // in /proc/PID/limits
	value  uint64
}

// limits are those of a clone: enough address space for the guest, QEMU and its
// translation cache, and no file is ever written to.
var limits = []limit{
	{"core", "Max core file size", 0},
	{"nofile", "Max open files", 64},
	{fileSize, "Max file size", 0},
	{"as", "Max address space", 2 << 30},
}

const fileSize = "fsize"

// limitsText says the same in words.
const limitsText = "no core dumps, 64 descriptors, no writing of files, 2 GiB of address space"

// GLib's allocator of slices, which QEMU's devices are made in, keeps what is
// given back to it; malloc does not, which saves each machine 300 KiB (GLib
// reference manual, "Running GLib Applications").
const sliceVariable, sliceValue = "G_SLICE", "always-malloc"

// An arena of its own (mallopt(3)), such as the thread has that translates, grows
// by a page at a time, each with a system call: 220 up to a clone's first reply.
// The main one grows by 128 KiB, and together they are 200 KiB less.
const arenaVariable, arenaValue = "MALLOC_ARENA_MAX", "1"

// newJail finds out what confinement works here by trying it.
func newJail(qemu string) (jail, error) {
	j := jail{qemu: qemu, root: os.Geteuid() == 0}
	if _, err := exec.LookPath("prlimit"); err != nil {
		return j, errors.New("prlimit is missing; install it with: apt-get install util-linux")
	}
	path, err := exec.LookPath("bwrap")
	if err != nil {
		return j, nil
	}
	try := jail{qemu: "/usr/bin/true", bwrap: path, root: j.root}
	if try.command(firstUID, nil, "/usr/bin/true").Run() == nil {
		j.bwrap = path
	}
	return j, nil
}

// command is a command line in the jail, for the machine with a number. extra
// are further files that it may read.
func (j jail) command(number int, extra []string, args ...string) *exec.Cmd {
	var line []string
	for _, l := range limits {
		if j.writes && l.option == fileSize {
			continue
		}
		line = append(line, fmt.Sprintf("--%s=%d", l.option, l.value))
	}
	line = append(line, "--")
	if j.bwrap != "" {
		line = append(line, j.bwrap,
			"--unshare-all", "--die-with-parent", "--as-pid-1", "--clearenv", "--setenv", sliceVariable, sliceValue,
			"--setenv", arenaVariable, arenaValue,
			// An empty root with only what QEMU loads: libraries and firmware.
			"--ro-bind", "/usr/lib", "/usr/lib", "--symlink", "usr/lib", "/lib")
		for _, dir := range []string{"/usr/lib64", "/usr/share/qemu", "/usr/share/seabios", "/usr/lib/ipxe"} {
			line = append(line, "--ro-bind-try", dir, dir)
		}
		line = append(line, "--symlink", "usr/lib64", "/lib64", "--ro-bind", args[0], args[0], "--proc", "/proc")
		if j.kvm {
			line = append(line, "--dev-bind", "/dev/kvm", "/dev/kvm")
		}
		for _, f := range extra {
			line = append(line, "--ro-bind", f, f)
		}
		line = append(line, "--")
	}
	cmd := exec.Command("prlimit", append(line, args...)...)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", sliceVariable + "=" + sliceValue, arenaVariable + "=" + arenaValue}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{
		// The thread that starts machines lives as long as the host (starter).
		Pdeathsig: syscall.SIGKILL,
		// A session has no terminal of ours, and is what steps back (package niceness).
		Setsid: true,
	}
	if j.root {
		id := uint32(firstUID + number%uidCount)
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: id, Gid: id, Groups: j.groups()}
	}
	return cmd
}

// groups are what a machine's user needs besides its own: the group that may
// open /dev/kvm.
func (j jail) groups() []uint32 {
	if !j.kvm {
		return nil
	}
	info, err := os.Stat("/dev/kvm")
	if err != nil {
		return nil
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return []uint32{st.Gid}
	}
	return nil
}

// Layer is one layer of isolation around a machine.
type Layer struct {
	Name string `json:"name"`
	// InForce says whether it is on for machines of this host.
	InForce bool `json:"in_force"`
	// Detail says what it is, or why it is not in force and what would help.
	Detail string `json:"detail"`
}

// layers lists what will confine a machine; Inspect says what does.
func (j jail) layers() []Layer {
	ns := Layer{"namespaces", j.bwrap != "", "user, mount, pid, network, ipc, uts and cgroup namespaces of its own"}
	root := Layer{"root", j.bwrap != "", "a root with libraries and firmware only"}
	network := Layer{"network", j.bwrap != "", "the guest has no network device, its process no interface but its own loopback"}
	if j.bwrap == "" {
		ns.Detail, root.Detail, network.Detail = noNamespaces, hostFiles, hostNetwork
	}
	uid := Layer{"user", j.root, fmt.Sprintf("an unprivileged user of its own, from %d up", firstUID)}
	if !uid.InForce {
		uid.Detail = fmt.Sprintf("the server's own user (%d); started as root, each machine gets a user of its own", os.Geteuid())
	}
	return []Layer{
		{"seccomp", true, "QEMU -sandbox on: no new programs, no change of user, no resource control"},
		uid, ns, root,
		{"limits", true, limitsText},
		network,
		{"lifetime", true, "killed with the server, even by SIGKILL"},
	}
}

// What a layer lacks, and what would help.
const (
	noNamespaces = "none of its own: bubblewrap is missing or may not create user namespaces (a container needs --security-opt seccomp=unconfined for them)"
	hostFiles    = "the host's files, as far as the machine's user may read them; namespaces would hide them"
	hostNetwork  = "the guest has no network device, but its process is in the host's network; namespaces would take it out"
)
