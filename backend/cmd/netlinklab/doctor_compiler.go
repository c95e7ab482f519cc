// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os/exec"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
)

// compilerResult says how learners' code is compiled.
type compilerResult struct {
	// Jail is "bubblewrap" or "landlock", empty if nothing can be compiled.
	Jail string `json:"jail"`
	// LandlockABI is the version of Landlock in use, 0 for none.
	LandlockABI int `json:"landlock_abi"`
	// Weaker says what bubblewrap would do and this jail does not; Why is why it is
	// not bubblewrap.
	Weaker string `json:"weaker"`
	Why    string `json:"why"`
}

// fixBubblewrap is how to get the jail that holds more.
const fixBubblewrap = "apt-get install bubblewrap; in a container, allow user namespaces: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined"

// checkCompiler makes a compiler, which compiles a program in its jail, and says how
// it is confined and what else it can do here.
func checkCompiler(ctx context.Context, image guest.Image, e *examination) {
	c, err := compile.New(ctx, compile.Options{Image: image})
	if err != nil {
		e.Compiler.Why = err.Error()
		e.add(finding{"compiler", checkNote, "learners' C can be read and not changed: " + err.Error(), fixBubblewrap})
		return
	}
	in := c.Confinement()
	e.Compiler = compilerResult{in.Name, in.ABI, in.Weaker, in.Why}
	if in.Weaker == "" {
		e.add(finding{"compiler", checkOK, "confined by " + in.Name + ": " + in.Detail, ""})
	} else {
		e.add(finding{"compiler", checkNote, "confined by " + in.Name + ": " + in.Detail + "; weaker than bubblewrap: " + in.Weaker + "; " + in.Why, fixBubblewrap})
	}
	if path, err := exec.LookPath("go"); err == nil {
		e.add(finding{"go", checkOK, path + ", for learners' Go programs", ""})
	} else {
		e.add(finding{"go", checkNote, "no toolchain: learners' Go programs are shown and not run", "install Go from https://go.dev/dl"})
	}
}
