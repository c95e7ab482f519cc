// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"netlinklab/wasm/labproto"
)

// Code is a program of the reader's: sources in several stages, from the listing
// as it was printed to one that does more, each compiled and run on a real
// kernel.
type Code struct {
	// Name is the code lab's name within its lesson; its anchor is "code-" and
	// the name.
	Name   string
	Title  Text
	Stages []Stage
	// Exercise is nil for code that asks nothing.
	Exercise *CodeExercise
}

// Anchor is the code lab's id on its page.
func (c *Code) Anchor() string { return codeAnchor + c.Name }

// CodeAnchor is the id of the code lab that shows the claim; ok is false if
// something else does.
func (c *Claim) CodeAnchor() (anchor string, ok bool) {
	stage, ok := strings.CutPrefix(c.Proof, codeProof)
	name, _, _ := strings.Cut(stage, "/")
	return codeAnchor + name, ok
}

// Stage gives the stage of a name, or nil.
func (c *Code) Stage(name string) *Stage {
	for i := range c.Stages {
		if c.Stages[i].Name == name {
			return &c.Stages[i]
		}
	}
	return nil
}

// Stage is one state of the sources. It either runs, and has a recorded run, or
// does not compile, and has the compiler's verdict.
type Stage struct {
	Name  string
	Title Text
	// Note says what to look at.
	Note Text
	Sources
	// Program is what the machine does with what was compiled; the ids of its
	// files are empty until somebody has compiled them. It has no steps for a
	// stage that does not compile.
	Program labproto.Program
	// Rules are what its run keeps.
	Rules []Rule
	// Recorded is a transcript of the program, from a real kernel. Its files'
	// ids are those of SourceIDs.
	Recorded labproto.Transcript
	// Verdict is nil for a stage that compiles.
	Verdict *Refusal
}

// Sources are files and what is made of them.
type Sources struct {
	// Files are in the order of their tabs, by base name.
	Files  []Source
	Builds []Build
}

// Build is one thing to compile.
type Build struct {
	Kind BuildKind `json:"kind"`
	// Main is the base name of the file that is compiled.
	Main string `json:"main"`
	// Name is a module's name to the kernel, "" for a program.
	Name string `json:"name,omitempty"`
	// Out is what steps call the result.
	Out string `json:"out"`
}

// BuildKind is what sources are made into.
type BuildKind string

// Kinds of builds.
const (
	BuildProgram BuildKind = "program" // a static C program
	BuildModule  BuildKind = "module"  // a kernel module
	BuildGo      BuildKind = "go"      // a Go program
)

// Inputs gives the files that a build is made of: its main file and, for C, the
// headers; for Go, the other Go files.
func (s *Sources) Inputs(b Build) []Source {
	beside := ".h"
	if b.Kind == BuildGo {
		beside = ".go"
	}
	var out []Source
	for _, f := range s.Files {
		if f.Name == b.Main || strings.HasSuffix(f.Name, beside) {
			out = append(out, f)
		}
	}
	return out
}

// With gives the sources with some files' texts replaced, by name.
func (s *Sources) With(files []Source) Sources {
	out := Sources{Files: slices.Clone(s.Files), Builds: s.Builds}
	for i, f := range out.Files {
		for _, g := range files {
			if g.Name == f.Name {
				out.Files[i].Text = g.Text
			}
		}
	}
	return out
}

// SourceID names what a build is made of, so that a recording shows whether its
// sources have changed: a SHA-256 in hex.
func (s *Sources) SourceID(b Build) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s\n", b.Kind, b.Main, b.Name)
	for _, f := range s.Inputs(b) {
		fmt.Fprintf(h, "%s %d\n%s", f.Name, len(f.Text), f.Text)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// WithSourceIDs gives a program whose files' ids are those of the sources, as
// recordings have them.
func (s *Sources) WithSourceIDs(p labproto.Program) labproto.Program {
	p.Files = slices.Clone(p.Files)
	for i := range p.Files {
		for _, b := range s.Builds {
			if b.Out == p.Files[i].Name {
				p.Files[i].ID = s.SourceID(b)
			}
		}
	}
	return p
}

// CodeExercise asks the reader to change the code until a run of every
// variation keeps its rules. A solution that only knows the first variation,
// which is shown, fails another one.
type CodeExercise struct {
	Prompt Text
	Hints  []Text
	// Stage is the stage that the reader starts from; it is "" where Sources
	// are the exercise's own.
	Stage string
	Sources
	// Variations are programs to run; the first is shown.
	Variations []Variation
	// Solution replaces files of the same name.
	Solution []Source
	// Hardcoded is an answer that passes the first variation and fails a later
	// one; nil if there is none.
	Hardcoded []Source
}

// Variation is one way to try what the reader wrote.
type Variation struct {
	Name    string
	Program labproto.Program
	Rules   []Rule
}

// Failed gives the rules that a run does not keep.
func (v *Variation) Failed(events []labproto.Event) []Rule { return failed(v.Rules, events) }

// Failed gives the rules that a run does not keep.
func (s *Stage) Failed(events []labproto.Event) []Rule { return failed(s.Rules, events) }
