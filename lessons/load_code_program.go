// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"netlinklab/wasm/labproto"
)

// noID stands in for the id of a file that is not compiled yet, while the
// program is checked.
const noID = "-"

// codeProgram reads a step file whose files are what the builds make, without
// ids; ok is false if it cannot be read.
func (l *loader) codeProgram(field string, raw json.RawMessage, builds []Build) (p labproto.Program, ok bool) {
	if len(raw) == 0 {
		l.failAt(field, "a program is missing; it says what the machine does with what was compiled")
		return p, false
	}
	p, err := parseCodeProgram(raw)
	if err != nil {
		l.failProgram(field, err)
		return p, false
	}
	var outs []string
	for _, b := range builds {
		outs = append(outs, b.Out)
		if !slices.ContainsFunc(p.Files, func(f labproto.ProgramFile) bool { return f.Name == b.Out }) {
			l.failAt(field+".files", "does not name %s, which a build makes", b.Out)
		}
	}
	for i, f := range p.Files {
		if !slices.Contains(outs, f.Name) {
			l.failAt(fmt.Sprintf("%s.files[%d].name", field, i), "no build makes %s; they make %s", f.Name, list(outs))
		}
	}
	for i, s := range p.Steps {
		if (s.Op == labproto.OpExec || s.Op == labproto.OpInsert) && !slices.Contains(outs, s.Name) {
			l.failAt(fmt.Sprintf("%s.steps[%d].name", field, i), "no build makes %s; they make %s", s.Name, list(outs))
		}
	}
	return p, true
}

// errHasID is a file with an id in a lesson.
var errHasID = errors.New("a file of a lesson's program has no id: it is filled in when its sources are compiled")

// parseCodeProgram reads a step file whose files have no ids. An error in the
// steps is a *labproto.PathError.
func parseCodeProgram(raw json.RawMessage) (labproto.Program, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return labproto.Program{}, err
	}
	var files []map[string]any
	if len(fields["files"]) > 0 {
		if err := json.Unmarshal(fields["files"], &files); err != nil {
			return labproto.Program{}, err
		}
		for _, f := range files {
			if id, given := f["id"]; given && id != "" {
				return labproto.Program{}, errHasID
			}
			f["id"] = noID
		}
		filled, err := json.Marshal(files)
		if err != nil {
			return labproto.Program{}, err
		}
		fields["files"] = filled
	}
	filled, err := json.Marshal(fields)
	if err != nil {
		return labproto.Program{}, err
	}
	p, err := labproto.ParseProgramJSON(filled)
	for i := range p.Files {
		p.Files[i].ID = ""
	}
	return p, err
}
