// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"netlinklab/backend/compile"
)

// codeReport is what bench code measures; all times are in milliseconds.
type codeReport struct {
	CompileUser   spread `json:"compile_user_ms"`
	CompileModule spread `json:"compile_module_ms"`
	Edit          struct {
		User   spread `json:"user"`
		Module spread `json:"module"`
	} `json:"edit_to_first_reply_ms"`
	Cached spread `json:"cached_ms"`
	Accel  string `json:"accel"`
	Kernel string `json:"kernel"`
	Jail   string `json:"jail"`
}

func newBenchCodeCommand() *cobra.Command {
	var machine machineFlags
	c := &cobra.Command{
		Use:   "code",
		Short: "Measure the time from an edit of C to what the kernel answers",
		Long: `Measure the time from an edit of C to what the kernel answers.

A page of a whole server in this process edits, compiles and runs over HTTP and a
websocket, as a browser does. No source is compiled twice but for the last figure.

  compile_user_ms         from posting a program's source to the compiler's word
  compile_module_ms       the same for a kernel module
  edit_to_first_reply_ms  "user": from posting an edited program to the reply that
                          it gets from the kernel, on the machine that is there;
                          "module": from posting an edited module to the reply
                          that a program gets from it, on a fresh machine, which
                          is got ready in the meantime
  cached_ms               the same as "module", of sources that were compiled
                          before`,
	}
	machine.add(c)
	return measuring(c, "number", 20, "how often each is measured", func(ctx context.Context, n int) (report, error) {
		return measureCode(ctx, machine, n)
	})
}

func measureCode(ctx context.Context, machine machineFlags, n int) (r codeReport, err error) {
	host, err := machine.host(ctx)
	if err != nil {
		return r, err
	}
	defer host.Close()
	compiler, err := compile.New(ctx, compile.Options{Image: host.Image()})
	if err != nil {
		return r, err
	}
	if err := compiler.Prepare(ctx); err != nil {
		return r, err
	}
	r.Accel, _ = host.Accel()
	r.Kernel, r.Jail = host.Kernel(), compiler.Confinement().Name
	site, err := openCodeSite(host, compiler)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, site.close()) }()
	var compileUser, compileModule, user, module, cached []time.Duration
	for i := range n {
		fmt.Fprintf(os.Stderr, "\redits %3d/%d", i, n)
		took, err := site.edit(ctx, i)
		if err != nil {
			return r, fmt.Errorf("edit %d: %w", i, err)
		}
		compileUser = append(compileUser, took.compileUser)
		compileModule = append(compileModule, took.compileModule)
		user = append(user, took.user)
		module = append(module, took.module)
		cached = append(cached, took.cached)
	}
	fmt.Fprintf(os.Stderr, "\redits %3d/%d\n", n, n)
	r.CompileUser, r.CompileModule = millis(compileUser), millis(compileModule)
	r.Edit.User, r.Edit.Module, r.Cached = millis(user), millis(module), millis(cached)
	return r, nil
}

// print shows the figures beside what is wanted under TCG on two cores.
func (r codeReport) print() {
	ms := func(v float64) string { return fmt.Sprintf("%.0f ms", v) }
	fmt.Printf("kernel %s, acceleration %s, compilers confined by %s\n\n", r.Kernel, r.Accel, r.Jail)
	for _, f := range []struct {
		name string
		s    spread
	}{{"compile a program", r.CompileUser}, {"compile a module", r.CompileModule}} {
		fmt.Printf("%-36s %14s   p95 %s\n", f.name, ms(f.s.P50), ms(f.s.P95))
	}
	printTargets(os.Stdout, []target{
		{"edited program to reply, median", ms(r.Edit.User.P50), "under 1000 ms", r.Edit.User.P50 < 1000},
		{"edited module to reply, median", ms(r.Edit.Module.P50), "under 4000 ms", r.Edit.Module.P50 < 4000},
		{"known module to reply, median", ms(r.Cached.P50), "under 600 ms", r.Cached.P50 < 600},
	})
}
