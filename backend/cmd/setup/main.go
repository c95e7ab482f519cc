// SPDX-License-Identifier: Apache-2.0

// Command setup takes a fresh clone to a program that can serve, or to a tree
// that can be tested. It is what `make run` and `make test` call first:
//
//	Debian packages → npm ci → front end and wasm → build/netlinklab → guest image
//
// Each step looks whether its result is there and current, and then does
// nothing, so that a second run takes well under two seconds. What cannot be
// done here (no root, no apt, no network) is said with the command that would
// do it, and the steps that do not need it go on.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	purpose := flag.String("for", "run", "what to set up for: run or test")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run ./backend/cmd/setup [-for run|test]\n\nMakes everything that serving or testing needs.")
		flag.PrintDefaults()
	}
	flag.Parse()
	if *purpose != "run" && *purpose != "test" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := setUp(ctx, *purpose == "test")
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "setup: interrupted; run it again to go on from here")
		os.Exit(exitInterrupted)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "setup:", err)
		os.Exit(1)
	}
}

// exitInterrupted is what a shell makes of SIGINT: 128 and the signal's number.
const exitInterrupted = 130

// setUp takes the steps in order. For a test nothing may be missing; to serve,
// missing packages and a missing guest image are told and passed over.
func setUp(ctx context.Context, forTest bool) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	wanted := runPackages
	if forTest {
		wanted = append(wanted[:len(wanted):len(wanted)], testPackages...)
	}
	ubuntu := onUbuntu(osRelease())
	if ubuntu {
		wanted = forUbuntu(wanted)
	}
	if err := installPackages(ctx, wanted); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if forTest {
			return err
		}
		fmt.Fprintln(os.Stderr, err)
	}
	if err := buildFrontEnd(ctx); err != nil {
		return err
	}
	if ubuntu && forTest {
		if err := fetchBrowser(ctx); err != nil {
			return err
		}
	}
	if err := step(ctx, "program", exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./backend/cmd/netlinklab")); err != nil {
		return err
	}
	if err := buildImage(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if forTest {
			return err
		}
		fmt.Fprintf(os.Stderr, "%v\nThe site still serves: lessons show recorded runs until there is a guest image.\n", err)
	}
	return ctx.Err()
}

// program is where the built program goes, from the module's root.
const program = "build/netlinklab"

// buildImage hands over to the program, which shows its own progress and does
// nothing when the image is current.
func buildImage(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, program, "image", "build")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("guest image: %w", err)
	}
	return nil
}

// moduleRoot is the nearest folder upwards that has go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("go.mod is not here or above; run this inside a clone of netlinklab")
		}
		dir = up
	}
}
