// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"netlinklab/wasm/labproto"
)

//go:embed [0-9]*
var embedded embed.FS

// FS holds the lessons that are built into the program.
func FS() fs.FS { return embedded }

// folder is a lesson folder's name: its number and its slug.
var folder = regexp.MustCompile(`^([0-9]{2})-([a-z0-9-]+)$`)

// Load reads every lesson of a folder, in order. It reports all mistakes that
// it finds, joined. module are the kernel module's sources, which lab sources
// name as "module:FILE".
func Load(files, module fs.FS) ([]Lesson, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	var all []Lesson
	var errs []error
	for _, e := range entries {
		m := folder.FindStringSubmatch(e.Name())
		if m == nil {
			if e.IsDir() {
				errs = append(errs, fmt.Errorf("%s: a lesson's folder is called NN-slug, such as 07-header-anatomy", e.Name()))
			}
			continue
		}
		l := loader{files: files, module: module, dir: e.Name(), used: map[string]bool{}}
		lesson := l.load()
		lesson.Number, _ = strconv.Atoi(m[1])
		lesson.Slug = m[2]
		all = append(all, lesson)
		errs = append(errs, l.errs...)
	}
	return all, errors.Join(errs...)
}

// loader reads one lesson and gathers its mistakes.
type loader struct {
	files, module fs.FS
	dir           string
	used          map[string]bool
	errs          []error
}

func (l *loader) fail(file, format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s: %s", path.Join(l.dir, file), fmt.Sprintf(format, args...)))
}

func (l *loader) read(file string) []byte {
	l.used[file] = true
	b, err := fs.ReadFile(l.files, path.Join(l.dir, file))
	if err != nil {
		l.fail(file, "%v", errors.Unwrap(err))
	}
	return b
}

// document is lesson.json.
type document struct {
	Title   Text `json:"title"`
	Summary Text `json:"summary"`
	Minutes int  `json:"minutes"`
	Lab     struct {
		Protocol int32           `json:"protocol"`
		Program  json.RawMessage `json:"program"`
		Edit     int             `json:"edit"`
		Recorded string          `json:"recorded"`
		Sources  []string        `json:"sources"`
	} `json:"lab"`
	Claims []Claim `json:"claims"`
}

const documentFile = "lesson.json"

func (l *loader) load() Lesson {
	var d document
	dec := json.NewDecoder(bytes.NewReader(l.read(documentFile)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		l.fail(documentFile, "%v", err)
		return Lesson{}
	}
	out := Lesson{Title: d.Title, Summary: d.Summary, Minutes: d.Minutes, Body: Text{}, Claims: d.Claims}
	l.text("title", d.Title)
	l.text("summary", d.Summary)
	if d.Minutes <= 0 {
		l.fail(documentFile, "minutes: how long a reader needs is missing")
	}
	l.lab(&out.Lab, &d)
	for i, c := range d.Claims {
		at := "claims[" + strconv.Itoa(i) + "]"
		l.text(at+".claim", c.Claim)
		l.text(at+".truth", c.Truth)
		if c.Verdict != Proved && c.Verdict != Corrected {
			l.fail(documentFile, "%s.verdict: %q; there are proved and corrected", at, c.Verdict)
		}
		if c.Source == "" || c.Fact < 1 {
			l.fail(documentFile, "%s: a claim needs fact, its row in the list of facts, and source", at)
		}
	}
	l.prose(&out)
	l.strays()
	return out
}

// text checks that every language says something.
func (l *loader) text(field string, t Text) {
	for _, lang := range Languages {
		if strings.TrimSpace(t[lang]) == "" {
			l.fail(documentFile, "%s.%s: is missing", field, lang)
		}
	}
	if len(t) > len(Languages) {
		l.fail(documentFile, "%s: has a language that the site does not", field)
	}
}

func (l *loader) lab(lab *Lab, d *document) {
	lab.Protocol, lab.Edit = d.Lab.Protocol, d.Lab.Edit
	p, err := labproto.ParseProgramJSON(d.Lab.Program)
	if err != nil {
		l.fail(documentFile, "lab.program.%v", err)
		return
	}
	lab.Program = p
	if lab.Edit < 0 || lab.Edit >= len(p.Steps) || p.Steps[lab.Edit].Op != labproto.OpSend {
		l.fail(documentFile, "lab.edit: step %d is not a send", lab.Edit)
	}
	if d.Lab.Recorded == "" {
		l.fail(documentFile, "lab.recorded: a recorded transcript is missing; make one with netlinklab lessons record")
	} else if b := l.read(d.Lab.Recorded); b != nil {
		t, err := labproto.ParseTranscriptJSON(b)
		switch {
		case err != nil:
			l.fail(d.Lab.Recorded, "%v", err)
		case !bytes.Equal(t.Program.AppendJSON(nil), p.AppendJSON(nil)):
			l.fail(d.Lab.Recorded, "is of another program than the lab's; record it again with netlinklab lessons record")
		case t.Kernel == "" || t.Recorded == "":
			l.fail(d.Lab.Recorded, "does not say its kernel and its day")
		}
		lab.Recorded = t
	}
	for _, name := range d.Lab.Sources {
		if file, ok := strings.CutPrefix(name, "module:"); ok {
			b, err := fs.ReadFile(l.module, file)
			if err != nil {
				l.fail(documentFile, "lab.sources: the module has no file %s", file)
			}
			lab.Sources = append(lab.Sources, Source{file, string(b)})
			continue
		}
		lab.Sources = append(lab.Sources, Source{path.Base(name), string(l.read(name))})
	}
}

// strays reports files that nothing mentions.
func (l *loader) strays() {
	err := fs.WalkDir(l.files, l.dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if rel := strings.TrimPrefix(p, l.dir+"/"); !l.used[rel] {
			l.fail(rel, "nothing mentions this file")
		}
		return nil
	})
	if err != nil {
		l.fail("", "%v", err)
	}
}

// sameSections compares the headings' count and levels of two languages.
func sameSections(a, b []int) bool { return slices.Equal(a, b) }
