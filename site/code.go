// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/json"
	"fmt"

	"netlinklab/lessons"
)

// CodeView is a code lab as the server renders it.
type CodeView struct {
	// ID is the anchor, "code-echo".
	ID, Title string
	Stages    []StageView
	// Data is the code lab for the scripts, as JSON.
	Data string
}

// StageView is a stage for readers without scripts.
type StageView struct {
	Title, Note string
	Files       []SourceView
	// Verdict are the compiler's diagnostics, for a stage that does not compile.
	Verdict []string
	// Events is the recorded run in words, for one that does.
	Events       []string
	Kernel, Date string
}

// What the scripts get. Texts are in the page's language.
type (
	codeData struct {
		Lesson   string            `json:"lesson"`
		Name     string            `json:"name"`
		Stages   []stageData       `json:"stages"`
		Exercise *codeExerciseData `json:"exercise"`
	}
	stageData struct {
		Name     string           `json:"name"`
		Title    string           `json:"title"`
		Note     string           `json:"note"`
		Files    []fileData       `json:"files"`
		Builds   []lessons.Build  `json:"builds"`
		Program  json.RawMessage  `json:"program,omitempty"`
		Recorded json.RawMessage  `json:"recorded,omitempty"`
		Verdict  *lessons.Refusal `json:"verdict,omitempty"`
		Kernel   string           `json:"kernel"`
		Date     string           `json:"date"`
	}
	fileData struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	codeExerciseData struct {
		Prompt     string          `json:"prompt"`
		Hints      []string        `json:"hints"`
		Files      []fileData      `json:"files"`
		Builds     []lessons.Build `json:"builds"`
		Variations []variationData `json:"variations"`
		Solution   []fileData      `json:"solution"`
	}
	variationData struct {
		Name    string          `json:"name"`
		Program json.RawMessage `json:"program"`
		Check   []ruleData      `json:"check"`
	}
	ruleData struct {
		Rule string `json:"rule"`
		Else string `json:"else"`
	}
)

// NewCodes renders the code labs of a lesson.
func NewCodes(p Page, l *lessons.Lesson) ([]CodeView, error) {
	var all []CodeView
	for i := range l.Code {
		v, err := newCode(p, l.Slug, &l.Code[i])
		if err != nil {
			return nil, fmt.Errorf("code lab %s: %w", l.Code[i].Name, err)
		}
		all = append(all, v)
	}
	return all, nil
}

func newCode(p Page, slug string, c *lessons.Code) (CodeView, error) {
	v := CodeView{ID: c.Anchor(), Title: c.Title[p.Lang]}
	data := codeData{Lesson: slug, Name: c.Name}
	for i := range c.Stages {
		s := &c.Stages[i]
		view, err := newStage(p, s)
		if err != nil {
			return v, fmt.Errorf("stage %s: %w", s.Name, err)
		}
		v.Stages = append(v.Stages, view)
		d := stageData{Name: s.Name, Title: view.Title, Note: view.Note, Files: filesOf(s.Files), Builds: s.Builds,
			Verdict: s.Verdict, Kernel: view.Kernel, Date: view.Date}
		if len(s.Program.Steps) > 0 {
			d.Program, d.Recorded = s.Program.AppendJSON(nil), s.Recorded.AppendJSON(nil)
		}
		data.Stages = append(data.Stages, d)
	}
	if c.Exercise != nil {
		data.Exercise = newCodeExercise(p, c)
	}
	b, err := json.Marshal(data) // it escapes <, so that the block cannot end early
	v.Data = string(b)
	return v, err
}

func newStage(p Page, s *lessons.Stage) (StageView, error) {
	v := StageView{Title: s.Title[p.Lang], Note: s.Note[p.Lang], Kernel: s.Recorded.Kernel, Date: day(p, s.Recorded.Recorded)}
	files, err := highlighted(s.Files)
	if err != nil {
		return v, err
	}
	v.Files = files
	if s.Verdict != nil {
		v.Kernel, v.Date = s.Verdict.Kernel, day(p, s.Verdict.Recorded)
		for _, d := range s.Verdict.Diagnostics {
			v.Verdict = append(v.Verdict, gccLine(d))
		}
	}
	v.Events = tellAll(p, s.Recorded.Events)
	return v, nil
}

// gccLine is a diagnostic as gcc prints it.
func gccLine(d lessons.Diagnostic) string {
	s := d.Severity + ": " + d.Text
	if d.Line > 0 {
		s = fmt.Sprintf("%s:%d:%d: %s", d.File, d.Line, d.Column, s)
	}
	if d.Option != "" {
		s += " [" + d.Option + "]"
	}
	return s
}

func newCodeExercise(p Page, c *lessons.Code) *codeExerciseData {
	e := c.Exercise
	d := &codeExerciseData{Prompt: e.Prompt[p.Lang], Files: filesOf(e.Files), Builds: e.Builds, Solution: filesOf(e.Solution)}
	if s := c.Stage(e.Stage); s != nil {
		d.Files, d.Builds = filesOf(s.Files), s.Builds
	}
	for _, h := range e.Hints {
		d.Hints = append(d.Hints, h[p.Lang])
	}
	for _, v := range e.Variations {
		one := variationData{Name: v.Name, Program: v.Program.AppendJSON(nil)}
		for _, r := range v.Rules {
			one.Check = append(one.Check, ruleData{r.Line, r.Else[p.Lang]})
		}
		d.Variations = append(d.Variations, one)
	}
	return d
}

func filesOf(files []lessons.Source) []fileData {
	out := make([]fileData, len(files))
	for i, f := range files {
		out[i] = fileData{f.Name, f.Text}
	}
	return out
}
