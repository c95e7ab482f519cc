// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// buildAgent gives the path of the agent's binary, built unless given. The go
// command keeps its own cache, so building is always asked for; it links again
// only what has another build ID, which with -trimpath is the same in any folder.
func buildAgent(ctx context.Context, o *Options) (string, error) {
	if o.Agent != "" {
		return o.Agent, nil
	}
	if _, err := os.Stat(filepath.Join(o.ModuleRoot, "backend", "agent")); err != nil {
		return "", fmt.Errorf("the agent's source is not in %s; run this inside a clone of netlinklab or name a built agent with -agent", o.ModuleRoot)
	}
	o.progress("agent", 0, 0)
	out := filepath.Join(o.Cache, "agent", "init")
	cmd := tool(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, "./backend/agent")
	cmd.Dir = o.ModuleRoot
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=")
	b, err := output(cmd)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && bytes.Contains(b, []byte(fullText)):
		return "", fmt.Errorf("the agent does not build: %w\n%s", unix.ENOSPC, b)
	case err != nil:
		return "", fmt.Errorf("the agent does not build: %w\n%s", err, b)
	}
	return out, nil
}
