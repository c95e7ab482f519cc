// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"netlinklab/backend/compile"
	"netlinklab/lessons"
)

// buildGo makes a static program of a lesson's Go files, with this host's go
// command and the libraries that the clone's go.mod names. It is for sources
// of lessons: nothing confines it. If the sources do not build, what the go
// command says is the error.
func buildGo(ctx context.Context, files []lessons.Source) (compile.Result, error) {
	root := moduleRoot()
	if root == "" {
		return compile.Result{}, fmt.Errorf("this is no clone of netlinklab, and only its go.mod names the libraries of Go programs")
	}
	dir, err := os.MkdirTemp("", "netlinklab-go-")
	if err != nil {
		return compile.Result{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	out := filepath.Join(dir, "out")
	args := []string{"build", "-trimpath", "-ldflags=-s -w", "-o", out}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.WriteFile(path, []byte(f.Text), 0o600); err != nil {
			return compile.Result{}, err
		}
		args = append(args, path)
	}
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = root
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if said, err := c.CombinedOutput(); err != nil {
		return compile.Result{}, fmt.Errorf("go build: %w\n%s", err, said)
	}
	binary, err := os.ReadFile(out)
	return compile.Result{Binary: binary}, err
}
