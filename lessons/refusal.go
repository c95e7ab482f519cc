// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Refusal is what the guest's compilers said to sources that do not compile.
type Refusal struct {
	// Kernel is the release whose headers it was, Recorded the day, YYYY-MM-DD.
	Kernel   string `json:"kernel"`
	Recorded string `json:"recorded"`
	// Sources are the ids of the builds, in order (Sources.SourceID).
	Sources []string `json:"sources"`
	// Diagnostics are of all builds, in order.
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// Diagnostic is one thing that a compiler says, as package compile tells it.
type Diagnostic struct {
	Severity string `json:"severity"`
	File     string `json:"file,omitempty"`
	// Line and Column count from 1, in bytes; 0 is unknown.
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"end_line,omitempty"`
	EndColumn int    `json:"end_column,omitempty"`
	Text      string `json:"text"`
	Option    string `json:"option,omitempty"`
	// Drift is the code of a change of the kernel's API that explains it.
	Drift string       `json:"drift,omitempty"`
	Notes []Diagnostic `json:"notes,omitempty"`
}

// AppendJSON appends the refusal's JSON form, as recorded files have it, to dst.
func (r *Refusal) AppendJSON(dst []byte) ([]byte, error) {
	b, err := json.MarshalIndent(r, "", " ")
	return append(dst, b...), err
}

// Errors counts the diagnostics that are errors.
func (r *Refusal) Errors() int {
	n := 0
	for _, d := range r.Diagnostics {
		if d.Severity == "error" {
			n++
		}
	}
	return n
}

// refusal reads a recorded verdict and checks that it is of these sources.
func (l *loader) refusal(field, file string, s *Sources) *Refusal {
	b := l.read(file)
	if b == nil {
		return nil
	}
	var r Refusal
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		l.fail(file, "is no verdict: %v; record it again with: netlinklab lessons record", err)
		return nil
	}
	switch {
	case r.Errors() == 0:
		l.fail(file, "holds no error; a stage that compiles has a program and a recorded run in place of a verdict")
	case r.Kernel == "" || r.Recorded == "":
		l.fail(file, "does not say its kernel and its day; record it again with: netlinklab lessons record")
	case strings.Join(r.Sources, " ") != strings.Join(s.sourceIDs(), " "):
		l.fail(file, "is of other sources than %s has; record it again with: netlinklab lessons record", field)
	}
	return &r
}

// sourceIDs are the ids of all builds, in order.
func (s *Sources) sourceIDs() []string {
	out := make([]string, len(s.Builds))
	for i, b := range s.Builds {
		out[i] = s.SourceID(b)
	}
	return out
}
