// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os/exec"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
)

// checkCompiler makes a compiler, which runs a program in its jail, and says how
// it is confined and what else it can do here.
func checkCompiler(ctx context.Context, image guest.Image, e *examination) {
	c, err := compile.New(ctx, compile.Options{Image: image})
	if err != nil {
		e.add(finding{"compiler", checkNote, "learners' C can be read and not changed: " + err.Error(),
			"apt-get install bubblewrap; in a container, allow user namespaces: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined"})
		return
	}
	in := c.Confinement()
	e.add(finding{"compiler", checkOK, "confined by " + in.Name + ": " + in.Detail, ""})
	if path, err := exec.LookPath("go"); err == nil {
		e.add(finding{"go", checkOK, path + ", for learners' Go programs", ""})
	} else {
		e.add(finding{"go", checkNote, "no toolchain: learners' Go programs are shown and not run", "install Go from https://go.dev/dl"})
	}
}
