// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

//go:embed [0-9]*
var embedded embed.FS

// FS holds the lessons that are built into the program.
func FS() fs.FS { return embedded }

// folder is a lesson folder's name: its number and its slug.
var folder = regexp.MustCompile(`^([0-9]{2})-([a-z0-9-]+)$`)

// Load reads every lesson of a folder, in order. The error is Problems, with
// every mistake that it finds. module are the kernel module's sources, which
// lab sources name as "module:FILE".
func Load(files, module fs.FS) ([]Lesson, error) {
	loaders, problems, err := openAll(files, module)
	if err != nil {
		return nil, err
	}
	var all []Lesson
	for _, l := range loaders {
		all = append(all, l.load())
		problems = append(problems, l.problems...)
	}
	if len(problems) > 0 {
		return all, problems
	}
	return all, nil
}

// openAll finds the lessons of a folder.
func openAll(files, module fs.FS) ([]*loader, Problems, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, nil, err
	}
	var all []*loader
	var problems Problems
	for _, e := range entries {
		switch {
		case folder.MatchString(e.Name()):
			all = append(all, &loader{files: files, module: module, dir: e.Name(), used: map[string]bool{}})
		case e.IsDir() && e.Name() != skeletonFolder:
			problems = append(problems, Problem{File: e.Name(), Text: "a lesson's folder is called NN-slug, such as 07-header-anatomy"})
		}
	}
	return all, problems, nil
}

// loader reads one lesson and gathers its mistakes.
type loader struct {
	files, module fs.FS
	dir           string
	used          map[string]bool
	outline       *outline
	problems      Problems
}

// fail reports a mistake in a file.
func (l *loader) fail(file, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: path.Join(l.dir, file), Text: fmt.Sprintf(format, args...)})
}

// failAt reports a mistake in a field of lesson.json.
func (l *loader) failAt(field, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: path.Join(l.dir, documentFile), Line: l.outline.line(field), Field: field, Text: fmt.Sprintf(format, args...)})
}

func (l *loader) read(file string) []byte {
	l.used[path.Clean(file)] = true
	b, err := fs.ReadFile(l.files, path.Join(l.dir, file))
	if err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		l.fail(file, "%v", err)
	}
	return b
}

// document reads lesson.json; ok is false if it cannot be read as one.
func (l *loader) document() (d document, ok bool) {
	source := l.read(documentFile)
	if source == nil {
		return d, false
	}
	o, problem := newOutline(source, reflect.TypeFor[document]())
	l.outline = o
	if problem != nil {
		problem.File = path.Join(l.dir, documentFile)
		l.problems = append(l.problems, *problem)
		return d, false
	}
	for _, p := range o.unknown {
		p.File = path.Join(l.dir, documentFile)
		l.problems = append(l.problems, p)
	}
	if err := json.Unmarshal(source, &d); err != nil {
		var wrong *json.UnmarshalTypeError
		if !errors.As(err, &wrong) {
			l.fail(documentFile, "%v", err)
			return d, false
		}
		l.problems = append(l.problems, Problem{File: path.Join(l.dir, documentFile), Line: o.at(wrong.Offset), Field: wrong.Field, Text: "is a " + wrong.Value + ", not what it should be"})
		return d, false
	}
	return d, true
}

func (l *loader) load() Lesson {
	m := folder.FindStringSubmatch(l.dir)
	number, _ := strconv.Atoi(m[1]) // two digits: see folder
	out := Lesson{Number: number, Slug: m[2], Body: Text{}, Words: map[string]int{}}
	d, ok := l.document()
	if !ok {
		return out
	}
	out.Title, out.Summary, out.Minutes, out.Claims = d.Title, d.Summary, d.Minutes, d.Claims
	l.text("title", d.Title)
	l.text("summary", d.Summary)
	if d.Minutes <= 0 {
		l.failAt("minutes", "how long a reader needs is missing")
	}
	if l.lab(&out.Lab, &d.Lab) {
		l.exercise(&out, &d.Exercise)
	}
	l.claims(d.Claims)
	l.prose(&out)
	l.strays()
	return out
}

// text checks that every language says something, and nothing else does.
func (l *loader) text(field string, t Text) {
	for _, lang := range Languages {
		if strings.TrimSpace(t[lang]) == "" {
			l.failAt(field+"."+lang, "is missing")
		}
	}
	for lang := range t {
		if lang != Languages[0] && lang != Languages[1] {
			l.failAt(field+"."+lang, "is a language that the site does not have; there are %s", strings.Join(Languages[:], ", "))
		}
	}
}

func (l *loader) claims(claims []Claim) {
	for i, c := range claims {
		at := fmt.Sprintf("claims[%d]", i)
		l.text(at+".claim", c.Claim)
		l.text(at+".truth", c.Truth)
		if c.Verdict != Proved && c.Verdict != Corrected {
			l.failAt(at+".verdict", "%q; there are proved and corrected", c.Verdict)
		}
		if c.Fact < 1 {
			l.failAt(at+".fact", "a claim needs its row in the list of facts")
		}
		if c.Source == "" {
			l.failAt(at+".source", "a claim needs the place where the truth was read")
		}
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
