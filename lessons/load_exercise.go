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
	if len(d.Hints) == 0 {
		l.failAt("exercise.hints", "an exercise needs a hint")
	}
	for i, h := range d.Hints {
		l.text(fmt.Sprintf("exercise.hints[%d]", i), h)
	}
	if len(d.Check) == 0 {
		l.failAt("exercise.check", "an exercise needs a rule to judge it by")
	}
	for i, c := range d.Check {
		at := fmt.Sprintf("exercise.check[%d]", i)
		l.text(at+".else", c.Else)
		rule, err := check.Parse(c.Rule)
		if err != nil {
			l.failAt(at+".rule", "%v", err)
			return
		}
		e.Rules = append(e.Rules, Rule{Line: c.Rule, Check: rule, Else: c.Else})
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
