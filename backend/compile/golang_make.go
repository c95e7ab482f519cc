// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// goMaker prepares a goTool.
type goMaker struct {
	tool, folder, dir, mod string
	// idle leaves the processor to others until wanted is closed.
	idle   bool
	wanted <-chan struct{}
}

// make leaves nothing behind but what is whole.
func (m *goMaker) make(ctx context.Context) error {
	if err := os.MkdirAll(m.folder, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(m.folder, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	work, err := os.MkdirTemp(m.folder, ".work-") // of go commands, which may be killed
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	for name, text := range map[string]string{"go.mod": m.mod, "main.go": goSeed} {
		if err := os.WriteFile(filepath.Join(tmp, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"list", "-deps", "."}, {"mod", "vendor", "-e"}, {"build", "-mod=vendor", "-trimpath", "-buildvcs=false", "-o", os.DevNull, "."}} {
		err := m.patiently(ctx, func(ctx context.Context) error { return m.command(ctx, tmp, work, args) })
		if err != nil {
			return err
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	err = os.Rename(tmp, m.dir)
	if _, there := os.Stat(m.dir); there == nil {
		return nil // another process may have been faster
	}
	return err
}

// command runs the go command in a process group of its own, which ends with ctx.
func (m *goMaker) command(ctx context.Context, tmp, work string, args []string) error {
	cmd := exec.CommandContext(ctx, m.tool, args...)
	cmd.Dir = tmp
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOSUMDB=off", "GOFLAGS=-mod=mod", "GOWORK=off", "GOTOOLCHAIN=local",
		"CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOCACHE="+filepath.Join(tmp, "cache"), "GOTMPDIR="+work)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = killGrace
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// patiently runs f in the background while nobody waits for it. When somebody
// does, f is ended and begins again as everybody else: of an ordinary user the
// kernel takes no request to leave SCHED_IDLE, and what was compiled until then is
// in the build cache.
func (m *goMaker) patiently(ctx context.Context, f func(context.Context) error) error {
	if !m.idle {
		return f(ctx)
	}
	quiet, hurry := context.WithCancel(ctx)
	defer hurry()
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		select {
		case <-m.wanted:
			hurry()
		case <-quiet.Done():
		}
	}()
	err := whenIdle(func() error { return f(quiet) })
	hurried := err != nil && quiet.Err() != nil && ctx.Err() == nil
	hurry()
	<-watching
	if hurried {
		return f(ctx)
	}
	return err
}

// whenIdle runs f, and the processes that it starts, only while no other process
// wants the processor (SCHED_IDLE in sched(7)). Children inherit that from the
// thread that starts them, which ends with f.
func whenIdle(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread is of no use to others
		attr := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_IDLE}
		if err := unix.SchedSetAttr(0, &attr, 0); err != nil {
			done <- fmt.Errorf("run in the background: %w", err)
			return
		}
		done <- f()
	}()
	return <-done
}
