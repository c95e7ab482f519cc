// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"netlinklab/backend/compile"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// coder compiles the code of lessons and runs it.
type coder struct {
	host     *qemu.Host
	compiler *compile.Compiler
	cache    string
	golang   bool // the compiler has a Go toolchain
	// kernel is the release whose headers it is compiled with.
	kernel string
}

// newCoder makes the compiler that belongs to a host's image. What Go programs
// need is kept in a cache folder.
func newCoder(ctx context.Context, host *qemu.Host, cache string) (*coder, error) {
	compiler, err := compile.New(ctx, compile.Options{Image: host.Image()})
	if err != nil {
		return nil, err
	}
	return &coder{host: host, compiler: compiler, cache: cache, kernel: host.Image().Release}, nil
}

// errRefused says that a compiler refused sources; the diagnostics say why.
var errRefused = errors.New("the compiler refuses it")

// compile makes everything of s. What the compilers say is given in any case;
// the error is errRefused if one of them made nothing.
func (c *coder) compile(ctx context.Context, s *lessons.Sources) (built map[string]compile.Result, said []compile.Diagnostic, err error) {
	built = map[string]compile.Result{}
	refused := false
	for _, b := range s.Builds {
		if b.Kind == lessons.BuildGo && !c.golang {
			if err := expectGo(c.compiler, machineFlags{cache: c.cache}, false)(ctx); err != nil {
				return nil, said, fmt.Errorf("%s: %w", b.Out, err)
			}
			c.golang = true
		}
		job := compile.Job{Kind: buildKind(b.Kind), Main: b.Main, Name: b.Name, Files: map[string][]byte{}}
		for _, f := range s.Inputs(b) {
			job.Files[f.Name] = []byte(f.Text)
		}
		r, err := c.compiler.Compile(ctx, job, nil)
		if err != nil {
			return nil, said, fmt.Errorf("%s: %w", b.Out, err)
		}
		if r.Limit != "" { // what it had said by then is no verdict
			return nil, said, fmt.Errorf("%s: the compiler was ended at a limit: %s", b.Out, r.Limit)
		}
		said = append(said, r.Diagnostics...)
		refused = refused || !r.OK()
		built[b.Out] = r
	}
	if refused {
		return nil, said, errRefused
	}
	return built, said, nil
}

// buildKind is the compiler's word for a lesson's; 0 is none, which the compiler
// refuses.
func buildKind(k lessons.BuildKind) compile.Kind {
	switch k {
	case lessons.BuildProgram:
		return compile.Program
	case lessons.BuildModule:
		return compile.Module
	case lessons.BuildGo:
		return compile.Go
	}
	return 0
}

// run compiles s and runs a program of it on a fresh machine.
func (c *coder) run(ctx context.Context, s *lessons.Sources, p labproto.Program) (labproto.Transcript, error) {
	built, said, err := c.compile(ctx, s)
	if err != nil {
		for _, d := range said {
			err = fmt.Errorf("%w\n%s", err, d)
		}
		return labproto.Transcript{}, err
	}
	return runExplained(ctx, c.host, built, s.WithSourceIDs(p), func(labproto.Event) {})
}

// refusal gives what the compilers say to sources that do not compile.
func (c *coder) refusal(ctx context.Context, s *lessons.Sources) (*lessons.Refusal, error) {
	_, said, err := c.compile(ctx, s)
	if err == nil {
		return nil, errors.New("it compiles, and should not: give its stage a program and a recorded run")
	}
	if !errors.Is(err, errRefused) {
		return nil, err
	}
	r := &lessons.Refusal{Kernel: c.kernel, Recorded: time.Now().UTC().Format(time.DateOnly)}
	for _, b := range s.Builds {
		r.Sources = append(r.Sources, s.SourceID(b))
	}
	r.Diagnostics, err = toldBy(said)
	return r, err
}

// toldBy gives diagnostics in the form of lessons, whose fields have the same
// names.
func toldBy(said []compile.Diagnostic) (out []lessons.Diagnostic, err error) {
	b, err := json.Marshal(said)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(b, &out)
}
