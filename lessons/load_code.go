// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"netlinklab/wasm/labproto"
)

// codeAnchor begins the id of a code lab on its page.
const codeAnchor = "code-"

// Bounds of code.
const (
	maxStages = 8
	// maxFiles is what a job for the compiler may have (package compile).
	maxFiles = 16
)

// codeName is what a code lab and a stage may be called.
var codeName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// code reads the code labs.
func (l *loader) code(documents []codeDocument) []Code {
	var all []Code
	for i := range documents {
		d := &documents[i]
		at := fmt.Sprintf("code[%d]", i)
		c := Code{Name: d.Name, Title: d.Title}
		l.named(at+".name", "code lab", d.Name, func(n string) bool {
			return slices.ContainsFunc(all, func(c Code) bool { return c.Name == n })
		})
		l.text(at+".title", d.Title)
		if len(d.Stages) == 0 || len(d.Stages) > maxStages {
			l.failAt(at+".stages", "has %d stages; there are from 1 to %d", len(d.Stages), maxStages)
		}
		for j := range d.Stages {
			c.Stages = append(c.Stages, l.stage(fmt.Sprintf("%s.stages[%d]", at, j), &d.Stages[j], &c))
		}
		if d.Exercise != nil {
			c.Exercise = l.codeExercise(at+".exercise", d.Exercise, &c)
		}
		all = append(all, c)
	}
	return all
}

// named checks a name's form, and that nothing else of its sort has it.
func (l *loader) named(field, sort, name string, taken func(string) bool) {
	switch {
	case !codeName.MatchString(name):
		l.failAt(field, "is %q; a %s is called by small letters, digits and dashes", name, sort)
	case taken(name):
		l.failAt(field, "another %s is called %s already", sort, name)
	}
}

func (l *loader) stage(at string, d *stageDocument, c *Code) Stage {
	s := Stage{Name: d.Name, Title: d.Title, Note: d.Note}
	l.named(at+".name", "stage", d.Name, func(n string) bool { return c.Stage(n) != nil })
	l.text(at+".title", d.Title)
	l.text(at+".note", d.Note)
	s.Sources = l.sources(at, d.Files, d.Builds)
	switch {
	case (d.Recorded == "") == (d.Verdict == ""):
		l.failAt(at+".recorded", "a stage has either a recorded run, or the verdict of a compiler that refuses it")
	case d.Verdict != "":
		if len(d.Program) > 0 || len(d.Check) > 0 {
			l.failAt(at+".verdict", "a stage that does not compile has no program and no check")
		}
		s.Verdict = l.refusal(at, d.Verdict, &s.Sources)
	default:
		p, ok := l.codeProgram(at+".program", d.Program, s.Builds)
		if !ok {
			return s
		}
		s.Program = p
		if len(d.Check) == 0 {
			l.failAt(at+".check", "a stage that runs needs a rule that says what comes of it")
		}
		s.Rules = l.rules(at+".check", d.Check)
		s.Recorded = l.recorded(at, d.Recorded, s.WithSourceIDs(p))
		l.keeps(at+".check", s.Rules, s.Recorded)
	}
	return s
}

// sources reads the files of a stage and checks what is made of them.
func (l *loader) sources(at string, files []string, builds []Build) Sources {
	s := Sources{Files: l.listings(at+".files", files), Builds: builds}
	if len(files) == 0 || len(files) > maxFiles {
		l.failAt(at+".files", "names %d files; there are from 1 to %d", len(files), maxFiles)
	}
	if len(builds) == 0 || len(builds) > labproto.MaxFiles {
		l.failAt(at+".builds", "there are %d builds; at least 1 and at most %d are allowed", len(builds), labproto.MaxFiles)
	}
	for i, b := range builds {
		l.build(fmt.Sprintf("%s.builds[%d]", at, i), b, s.Files, builds[:i])
	}
	return s
}

func (l *loader) build(at string, b Build, files []Source, before []Build) {
	ending := ".c"
	switch b.Kind {
	case BuildProgram:
	case BuildModule:
		if b.Name == "" {
			l.failAt(at+".name", "a module needs the name that the kernel knows it by")
		}
		if b.Out != b.Name+".ko" {
			l.failAt(at+".out", "is %q; the module %s becomes %s.ko", b.Out, b.Name, b.Name)
		}
	case BuildGo:
		ending = ".go"
	default:
		l.failAt(at+".kind", "is %q; there are %s, %s and %s", b.Kind, BuildProgram, BuildModule, BuildGo)
	}
	if b.Kind != BuildModule && b.Name != "" {
		l.failAt(at+".name", "only a module has a name to the kernel")
	}
	if !strings.HasSuffix(b.Main, ending) || !slices.ContainsFunc(files, func(f Source) bool { return f.Name == b.Main }) {
		l.failAt(at+".main", "is %q, which is no %s file of the stage; its files are %s", b.Main, ending, list(sourceNames(files)))
	}
	if b.Out == "" {
		l.failAt(at+".out", "needs the name that steps call the result by")
	}
	if slices.ContainsFunc(before, func(o Build) bool { return o.Out == b.Out }) {
		l.failAt(at+".out", "another build makes %s already", b.Out)
	}
}

// listings reads source files; no two have the same base name.
func (l *loader) listings(field string, files []string) []Source {
	var out []Source
	for i, file := range files {
		name := path.Base(file)
		if slices.Contains(sourceNames(out), name) {
			l.failAt(fmt.Sprintf("%s[%d]", field, i), "another file is called %s already; tabs are called by base names", name)
		}
		out = append(out, Source{name, string(l.read(file))})
	}
	return out
}

func sourceNames(files []Source) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}
