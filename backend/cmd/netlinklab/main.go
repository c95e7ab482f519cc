// SPDX-License-Identifier: Apache-2.0

// Command netlinklab serves the tutorial and holds its tools. This package only
// wires: flags in, packages called, results printed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitNegative = 1 // it ran, and the answer is no
	exitUsage    = 2 // the command line or the input is wrong
)

// exitError ends the program with a code; the error is printed unless it is nil.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	root := newRootCommand()
	root.SetArgs(doubleDashes(os.Args[1:]))
	err := root.ExecuteContext(ctx)
	stop()
	if err == nil {
		return
	}
	code := exitNegative
	var e *exitError
	if errors.As(err, &e) {
		code = e.code
		err = e.err
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "netlinklab:", err)
	}
	os.Exit(code)
}

// doubleDashes lets long flags be written with one dash, as Go programs have
// them ("-json"), for a library that wants two. A value that starts with a dash
// is written -flag=-value; what follows "--" is left alone.
func doubleDashes(args []string) []string {
	out := make([]string, len(args))
	copy(out, args)
	for i, a := range out {
		if a == "--" {
			break
		}
		if len(a) > 2 && a[0] == '-' && a[1] >= 'a' && a[1] <= 'z' {
			out[i] = "-" + a
		}
	}
	return out
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "netlinklab",
		Short:         "Learn Linux Netlink on a real kernel of your own",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &exitError{exitUsage, fmt.Errorf("%w; see: %s -h", err, c.CommandPath())}
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newBenchCommand(),
		newDecodeCommand(),
		newDoctorCommand(),
		newEncodeCommand(),
		newImageCommand(),
		newLabCommand(),
		newLessonsCommand(),
		newRunCommand(),
		newServeCommand(),
		newVersionCommand(),
	)
	return root
}
