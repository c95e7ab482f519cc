// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	// Learners' programs may import it. That this program has it too puts its
	// version beside the others' in the build information.
	_ "github.com/mdlayher/genetlink"

	"netlinklab/backend/compile"
)

// expectGo makes Go programs compile when the function that it gives has been
// called, where there is a toolchain, with the modules that this program was
// built with. idle leaves the processor to others meanwhile.
func expectGo(c *compile.Compiler, machine machineFlags, idle bool) (prepare func(context.Context) error) {
	cache, err := cacheFolder(machine.cache)
	if err != nil {
		return func(context.Context) error { return err }
	}
	o := compile.GoOptions{Folder: filepath.Join(cache, "go"), Versions: goVersions(), Idle: idle}
	return c.ExpectGo(o)
}

// goVersions are the versions of the modules in this program. A test has no
// build information, and runs in a clone.
func goVersions() map[string]string {
	versions := map[string]string{}
	info, ok := debug.ReadBuildInfo()
	if ok && len(info.Deps) > 0 {
		for _, d := range info.Deps {
			versions[d.Path] = d.Version
		}
		return versions
	}
	out, err := exec.Command("go", append([]string{"list", "-m"}, compile.GoModules...)...).Output()
	if err != nil {
		return versions // of which the preparation says what is missing
	}
	for line := range strings.Lines(string(out)) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		versions[path] = version
	}
	return versions
}
