// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"path/filepath"

	"netlinklab/backend/compile"
)

// expectGo makes Go programs compile when the function that it gives has been
// called, where there is a toolchain. idle leaves the processor to others
// meanwhile.
func expectGo(c *compile.Compiler, machine machineFlags, idle bool) (prepare func(context.Context) error) {
	cache, err := cacheFolder(machine.cache)
	if err != nil {
		return func(context.Context) error { return err }
	}
	return c.ExpectGo(compile.GoOptions{Folder: goFolder(cache), Idle: idle})
}

// goFolder keeps, in the cache folder, what was prepared for Go programs.
func goFolder(cache string) string { return filepath.Join(cache, "go") }
