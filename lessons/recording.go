// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"io/fs"
	"path"

	"netlinklab/wasm/labproto"
)

// Recording is a program whose transcript a lesson shows.
type Recording struct {
	// Path is the transcript's file below the folder of lessons.
	Path    string
	Program labproto.Program
	// Sources are what is compiled for it, nil for a lab. The ids of the
	// program's files are theirs (Sources.SourceID).
	Sources *Sources
	// Refused says that they do not compile, and that a Refusal is recorded.
	Refused bool
}

// Recordings lists what has to be recorded, whether or not the files are there
// or current. Other mistakes do not matter to it.
func Recordings(files fs.FS) ([]Recording, error) {
	loaders, _, err := openAll(files, files)
	if err != nil {
		return nil, err
	}
	var out []Recording
	var problems Problems
	for _, l := range loaders {
		d, ok := l.document()
		lab := Lab{Edit: d.Lab.Edit}
		if ok {
			if lab.Program, err = labproto.ParseProgramJSON(d.Lab.Program); err != nil {
				l.failProgram("lab.program", err)
			}
		}
		if len(l.problems) > 0 {
			problems = append(problems, l.problems...)
			continue
		}
		if d.Lab.Recorded != "" {
			out = append(out, Recording{Path: path.Join(l.dir, d.Lab.Recorded), Program: lab.Program})
		}
		for i := range d.Trials {
			if _, p, err := d.Trials[i].program(&lab); err == nil && trialName.MatchString(d.Trials[i].Name) {
				out = append(out, Recording{Path: path.Join(l.dir, trialFile(d.Trials[i].Name)), Program: p})
			}
		}
		solution, err := parseHex(d.Exercise.Solution)
		if err == nil && d.Exercise.Recorded != "" && lab.Edit >= 0 && lab.Edit < len(lab.Program.Steps) {
			out = append(out, Recording{Path: path.Join(l.dir, d.Exercise.Recorded), Program: lab.With(solution)})
		}
		out = append(out, l.codeRecordings(d.Code)...)
	}
	if len(problems) > 0 {
		return out, problems
	}
	return out, nil
}

// codeRecordings lists what the stages of code are recorded as.
func (l *loader) codeRecordings(documents []codeDocument) []Recording {
	var out []Recording
	for _, d := range documents {
		for _, stage := range d.Stages {
			s := Sources{Files: l.listings("", stage.Files), Builds: stage.Builds}
			if stage.Verdict != "" {
				out = append(out, Recording{Path: path.Join(l.dir, stage.Verdict), Sources: &s, Refused: true})
				continue
			}
			p, err := parseCodeProgram(stage.Program)
			if err == nil && stage.Recorded != "" {
				out = append(out, Recording{Path: path.Join(l.dir, stage.Recorded), Program: s.WithSourceIDs(p), Sources: &s})
			}
		}
	}
	return out
}
