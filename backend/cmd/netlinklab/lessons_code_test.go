// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlinklab/backend/module"
	"netlinklab/lessons"
)

// TestCodeHolds asks the guest's compiler and a real kernel again for all that
// lessons say of code: what is refused and why, what a run does, and that an
// exercise's variations tell its starter, its solution and an answer that only
// knows the first of them apart.
func TestCodeHolds(t *testing.T) {
	b := onBed(t)
	all, err := lessons.Load(os.DirFS("../../../lessons"), module.Sources())
	if err != nil {
		t.Fatal(err)
	}
	if err := expectGo(b.compiler, machineFlags{}, false)(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := &coder{host: b.host, compiler: b.compiler, golang: true, kernel: b.host.Image().Release}
	asked := 0
	for _, l := range all {
		for _, code := range l.Code {
			for _, s := range code.Stages {
				asked++
				t.Run(l.Slug+"/"+code.Name+"/"+s.Name, func(t *testing.T) {
					t.Parallel()
					c.testStage(t, &s)
				})
			}
			if code.Exercise != nil {
				t.Run(l.Slug+"/"+code.Name+"/exercise", func(t *testing.T) {
					t.Parallel()
					c.testExercise(t, code.Exercise)
				})
			}
		}
	}
	if asked < 8 {
		t.Errorf("%d stages were asked", asked)
	}
}

func (c *coder) testStage(t *testing.T, s *lessons.Stage) {
	if s.Verdict != nil {
		got, err := c.refusal(t.Context(), &s.Sources)
		if err != nil {
			t.Fatal(err)
		}
		// Notes name places in headers, which move with the kernel.
		if d := cmp.Diff(withoutNotes(s.Verdict.Diagnostics), withoutNotes(got.Diagnostics)); d != "" {
			t.Errorf("recorded (-) and said (+) differ:\n%s", d)
		}
		return
	}
	c.testQuiet(t, &s.Sources)
	got, err := c.run(t.Context(), &s.Sources, s.Program)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Failed(got.Events) {
		t.Errorf("the run does not keep the rule %s", r.Line)
	}
}

// testQuiet wants sources of which the compilers have nothing to say.
func (c *coder) testQuiet(t *testing.T, s *lessons.Sources) {
	t.Helper()
	_, said, err := c.compile(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range said {
		t.Error(d)
	}
}

func withoutNotes(said []lessons.Diagnostic) (out []lessons.Diagnostic) {
	for _, d := range said {
		d.Notes = nil
		out = append(out, d)
	}
	return out
}

func (c *coder) testExercise(t *testing.T, e *lessons.CodeExercise) {
	failed := func(s lessons.Sources, v *lessons.Variation) []lessons.Rule {
		got, err := c.run(t.Context(), &s, v.Program)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		return v.Failed(got.Events)
	}
	solved := e.With(e.Solution)
	c.testQuiet(t, &solved)
	hidden := 0
	for i := range e.Variations {
		v := &e.Variations[i]
		if rules := failed(solved, v); len(rules) > 0 {
			t.Errorf("%s: the solution does not keep the rule %s", v.Name, rules[0].Line)
		}
		switch rules := failed(e.With(e.Hardcoded), v); {
		case len(e.Hardcoded) == 0:
		case i == 0 && len(rules) > 0:
			t.Errorf("%s: the hard-coded answer does not keep the rule %s", v.Name, rules[0].Line)
		case i > 0 && len(rules) > 0:
			hidden++
		}
	}
	if len(e.Hardcoded) > 0 && hidden == 0 {
		t.Error("no hidden variation finds out the hard-coded answer")
	}
	if len(failed(e.Sources, &e.Variations[0])) == 0 {
		t.Error("the starter solves the exercise already")
	}
}
