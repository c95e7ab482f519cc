// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"errors"
	"fmt"
	"path"
	"regexp"

	"netlinklab/wasm/labproto"
)

// recordedFolder holds a lesson's transcripts.
const recordedFolder = "recorded"

// trialName is what a trial may be called.
var trialName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// trialFile is the transcript of a trial.
func trialFile(name string) string { return path.Join(recordedFolder, "try-"+name+".json") }

// trials reads what the reader is asked to try and what proves claims.
func (l *loader) trials(out *Lesson, documents []trialDocument) {
	seen := map[string]bool{}
	for i := range documents {
		d := &documents[i]
		at := fmt.Sprintf("trials[%d]", i)
		switch {
		case !trialName.MatchString(d.Name):
			l.failAt(at+".name", "is %q; a trial is called by small letters, digits and dashes", d.Name)
			continue
		case seen[d.Name]:
			l.failAt(at+".name", "another trial is called %s already", d.Name)
			continue
		}
		seen[d.Name] = true
		t := Trial{Name: d.Name}
		var err error
		if t.Message, t.Program, err = d.program(&out.Lab); err != nil {
			l.failTrial(at, err)
			continue
		}
		if len(d.Check) == 0 {
			l.failAt(at+".check", "a trial needs a rule that says what comes of it")
		}
		t.Rules = l.rules(at+".check", d.Check)
		t.Recorded = l.recorded(at, trialFile(d.Name), t.Program)
		l.keeps(at+".check", t.Rules, t.Recorded)
		out.Trials = append(out.Trials, t)
	}
}

// fieldError is a mistake in a field of a trial.
type fieldError struct{ field, text string }

func (e *fieldError) Error() string { return e.field + ": " + e.text }

// program gives what a trial runs, and its message if it has no program of its
// own.
func (d *trialDocument) program(lab *Lab) (message []byte, p labproto.Program, err error) {
	own := len(d.Program) > 0
	if own == (d.Message != "") {
		return nil, p, &fieldError{"message", "a trial has either a message for the lab or a program of its own"}
	}
	if own {
		p, err = labproto.ParseProgramJSON(d.Program)
		return nil, p, err
	}
	message, err = parseHex(d.Message)
	if err != nil {
		return nil, p, &fieldError{"message", "is not a message in hex: an even number of hex digits; spaces are free"}
	}
	if lab.Edit < 0 || lab.Edit >= len(lab.Program.Steps) {
		return nil, p, &fieldError{"message", "the lab has no step to put it into; see lab.edit"}
	}
	return message, lab.With(message), nil
}

func (l *loader) failTrial(at string, err error) {
	field, text := at+".program", err.Error()
	var wrong *fieldError
	var path *labproto.PathError
	switch {
	case errors.As(err, &wrong):
		field, text = at+"."+wrong.field, wrong.text
	case errors.As(err, &path):
		if text = path.Text; path.Path != "" {
			field += "." + path.Path
		}
	}
	l.failAt(field, "%s", text)
}
