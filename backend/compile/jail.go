// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"io"
	"strconv"
	"strings"
)

// jail confines compilers. Scripts are written for a root of their own, which is
// the SDK, with the sources in /mnt and more room in /tmp.
type jail interface {
	// run runs a script. The error is the script's, or the context's, and when
	// run returns nothing of it is left.
	run(ctx context.Context, t *task) error
	// ways are what the tools have to be told.
	ways() ways
	confinement() Confinement
}

// task is a script for a jail.
type task struct {
	golang *goTool // there too, unless nil
	seat   int
	script string

	input           io.Reader
	output, printed io.Writer
	// exceeds is told a limit that the jail itself has seen exceeded; the context
	// ends then.
	exceeds func(error)

	// plain is set by the jail: it gives what was printed with paths as the script
	// has them. Nil changes nothing.
	plain *strings.Replacer
}

// ways are further arguments for gcc and for kbuild's make, each with a space
// before it.
type ways struct{ gcc, make string }

// Confinement is how compilers are confined.
type Confinement struct {
	// Name is "bubblewrap" or "landlock".
	Name string
	// Detail says what is in force, for an operator.
	Detail string
	// Weaker says what bubblewrap would do and this one does not; Why is what
	// bubblewrap said. Both are empty for bubblewrap.
	Weaker, Why string
	// ABI is the version of Landlock, 0 for bubblewrap.
	ABI int
}

// firstUID begins the users that compilers run as when the server is root: one
// for each that may run at once, behind those of the machines.
const firstUID = 64500

// limited is a command line that runs a shell script with limits that it cannot
// raise. root is where the tools are.
func (t *task) limited(root string, most int, script string) []string {
	memory := memoryBytes
	if t.golang != nil {
		memory = goMemoryBytes
	}
	return []string{root + "/usr/bin/prlimit",
		"--as=" + strconv.Itoa(memory), "--cpu=" + strconv.Itoa(cpuSeconds), "--fsize=" + strconv.Itoa(fileBytes),
		"--nproc=" + strconv.Itoa(most), "--nofile=" + strconv.Itoa(descriptors), "--core=0",
		"--", root + "/bin/sh", "-ec", script}
}

// most is how many processes and threads there may be.
func (t *task) most() int {
	if t.golang != nil {
		return goProcesses
	}
	return processes
}

// inPlain is what plain makes of bytes.
func (t *task) inPlain(b []byte) []byte {
	if t.plain == nil {
		return b
	}
	return []byte(t.plain.Replace(string(b)))
}
