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
}

// limits are prlimit(1)'s: no core dumps, few descriptors, no files, and enough
// address space for the guest, QEMU and its translation cache.
var limits = []string{"--core=0", "--nofile=64", "--as=4294967296"}

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
	line := append([]string{}, limits...)
	line = append(line, "--")
	if j.bwrap != "" {
		line = append(line, j.bwrap,
			"--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv",
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
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C"}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{
		// The thread that starts machines lives as long as the host (starter).
		Pdeathsig: syscall.SIGKILL,
		Setpgid:   true,
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

// layers lists what confines a machine.
func (j jail) layers() []Layer {
	ns := Layer{"namespaces", j.bwrap != "", "user, mount, pid, network, ipc, uts and cgroup namespaces of its own; a root with libraries and firmware only"}
	if !ns.InForce {
		ns.Detail = "not possible here: bubblewrap is missing or may not create user namespaces (a container needs --security-opt seccomp=unconfined for them)"
	}
	uid := Layer{"user", j.root, fmt.Sprintf("an unprivileged user of its own, from %d up", firstUID)}
	if !uid.InForce {
		uid.Detail = fmt.Sprintf("the server's own user (%d); started as root, each machine gets a user of its own", os.Geteuid())
	}
	return []Layer{
		{"seccomp", true, "QEMU -sandbox on: no new programs, no change of user, no resource control"},
		uid, ns,
		{"limits", true, "no core dumps, 64 descriptors, 4 GiB of address space"},
		{"network", true, "no network device and no disk"},
		{"lifetime", true, "killed with the server, even by SIGKILL"},
	}
}
