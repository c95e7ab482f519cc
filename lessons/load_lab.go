// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"netlinklab/wasm/check"
	"netlinklab/wasm/labproto"
)

// lab reads the lab; ok is false if it has no program to speak of.
func (l *loader) lab(lab *Lab, d *labDocument) (ok bool) {
	lab.Protocol, lab.Edit = d.Protocol, d.Edit
	for _, name := range d.Sources {
		l.source(lab, name)
	}
	p, err := labproto.ParseProgramJSON(d.Program)
	if err != nil {
		l.failProgram(err)
		return false
	}
	lab.Program = p
	if d.Edit < 0 || d.Edit >= len(p.Steps) || p.Steps[d.Edit].Op != labproto.OpSend {
		l.failAt("lab.edit", "step %d is not a send", d.Edit)
		return false
	}
	lab.Recorded = l.recorded("lab.recorded", d.Recorded, p)
	return true
}

func (l *loader) failProgram(err error) {
	field, text := "lab.program", err.Error()
	var at *labproto.PathError
	if errors.As(err, &at) {
		if text = at.Text; at.Path != "" {
			field += "." + at.Path
		}
	}
	l.failAt(field, "%s", text)
}

func (l *loader) source(lab *Lab, name string) {
	if file, ok := strings.CutPrefix(name, "module:"); ok {
		b, err := fs.ReadFile(l.module, file)
		if err != nil {
			l.failAt("lab.sources", "the module has no file %s", file)
		}
		lab.Sources = append(lab.Sources, Source{file, string(b)})
		return
	}
	lab.Sources = append(lab.Sources, Source{path.Base(name), string(l.read(name))})
}

// recorded reads a transcript and checks that it is of this program.
func (l *loader) recorded(field, file string, p labproto.Program) labproto.Transcript {
	if file == "" {
		l.failAt(field, "a recorded transcript is missing; name one, and make it with netlinklab lessons record")
		return labproto.Transcript{}
	}
	b := l.read(file)
	if b == nil {
		return labproto.Transcript{}
	}
	t, err := labproto.ParseTranscriptJSON(b)
	switch {
	case err != nil:
		l.fail(file, "%v", err)
	case !bytes.Equal(t.Program.AppendJSON(nil), p.AppendJSON(nil)):
		l.fail(file, "is of another program than %s asks for; record it again with netlinklab lessons record", field)
	case t.Kernel == "" || t.Recorded == "":
		l.fail(file, "does not say its kernel and its day")
	}
	return t
}

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
		l.failAt("exercise.solution", "is not a message in hex")
		return
	}
	e.Recorded = l.recorded("exercise.recorded", d.Recorded, out.Lab.With(e.Solution))
	if len(e.Rules) > 0 && len(out.Lab.Recorded.Events) > 0 && len(e.Failed(out.Lab.Recorded.Events)) == 0 {
		l.failAt("exercise.check", "the lab's own message solves the exercise already")
	}
	if len(e.Recorded.Events) == 0 {
		return
	}
	for _, r := range e.Failed(e.Recorded.Events) {
		l.failAt("exercise.solution", "does not keep the rule %s", r.Line)
	}
}

func parseHex(s string) ([]byte, error) {
	return hex.DecodeString(strings.Join(strings.Fields(s), ""))
}
