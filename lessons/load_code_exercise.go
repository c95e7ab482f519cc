// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"fmt"
	"slices"
)

// codeExercise reads an exercise on code. What its starter, its solution and
// its hard-coded answer do is asked of a real kernel, by a test.
func (l *loader) codeExercise(at string, d *codeExerciseDocument, c *Code) *CodeExercise {
	e := &CodeExercise{Prompt: d.Prompt, Hints: d.Hints, Stage: d.Stage}
	l.text(at+".prompt", d.Prompt)
	l.hints(at+".hints", d.Hints)
	switch stage := c.Stage(d.Stage); {
	case d.Stage == "":
		e.Sources = l.sources(at, d.Files, d.Builds)
	case len(d.Files) > 0 || len(d.Builds) > 0:
		l.failAt(at+".stage", "an exercise starts from a stage, or has files and builds of its own, not both")
	case stage == nil:
		l.failAt(at+".stage", "no stage is called %q", d.Stage)
		return e
	default:
		e.Sources = stage.Sources
	}
	if len(d.Variations) < 2 {
		l.failAt(at+".variations", "has %d variations; it needs one to show and at least one that is hidden", len(d.Variations))
	}
	for i := range d.Variations {
		e.Variations = append(e.Variations, l.variation(fmt.Sprintf("%s.variations[%d]", at, i), &d.Variations[i], e))
	}
	e.Solution = l.replacing(at+".solution", d.Solution, e)
	if len(d.Solution) == 0 {
		l.failAt(at+".solution", "an exercise needs the files of its solution")
	}
	e.Hardcoded = l.replacing(at+".hardcoded", d.Hardcoded, e)
	return e
}

func (l *loader) variation(at string, d *variationDocument, e *CodeExercise) Variation {
	v := Variation{Name: d.Name}
	l.named(at+".name", "variation", d.Name, func(n string) bool {
		return slices.ContainsFunc(e.Variations, func(v Variation) bool { return v.Name == n })
	})
	v.Program, _ = l.codeProgram(at+".program", d.Program, e.Builds)
	if len(d.Check) == 0 {
		l.failAt(at+".check", "a variation needs a rule to judge it by")
	}
	v.Rules = l.judging(at+".check", d.Check)
	return v
}

// replacing reads files that take the place of the starter's.
func (l *loader) replacing(field string, files []string, e *CodeExercise) []Source {
	out := l.listings(field, files)
	for i, f := range out {
		if !slices.Contains(sourceNames(e.Files), f.Name) {
			l.failAt(fmt.Sprintf("%s[%d]", field, i), "replaces no file of the starter; its files are %s", list(sourceNames(e.Files)))
		}
	}
	return out
}
