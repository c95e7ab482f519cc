// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"netlinklab/backend/guest"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/wasm/labproto"
)

// machineFlags are the flags of every command that starts machines.
type machineFlags struct {
	cache, accel string
	standby      int // emulators to keep waiting; only who starts many machines has a use for some
}

// usualStandby is how many emulators a server keeps waiting.
const usualStandby = 1

func (f *machineFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.cache, "cache", "", "cache folder (default $NETLINKLAB_CACHE, else netlinklab in the user's cache)")
	c.Flags().StringVar(&f.accel, "accel", "auto", "acceleration: auto, kvm or tcg")
}

// image is the built image.
func (f *machineFlags) image() (guest.Image, error) {
	cache, err := cacheFolder(f.cache)
	if err != nil {
		return guest.Image{}, err
	}
	return guest.Load(cache)
}

// host makes a host of machines on the built image.
func (f *machineFlags) host(ctx context.Context) (*qemu.Host, error) {
	image, err := f.image()
	if err != nil {
		return nil, err
	}
	return f.hostOf(ctx, image)
}

// hostOf makes a host of machines on an image.
func (f *machineFlags) hostOf(ctx context.Context, image guest.Image) (*qemu.Host, error) {
	cache, err := cacheFolder(f.cache)
	if err != nil {
		return nil, err
	}
	return qemu.New(ctx, qemu.Options{Image: image, Cache: cache, Accel: f.accel, Standby: f.standby})
}

// xrayFlags ask for what the kernel's functions do.
type xrayFlags struct{ on, stack bool }

func (f *xrayFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.on, "xray", false, "trace the kernel's netlink functions, the module's among them")
	c.Flags().BoolVar(&f.stack, "xray-stack", false, "trace them, with the call stack where a module's function is entered")
}

func (f *xrayFlags) set(p *labproto.Program) {
	p.XRay = p.XRay || f.on || f.stack
	p.XRayStack = p.XRayStack || f.stack
}

func newRunCommand() *cobra.Command {
	var machine machineFlags
	var asJSON bool
	var rays xrayFlags
	var out string
	c := &cobra.Command{
		Use:   "run FILE",
		Short: "Run a step file on a fresh machine and print what happens",
		Long: `Run a step file on a machine of its own and print the transcript.

FILE is JSON ("-" is standard input), for example:

  {"steps":[
    {"actor":"client","op":"open","protocol":"NETLINK_TEST_30"},
    {"actor":"client","op":"send","data":"15000000 1000 0000 01000000 00000000 68656c6c6f"},
    {"actor":"client","op":"receive","size":8192}]}

The exit status is 0 if every step was taken, whatever the kernel said to it.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &exitError{exitUsage, errors.New("name one step file; see: netlinklab run -h")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			program, err := readProgram(args[0])
			if err != nil {
				return &exitError{exitUsage, err}
			}
			rays.set(&program)
			host, err := machine.host(c.Context())
			if err != nil {
				return err
			}
			defer host.Close()
			t, err := sandbox.Transcribe(c.Context(), host, program, func(e labproto.Event) {
				if asJSON {
					fmt.Printf("%s\n", e.AppendJSON(nil))
				} else {
					printEvent(os.Stdout, e)
				}
			})
			if err != nil {
				return err
			}
			if out != "" {
				if err := os.WriteFile(out, append(t.AppendJSON(nil), '\n'), 0o644); err != nil {
					return err
				}
			}
			if end := t.Events[len(t.Events)-1]; end.Name != labproto.EndDone {
				return &exitError{exitNegative, nil}
			}
			return nil
		},
	}
	machine.add(c)
	rays.add(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print events as JSON lines")
	c.Flags().StringVarP(&out, "output", "o", "", "also keep the whole transcript in this file")
	return c
}

func readProgram(path string) (labproto.Program, error) {
	var b []byte
	var err error
	if path == "-" {
		b, err = io.ReadAll(os.Stdin)
	} else {
		b, err = os.ReadFile(path)
	}
	if err != nil {
		return labproto.Program{}, err
	}
	p, err := labproto.ParseProgramJSON(b)
	if err != nil {
		return p, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}
