// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"fmt"

	"netlinklab/wasm/check"
)

// exercise reads the exercise and judges both the lab's own run, which must not
// solve it, and the solution's, which must.
func (l *loader) exercise(out *Lesson, d *exerciseDocument) {
	e := &out.Exercise
	e.Prompt, e.Hints = d.Prompt, d.Hints
	l.text("exercise.prompt", d.Prompt)
	l.hints("exercise.hints", d.Hints)
	if len(d.Check) == 0 {
		l.failAt("exercise.check", "an exercise needs a rule to judge it by")
	}
	if e.Rules = l.judging("exercise.check", d.Check); len(e.Rules) < len(d.Check) {
		return
	}
	var err error
	if e.Solution, err = parseHex(d.Solution); err != nil || len(e.Solution) == 0 {
		l.failAt("exercise.solution", "is not a message in hex: an even number of hex digits; spaces are free")
		return
	}
	e.Recorded = l.recorded("exercise.recorded", d.Recorded, out.Lab.With(e.Solution))
	if len(e.Rules) > 0 && len(out.Lab.Recorded.Events) > 0 && len(e.Failed(out.Lab.Recorded.Events)) == 0 {
		l.failAt("exercise.check", "the lab's own message solves the exercise already; ask for something that it does not do")
	}
	if len(e.Recorded.Events) == 0 {
		return // there is no run to ask, and that is said already
	}
	for _, r := range e.Failed(e.Recorded.Events) {
		l.failAt("exercise.solution", "does not keep the rule %s; change one or the other", r.Line)
	}
}

// hints checks an exercise's hints.
func (l *loader) hints(field string, hints []Text) {
	if len(hints) == 0 {
		l.failAt(field, "an exercise needs a hint")
	}
	for i, h := range hints {
		l.text(fmt.Sprintf("%s[%d]", field, i), h)
	}
}

// judging reads the rules that an exercise is judged by, as far as they can be
// read.
func (l *loader) judging(field string, documents []ruleDocument) (rules []Rule) {
	for i, d := range documents {
		at := fmt.Sprintf("%s[%d]", field, i)
		l.text(at+".else", d.Else)
		rule, err := check.Parse(d.Rule)
		if err != nil {
			l.failAt(at+".rule", "%v", err)
			continue
		}
		rules = append(rules, Rule{Line: d.Rule, Check: rule, Else: d.Else})
	}
	return rules
}
