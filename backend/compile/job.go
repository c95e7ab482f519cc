// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind is what sources are made into.
type Kind uint8

// Kinds of results.
const (
	// Program is a static ELF executable for x86-64.
	Program Kind = iota + 1
	// Module is a kernel module for the guest's kernel.
	Module
	// Go is a static ELF executable of Go files, all of one package.
	Go
)

// String is the kind as people call it.
func (k Kind) String() string {
	switch k {
	case Program:
		return "program"
	case Module:
		return "module"
	case Go:
		return "go"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Job is one thing to compile.
type Job struct {
	Kind Kind
	// Main is the name of the C file that is compiled; of Go files all are.
	Main string
	// Name is the module's name to the kernel; empty is Main's without its
	// ending. The kernel has names of its own, such as "module" and "kernel",
	// that no module can have (/sys/module).
	Name string
	// Files are all files by name: Main, and the headers that it includes.
	Files map[string][]byte
}

// Bounds of a job.
const (
	// MaxFiles is how many files a job may have.
	MaxFiles = 16
	// MaxFileBytes is the length of one file.
	MaxFileBytes = 256 << 10
	// MaxNameBytes is the length of a file's name.
	MaxNameBytes = 48
)

// JobError says what is wrong with a job before anything is compiled.
type JobError struct {
	// File is the file that it is about, "" for the whole job.
	File string
	// Text says what is wrong and what to do.
	Text string
}

func (e *JobError) Error() string {
	if e.File == "" {
		return e.Text
	}
	return e.File + ": " + e.Text
}

// endings are those of the files that a kind's job may have, a main file's first;
// nil for what is no kind.
func (k Kind) endings() []string {
	switch k {
	case Program, Module:
		return []string{".c", ".h"}
	case Go:
		return []string{".go"}
	}
	return nil
}

// Check says whether the job can be handed to a compiler at all.
func (j *Job) Check() error {
	endings := j.Kind.endings()
	if endings == nil {
		return &JobError{"", "a job makes a C program, a module or a Go program"}
	}
	if len(j.Files) > MaxFiles {
		return &JobError{"", fmt.Sprintf("%d files are too many; %d are allowed", len(j.Files), MaxFiles)}
	}
	for _, name := range slices.Sorted(maps.Keys(j.Files)) {
		switch {
		case !safeName(name, endings):
			return &JobError{name, "file names are letters, digits, _ and - and end in " + strings.Join(endings, " or ")}
		case len(j.Files[name]) > MaxFileBytes:
			return &JobError{name, fmt.Sprintf("%d bytes are too many; a file may have %d", len(j.Files[name]), MaxFileBytes)}
		}
	}
	if j.Name != "" && !safeName(j.Name+endings[0], endings) {
		return &JobError{"", "a module's name is letters, digits, _ and -"}
	}
	if _, ok := j.Files[j.Main]; !ok || !strings.HasSuffix(j.Main, endings[0]) {
		return &JobError{j.Main, "the file to compile is not among the job's " + endings[0] + " files"}
	}
	return nil
}

// safeName accepts what is a file name to make, to the shell and to tar alike,
// and has one of some endings.
func safeName(name string, endings []string) bool {
	end := slices.IndexFunc(endings, func(e string) bool { return strings.HasSuffix(name, e) })
	if end < 0 {
		return false
	}
	stem := strings.TrimSuffix(name, endings[end])
	if stem == "" || len(name) > MaxNameBytes || stem[0] == '-' {
		return false
	}
	for _, c := range []byte(stem) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// module is the module's name.
func (j *Job) module() string {
	if j.Name != "" {
		return j.Name
	}
	return j.stem()
}

// stem is Main without its ending.
func (j *Job) stem() string { return strings.TrimSuffix(j.Main, ".c") }

// key names the job's result, given the system that it is compiled on.
func (j *Job) key(system string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d %s %s\n", system, j.Kind, j.Main, j.Name)
	for _, name := range slices.Sorted(maps.Keys(j.Files)) {
		fmt.Fprintf(h, "%s %d\n", name, len(j.Files[name]))
		h.Write(j.Files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}
