// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
	"netlinklab/backend/oops"
	"netlinklab/wasm/labproto"
)

// openCompiler makes the compiler that belongs to the image. The site is worth
// serving without one.
func (b *boxes) openCompiler(ctx context.Context, image guest.Image) {
	c, err := compile.New(ctx, compile.Options{Image: image})
	if err != nil && ctx.Err() == nil {
		b.log.Warn("no compiler: C can be read and not changed", "err", err)
	}
	prepareGo := func(context.Context) error { return nil }
	if err == nil {
		prepareGo = expectGo(c, b.flags.machine, true)
		if in := c.Confinement(); in.Weaker != "" {
			b.log.Warn("compilers are confined less than they could be", "by", in.Name, "weaker", in.Weaker, "why", in.Why)
		}
	}
	b.setCompiler(c, err)
	if err != nil {
		return
	}
	if err := c.Prepare(ctx); err != nil && ctx.Err() == nil {
		b.log.Warn("modules are compiled the long way", "err", err)
	}
	if err := prepareGo(ctx); err != nil && ctx.Err() == nil {
		b.log.Info("Go programs are shown and not run", "why", err)
	}
}

// setCompiler notes that there is a compiler, or why there will be none.
func (b *boxes) setCompiler(c *compile.Compiler, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.compiler, b.noCompiler = c, err
}

// compilers gives the compiler, or why there is none.
func (b *boxes) compilers() (*compile.Compiler, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.compiler == nil && b.noCompiler == nil {
		return nil, compile.ErrComing
	}
	return b.compiler, b.noCompiler
}

// binary gives what was compiled, for runs that name it.
func (b *boxes) binary(id string) ([]byte, bool) {
	c, err := b.compilers()
	if err != nil {
		return nil, false
	}
	return c.Binary(id)
}

// explain says what kind of bug a learner's kernel has met, with the lines of
// the modules that it was given.
func (b *boxes) explain(text string, files map[string]string) (labproto.Event, bool) {
	var modules [][]byte
	if c, err := b.compilers(); err == nil {
		for _, id := range files {
			if m, ok := c.Debug(id); ok {
				modules = append(modules, m)
			}
		}
	}
	return oops.Explain(text, modules)
}
