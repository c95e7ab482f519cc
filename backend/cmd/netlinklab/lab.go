// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
	"netlinklab/wasm/labproto"
)

func newLabCommand() *cobra.Command {
	c := &cobra.Command{Use: "lab", Short: "C programs and kernel modules of your own", Args: cobra.NoArgs}
	c.AddCommand(newLabRunCommand())
	return c
}

func newLabRunCommand() *cobra.Command {
	var o labRun
	c := &cobra.Command{
		Use:   "run DIR",
		Short: "Compile a folder's module.c and user.c and run them on a fresh machine",
		Long: `Compile module.c, a program (user.c, or main.go and other Go files) or both, with
the headers beside them, and run them on a machine of its own: the module is
inserted, the program runs under a tracer that tells its calls on sockets, the
module is removed. What is printed is the transcript, with the kernel log.

The exit status is the program's (128 and the signal's number if it was killed);
without a program 0 if the module was inserted and removed. 125 says that the
compiler refused, 126 that the kernel died or the run was cut short.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &exitError{exitUsage, errors.New("name one folder with user.c, module.c or both; see: netlinklab lab run -h")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			t, err := o.run(c.Context(), args[0], func(e labproto.Event) {
				if o.asJSON {
					fmt.Printf("%s\n", e.AppendJSON(nil))
				} else {
					printEvent(os.Stdout, e)
				}
			})
			if err != nil {
				return err
			}
			if code := labStatus(t); code != 0 {
				return &exitError{code, nil}
			}
			return nil
		},
	}
	o.machine.add(c)
	o.xray.add(c)
	c.Flags().BoolVar(&o.asJSON, "json", false, "print diagnostics and events as JSON lines")
	c.Flags().StringVar(&o.args, "args", "", "the program's arguments, with blanks between them")
	c.Flags().StringVar(&o.params, "params", "", "the module's parameters, as insmod takes them")
	c.Flags().Uint32Var(&o.uid, "uid", 0, "user that the program runs as")
	c.Flags().Uint32Var(&o.millis, "timeout-ms", labproto.DefaultTimeoutMillis, "time limit of the run, in milliseconds")
	return c
}

// Exit codes of lab run that are not the program's; env(1) and its kin use the
// same range.
const (
	exitNotCompiled = 125
	exitCutShort    = 126
)

// labRun is one call of the command.
type labRun struct {
	machine      machineFlags
	asJSON       bool
	args, params string
	uid, millis  uint32
	xray         xrayFlags
}

// run compiles a folder and gives the transcript of its run, each event shown as
// it comes.
func (o *labRun) run(ctx context.Context, dir string, show func(labproto.Event)) (t labproto.Transcript, err error) {
	jobs, err := readLabFolder(dir)
	if err != nil {
		return t, &exitError{exitUsage, err}
	}
	image, err := o.machine.image()
	if err != nil {
		return t, err
	}
	built, err := o.compile(ctx, image, jobs)
	if err != nil {
		return t, err
	}
	host, err := o.machine.hostOf(ctx, image)
	if err != nil {
		return t, err
	}
	defer host.Close()
	return runExplained(ctx, host, built, o.program(jobs), show)
}

// compile gives what the guest needs, by the names that steps use.
func (o *labRun) compile(ctx context.Context, image guest.Image, jobs []compile.Job) (map[string]compile.Result, error) {
	compiler, err := compile.New(ctx, compile.Options{Image: image})
	if err != nil {
		return nil, err
	}
	if jobs[len(jobs)-1].Kind == compile.Go {
		if err := expectGo(compiler, o.machine, false)(ctx); err != nil {
			return nil, &exitError{exitNotCompiled, err}
		}
	}
	built := map[string]compile.Result{}
	for _, j := range jobs {
		r, err := compiler.Compile(ctx, j, nil)
		if err != nil {
			return nil, &exitError{exitNotCompiled, err}
		}
		printDiagnostics(r, o.asJSON)
		if !r.OK() {
			return nil, &exitError{exitNotCompiled, fmt.Errorf("%s was not compiled", j.Main)}
		}
		built[labFile(j)] = r
	}
	return built, nil
}
