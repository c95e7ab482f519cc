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
	"netlinklab/backend/sandbox"
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
module is removed. What is printed is the transcript, with the kernel log; with -quiet only
what the program itself writes, where it writes it.

The program reads this command's standard input. Where that is a terminal, the
program has a terminal of its own (80 by 24): Ctrl-C interrupts the program, Ctrl-D
ends its input, and a second Ctrl-C right after the first ends the machine.
Otherwise it has a pipe; </dev/null gives it nothing.

The exit status is the program's (128 and the signal's number if it was killed);
without a program 0 if the module was inserted and removed. 125 says that the
compiler refused, 126 that the kernel died or the run was cut short, 130 that it
was interrupted from here.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &exitError{exitUsage, errors.New("name one folder with user.c, module.c or both; see: netlinklab lab run -h")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.stdin = os.Stdin
			t, err := o.run(c.Context(), args[0], o.show)
			if errors.Is(err, context.Canceled) {
				return &exitError{exitInterrupted, nil}
			}
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
	c.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "print only what the program writes, and what goes wrong")
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
	exitInterrupted = 130
)

// labRun is one call of the command.
type labRun struct {
	machine      machineFlags
	asJSON       bool
	quiet        bool
	args, params string
	uid, millis  uint32
	xray         xrayFlags
	stdin        *os.File // what the program reads; nil is nothing
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
	compiler, err := o.compiler(ctx, image, jobs)
	if err != nil {
		return t, err
	}
	built, err := o.compile(ctx, compiler, jobs)
	if err != nil {
		return t, err
	}
	host, err := o.machine.hostOf(ctx, image)
	if err != nil {
		return t, err
	}
	defer host.Close()
	return o.runOn(ctx, host, jobs, built, show)
}

// runOn runs what was compiled of jobs on a machine of a starter's.
func (o *labRun) runOn(ctx context.Context, host sandbox.Starter, jobs []compile.Job, built map[string]compile.Result, show func(labproto.Event)) (labproto.Transcript, error) {
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	p := o.program(jobs)
	in := newLabInput(o.stdin)
	in.attach(&p, cut)
	return runTyped(ctx, host, built, p, in, show)
}

// show prints an event.
func (o *labRun) show(e labproto.Event) {
	switch {
	case e.Kind == labproto.KindNote && e.Name == labproto.NoteInputRead: // between the guest and this process
	case o.asJSON:
		fmt.Printf("%s\n", e.AppendJSON(nil))
	case o.quiet:
		showQuiet(e)
	default:
		printEvent(os.Stdout, e)
	}
}

// showQuiet prints what a program writes, and what goes wrong to standard error.
func showQuiet(e labproto.Event) {
	switch {
	case e.Kind == labproto.KindOutput && e.Name == "stderr":
		_, _ = os.Stderr.Write(e.Data)
	case e.Kind == labproto.KindOutput:
		_, _ = os.Stdout.Write(e.Data)
	case e.Kind == labproto.KindNote && e.Name != noteProgram,
		e.Kind == labproto.KindReturn && e.Errno != "" && e.Lane != labActor,
		e.Kind == labproto.KindEnd && e.Name != labproto.EndDone:
		printEvent(os.Stderr, e)
	}
}

// compiler makes one that can do the jobs.
func (o *labRun) compiler(ctx context.Context, image guest.Image, jobs []compile.Job) (*compile.Compiler, error) {
	compiler, err := compile.New(ctx, compile.Options{Image: image})
	if err != nil {
		return nil, err
	}
	if jobs[len(jobs)-1].Kind == compile.Go {
		if err := expectGo(compiler, o.machine, false)(ctx); err != nil {
			return nil, &exitError{exitNotCompiled, err}
		}
	}
	return compiler, nil
}

// compile gives what the guest needs, by the names that steps use.
func (o *labRun) compile(ctx context.Context, compiler *compile.Compiler, jobs []compile.Job) (map[string]compile.Result, error) {
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
