// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"golang.org/x/term"
)

// step runs cmd under a title. On a terminal a line counts the seconds while it
// runs; elsewhere a line says that it starts. What the command printed is shown
// only if it fails.
func step(ctx context.Context, title string, cmd *exec.Cmd) error {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
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

// counter shows how long a step has been running, once a second, until the
// returned function is called. Without a terminal it keeps quiet.
func counter(title string, start time.Time) (stop func()) {
	if !term.IsTerminal(int(os.Stdout.Fd())) {
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
