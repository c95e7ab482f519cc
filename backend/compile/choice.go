// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Confinement says how compilers are confined here.
func (c *Compiler) Confinement() Confinement { return c.jail.confinement() }

// confine chooses the jail.
func (c *Compiler) confine(ctx context.Context, abi int) error {
	why := errors.New("it was not tried")
	if abi == 0 {
		if why = c.tryBubblewrap(ctx); why == nil {
			return nil
		}
	}
	if err := c.tryLandlock(ctx, abi, why); err != nil {
		return fmt.Errorf("learners' code is compiled confined, and nothing here can confine it: %w; and without it: %w", why, err)
	}
	return nil
}

// tryBubblewrap runs a program in its jail.
func (c *Compiler) tryBubblewrap(ctx context.Context) error {
	path, err := exec.LookPath("bwrap")
	if err != nil {
		return errors.New("bubblewrap is not installed")
	}
	c.jail = &bubblewrap{path, c.sdk, os.Geteuid() == 0}
	if out, err := c.run(ctx, nil, 0, nil, "exec true"); err != nil || out.limit != "" {
		return fmt.Errorf("bubblewrap cannot make namespaces: %q", bytes.TrimSpace(out.printed))
	}
	return nil
}

// tryLandlock compiles a program in its jail, and has it look for what must not
// be seen there.
func (c *Compiler) tryLandlock(ctx context.Context, abi int, why error) error {
	l, err := newLandlock(c.sdk, c.release, abi, why)
	if err != nil {
		return err
	}
	c.jail = l
	dir, err := os.MkdirTemp("", "netlinklab-outside-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	outside := filepath.Join(dir, "file")
	if err := errors.Join(os.WriteFile(outside, nil, 0o644), os.Chmod(dir, 0o755)); err != nil {
		return err
	}
	// Work folders lie beside it.
	seen := "../../" + filepath.Base(dir) + "/file"
	script := "echo 'int main(void) { return 0; }' > probe.c\ngcc" + l.ways().gcc + " -static -o probe probe.c >&2\n" +
		"for try in 'cat " + seen + "' 'cp probe.c " + seen + "' 'rm -f " + seen + "' ./probe; do\n" +
		"if $try > /dev/null 2>&1; then echo \"it does: $try\" >&2; exit 1; fi\ndone\n"
	out, err := c.run(ctx, nil, 0, nil, script)
	if err != nil || out.limit != "" {
		return fmt.Errorf("Landlock does not confine (%w): %q", err, out.printed)
	}
	return nil
}
