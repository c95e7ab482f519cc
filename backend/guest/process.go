// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// stopLimit is how long a tool may take to end itself when it is asked to.
const stopLimit = 20 * time.Second

// tool is a command that ends with the build: asked to by SIGTERM when ctx
// ends, and by the kernel when this process dies, whatever it dies of. Run it
// on one thread (onOneThread), because the kernel watches the thread that
// started it (PR_SET_PDEATHSIG in prctl(2)).
func tool(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = stopLimit
	return cmd
}

// output runs a tool and gives all that it printed.
func output(cmd *exec.Cmd) (out []byte, err error) {
	err = onOneThread(func() error {
		out, err = cmd.CombinedOutput()
		return err
	})
	return out, err
}

// onOneThread calls f on a thread that no other goroutine uses meanwhile.
func onOneThread(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return f()
}

// guard ends a process group with SIGTERM if this process dies before release
// is called. The kernel can only signal a child; a tool with children of its
// own, such as mmdebstrap, would first wait for them to finish. The guard is a
// shell that reads a pipe whose other end nobody but this process holds.
func guard(group int) (release func() error, err error) {
	cmd := exec.Command("sh", "-c", `read word || kill -TERM -"$1"`, "sh", strconv.Itoa(group))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() error {
		if _, err := pipe.Write([]byte("end\n")); err != nil {
			return err
		}
		return cmd.Wait()
	}, nil
}
