// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/term"
)

// stopLimit is how long a command may take to end itself when it is told to.
const stopLimit = time.Minute

// step runs cmd under a title. On a terminal a line counts the seconds while it
// runs; elsewhere a line says that it starts. What the command printed is shown
// only if it fails.
//
// The command has a process group of its own, so that an interrupt at the
// terminal reaches it from here only, and all of it.
func step(ctx context.Context, title string, cmd *exec.Cmd) error {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return stop(cmd) }
	cmd.WaitDelay = stopLimit
	start := time.Now()
	show := counter(title, start)
	err := cmd.Run()
	show()
	took := time.Since(start).Round(100 * time.Millisecond)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%s failed after %s: %s: %w\n%s", title, took, cmd, err, out.Bytes())
	}
	fmt.Printf("%-12s %s\n", title, took)
	return nil
}

// stop asks a command to end. apt-get alone is asked and not what it runs: it
// lets dpkg finish the package at hand, which would be left half installed.
func stop(cmd *exec.Cmd) error {
	if filepath.Base(cmd.Path) == "apt-get" {
		return cmd.Process.Signal(os.Interrupt)
	}
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
}

// counter shows how long a step has been running, once a second, until the
// returned function is called. Without a terminal it only says that it starts.
func counter(title string, start time.Time) (stop func()) {
	if !term.IsTerminal(int(os.Stdout.Fd())) {
		fmt.Println(title, "...")
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			fmt.Printf("\r%-12s %ds", title, int(time.Since(start).Seconds()))
			select {
			case <-tick.C:
			case <-done:
				fmt.Print("\r\x1b[K")
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}
