// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const insideVariable = "NETLINKLAB_TEST_NAMESPACE"

// inNamespace runs a test in a mount namespace of its own, where it may mount,
// by running this test binary once more.
func inNamespace(t *testing.T, test func(*testing.T)) {
	t.Helper()
	if os.Getenv(insideVariable) != "" {
		// Mounts must not reach the host even where it shares them.
		if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
			t.Fatal(err)
		}
		test(t)
		return
	}
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("mounts file systems; set NETLINKLAB_VM=1 to ask for it")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), insideVariable+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("in a namespace of its own: %v\n%s", err, out)
	}
}
