// SPDX-License-Identifier: Apache-2.0

package compile

// recipe counts changes in how results are made, so that cached ones of an
// older way are not used.
const recipe = "compile 3"

// Names in the archive that comes out of the jail.
const (
	binaryName = "netlinklab.out"
	debugName  = "netlinklab.dbg"
)

// gccFlags make gcc's words readable for us. (With -fmax-errors gcc 14 ends
// without having printed its JSON.)
const gccFlags = "-fdiagnostics-format=json"

// script is what runs in the jail: sources come in on standard input, results
// leave on standard output, and all that the tools say goes to standard error.
// No part of it is the learner's but the file's name, which safeName has seen.
// Without d modules are built by make.
func (j *Job) script(w ways, release string, d *direct) string {
	s := "tar -xf -\n"
	switch {
	case j.Kind == Program:
		s += "gcc -std=gnu17 -O1 -g -Wall -Wextra -static " + gccFlags + w.gcc + " -o " + debugName + " " + j.Main + " >&2\n"
	case j.Kind == Go:
		s += goScript
	case d != nil:
		s += d.script(j, release) + "mv " + j.module() + ".ko " + debugName + "\n"
	default:
		s += makeModule(w, release) + "mv " + j.module() + ".ko " + debugName + "\n"
	}
	return s + "strip --strip-debug -o " + binaryName + " " + debugName + "\n" +
		"tar -cf - " + binaryName + " " + debugName
}

// makeModule builds the module in /mnt that Kbuild describes.
func makeModule(w ways, release string) string {
	return "make -s" + w.make + " -C /lib/modules/" + release + "/build M=/mnt modules >&2\n"
}

// kbuild is the file that tells the kernel's build what to make. The warnings
// are those that a beginner profits from; the kernel's own headers set off the
// others by themselves. Calls stay calls at a function's end too, so that the
// function that made them is in a trace.
func (j *Job) kbuild() []byte {
	objects := "obj-m := " + j.module() + ".o\n"
	if j.module() != j.stem() {
		objects += j.module() + "-y := " + j.stem() + ".o\n"
	}
	return []byte(objects +
		"ccflags-y := -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -Wno-sign-compare -fno-optimize-sibling-calls " + gccFlags + "\n")
}
