// SPDX-License-Identifier: Apache-2.0

// Package initd is what the first process of the guest does before it talks to
// anyone: mount the kernel's file systems, bring the loopback device up, load
// the test module.
package initd

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Files is the folder of the host's files. Programs are started from it.
const Files = "/run/netlinklab"

var mounts = []struct {
	kind, dir, data string
	flags           uintptr
}{
	{"proc", "/proc", "", unix.MS_NOEXEC},
	{"sysfs", "/sys", "", unix.MS_NOEXEC},
	{"devtmpfs", "/dev", "", unix.MS_NOEXEC},
	{"devpts", "/dev/pts", "mode=620,ptmxmode=666", unix.MS_NOEXEC},
	{"tmpfs", "/tmp", "size=16m", unix.MS_NOEXEC},
	{"tracefs", "/sys/kernel/tracing", "", unix.MS_NOEXEC},
	{"tmpfs", Files, "size=24m,mode=755", 0},
}

// Start prepares a guest in which this is process 1.
func Start() error {
	for _, m := range mounts {
		if err := os.MkdirAll(m.dir, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(m.kind, m.dir, m.kind, unix.MS_NOSUID|m.flags, m.data); err != nil && err != unix.EBUSY {
			return fmt.Errorf("mount %s: %w", m.dir, err)
		}
	}
	if err := loopbackUp(); err != nil {
		return fmt.Errorf("loopback device: %w", err)
	}
	return Load("netlink_test", "")
}

// loopbackUp does what `ip link set lo up` does (netdevice(7)).
func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	req, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	req.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, req)
}

// PortPath finds the device of the virtio-serial port with a name. There is no
// udev in the guest, so /dev/virtio-ports does not exist.
func PortPath(name string) (string, error) {
	const class = "/sys/class/virtio-ports"
	entries, err := os.ReadDir(class)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		b, err := os.ReadFile(class + "/" + e.Name() + "/name")
		if err == nil && string(b) == name+"\n" {
			return "/dev/" + e.Name(), nil
		}
	}
	return "", fmt.Errorf("no virtio port is named %s", name)
}
