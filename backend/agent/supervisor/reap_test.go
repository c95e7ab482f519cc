// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// A process that cannot take its SIGKILL yet is as good as dead.
func TestDoomed(t *testing.T) {
	cmd := exec.Command("sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	if doomed(pid) {
		t.Error("a process that sleeps is not doomed")
	}
	if err := unix.Kill(pid, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if !doomed(pid) {
		t.Error("a killed process is doomed")
	}
	_ = cmd.Wait()
	if !doomed(pid) {
		t.Error("a process that is gone is doomed")
	}
}
