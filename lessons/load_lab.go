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
		l.failProgram("lab.program", err)
		return false
	}
	lab.Program = p
	if d.Edit < 0 || d.Edit >= len(p.Steps) || p.Steps[d.Edit].Op != labproto.OpSend {
		l.failAt("lab.edit", "step %d is not a send; name the position of the send step, counted from 0, whose bytes the reader edits", d.Edit)
		return false
	}
	lab.Recorded = l.recorded("lab.recorded", d.Recorded, p)
	l.keeps("lab.check", l.rules("lab.check", d.Check), lab.Recorded)
	return true
}

// failProgram reports a mistake in a step file that stands in a field.
func (l *loader) failProgram(field string, err error) {
	text := err.Error()
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
			l.failAt("lab.sources", "the module has no file %s; it has %s", file, strings.Join(names(l.module), ", "))
		}
		lab.Sources = append(lab.Sources, Source{file, string(b)})
		return
	}
	lab.Sources = append(lab.Sources, Source{path.Base(name), string(l.read(name))})
}

// names lists the files of a folder.
func names(files fs.FS) []string {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// recorded reads a transcript and checks that it is of this program.
func (l *loader) recorded(field, file string, p labproto.Program) labproto.Transcript {
	if file == "" {
		l.failAt(field, "a recorded transcript is missing; name one, and make it with: netlinklab lessons record")
		return labproto.Transcript{}
	}
	b := l.read(file)
	if b == nil {
		return labproto.Transcript{}
	}
	t, err := labproto.ParseTranscriptJSON(b)
	switch {
	case err != nil:
		l.fail(file, "is no transcript: %v; record it again with: netlinklab lessons record", err)
	case !bytes.Equal(t.Program.AppendJSON(nil), p.AppendJSON(nil)):
		l.fail(file, "is of another program than %s has; record it again with: netlinklab lessons record", field)
		return labproto.Transcript{} // it proves nothing
	case t.Kernel == "" || t.Recorded == "":
		l.fail(file, "does not say its kernel and its day; record it again with: netlinklab lessons record")
	}
	return t
}

// rules reads rules that have nothing to say to the reader.
func (l *loader) rules(field string, lines []string) []Rule {
	var out []Rule
	for i, line := range lines {
		r, err := check.Parse(line)
		if err != nil {
			l.failAt(fmt.Sprintf("%s[%d]", field, i), "%v", err)
			continue
		}
		out = append(out, Rule{Line: line, Check: r})
	}
	return out
}

// keeps reports rules that a recorded run does not keep.
func (l *loader) keeps(field string, rules []Rule, t labproto.Transcript) {
	if len(t.Events) == 0 {
		return // there is no run to ask, and that is said already
	}
	for _, r := range failed(rules, t.Events) {
		l.failAt(field, "the recorded run does not keep the rule %s; change the rule, or what it is about", r.Line)
	}
}

func parseHex(s string) ([]byte, error) {
	return hex.DecodeString(strings.Join(strings.Fields(s), ""))
}
