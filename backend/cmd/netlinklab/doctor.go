// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"netlinklab/backend/sandbox/qemu"
)

// checkStatus is a finding's verdict.
type checkStatus string

const (
	checkOK      checkStatus = "ok"
	checkMissing checkStatus = "missing" // netlinklab cannot do its work without it
	checkNote    checkStatus = "note"    // it works without, less well or less safely
)

// finding is one thing that doctor looked at. The keys of its JSON and the
// names stay as they are; values and texts may change.
type finding struct {
	Name   string      `json:"name"`
	Status checkStatus `json:"status"`
	// Value is what was found, Fix what to do if that is not good.
	Value string `json:"value"`
	Fix   string `json:"fix,omitempty"`
}

// examination is what doctor found.
type examination struct {
	Healthy bool         `json:"healthy"`
	Version buildVersion `json:"version"`
	KVM     kvmResult    `json:"kvm"`
	// Accel is "kvm" or "tcg", empty if no machine could be started.
	Accel string `json:"accel"`
	// QEMU and SDK are versions, Kernel is the guest's uname release.
	QEMU      string       `json:"qemu"`
	SDK       string       `json:"sdk"`
	Kernel    string       `json:"kernel"`
	Isolation []qemu.Layer `json:"isolation"`
	// Compiler is how learners' code is compiled.
	Compiler compilerResult `json:"compiler"`
	Checks   []finding      `json:"checks"`

	show func(finding)
}

// kvmResult says whether a guest boots with KVM.
type kvmResult struct {
	Works bool   `json:"works"`
	Why   string `json:"why"`
}

// add notes a finding.
func (e *examination) add(f finding) {
	e.Checks = append(e.Checks, f)
	if f.Status == checkMissing {
		e.Healthy = false
	}
	if e.show != nil {
		e.show(f)
	}
}

func newDoctorCommand() *cobra.Command {
	var d doctor
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what works here, and what to do about the rest",
		Long: `Say what works here, and what to do about the rest.

It starts a machine and sends a message to its kernel, so that "ok" means that it
works and not that a file is there. With -url it asks a running server instead.

The exit status is 0 if learners' machines work here, 1 if not. A "note" is
something that could be better and does not count.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if d.purpose != "run" && d.purpose != "test" {
				return &exitError{exitUsage, fmt.Errorf("-for %s: there are run and test", d.purpose)}
			}
			if d.url != "" {
				return askServer(c.Context(), os.Stdout, d.url, asJSON)
			}
			e := d.examine(c.Context(), asJSON)
			if asJSON {
				if err := json.NewEncoder(os.Stdout).Encode(e); err != nil {
					return err
				}
			} else {
				e.conclude(os.Stdout)
			}
			if !e.Healthy {
				return &exitError{exitNegative, nil}
			}
			return nil
		},
	}
	d.machine.add(c)
	c.Flags().StringVar(&d.addr, "addr", "127.0.0.1:8080", "address whose port to look at")
	c.Flags().StringVar(&d.purpose, "for", "run", "what has to work: run, or test for the tests' tools too")
	c.Flags().StringVar(&d.url, "url", "", "ask the server at this address, such as http://127.0.0.1:8080")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// doctor holds the command's flags.
type doctor struct {
	machine machineFlags
	addr    string
	purpose string
	url     string
}

func (d *doctor) examine(ctx context.Context, quiet bool) *examination {
	e := &examination{Healthy: true, Version: readVersion(), Isolation: []qemu.Layer{}}
	if !quiet {
		e.show = func(f finding) { f.print(os.Stdout) }
	}
	e.add(finding{"version", checkOK, e.Version.String(), ""})
	e.add(checkUser())
	e.add(checkFrontEnd())
	d.checkMachines(ctx, e)
	e.add(checkPort(ctx, d.addr))
	if d.purpose == "test" {
		for _, t := range testTools {
			e.add(t.check())
		}
	}
	return e
}

func (f finding) print(w io.Writer) {
	fmt.Fprintf(w, "%-8s %-16s %s\n", f.Status, f.Name, f.Value)
	if f.Fix != "" {
		fmt.Fprintf(w, "%26s-> %s\n", "", f.Fix)
	}
}

func (e *examination) conclude(w io.Writer) {
	if e.Healthy {
		fmt.Fprintln(w, "healthy: learners' machines work here")
		return
	}
	n := 0
	for _, f := range e.Checks {
		if f.Status == checkMissing {
			n++
		}
	}
	fmt.Fprintf(w, "not healthy: %d missing; the site serves, and its lessons show recorded runs\n", n)
}
