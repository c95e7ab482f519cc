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
	slugs := map[string]string{}
	for _, l := range loaders {
		slugs[l.slug()] = l.dir
	}
	numbers := map[string]string{}
	var all []Lesson
	for _, l := range loaders {
		number := l.dir[:2]
		if first, taken := numbers[number]; taken {
			l.fail("", "has the number of %s; give it one that is free", first)
		} else {
			numbers[number] = l.dir
		}
		if other := slugs[l.slug()]; other != l.dir {
			l.fail("", "has the slug of %s, so both would have the same address; rename one", other)
		}
		l.slugs = slugs
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
			problems = append(problems, Problem{File: e.Name(), Text: "a lesson's folder is called NN-slug, such as 07-header-anatomy; rename or remove it"})
		case !e.IsDir() && !strings.HasSuffix(e.Name(), ".go"):
			problems = append(problems, Problem{File: e.Name(), Text: "is no lesson; remove it"})
		}
	}
	return all, problems, nil
}

// loader reads one lesson and gathers its mistakes.
type loader struct {
	files, module fs.FS
	dir           string
	used          map[string]bool
	slugs         map[string]string // folders of all lessons by slug
	outline       *outline
	problems      Problems
}

func (l *loader) slug() string { return folder.FindStringSubmatch(l.dir)[2] }

// fail reports a mistake in a file.
func (l *loader) fail(file, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: path.Join(l.dir, file), Text: fmt.Sprintf(format, args...)})
}

// failLine reports a mistake in a line of a file.
func (l *loader) failLine(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: path.Join(l.dir, file), Line: line, Text: fmt.Sprintf(format, args...)})
}

// failAt reports a mistake in a field of lesson.json.
func (l *loader) failAt(field, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: path.Join(l.dir, documentFile), Line: l.outline.line(field), Field: field, Text: fmt.Sprintf(format, args...)})
}

func (l *loader) read(file string) []byte {
	seen := l.used[path.Clean(file)]
	l.used[path.Clean(file)] = true
	b, err := fs.ReadFile(l.files, path.Join(l.dir, file))
	if errors.Is(err, fs.ErrNotExist) {
		l.fail(file, "%v; %s", fs.ErrNotExist, missing(file))
		return nil
	}
	if err != nil {
		l.fail(file, "%v", err)
		return nil
	}
	if !seen {
		l.encoding(file, b)
	}
	return b
}

// missing says where a file that is not there comes from.
func missing(file string) string {
	if path.Dir(file) == recordedFolder {
		return "make it with: netlinklab lessons record"
	}
	return "write it, or take its name out of " + documentFile
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
		l.problems = append(l.problems, Problem{File: path.Join(l.dir, documentFile), Line: o.at(wrong.Offset), Field: wrong.Field, Text: "is a " + wrong.Value + ", and should be " + kindOf(wrong.Type)})
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
		l.trials(&out, d.Trials)
		l.exercise(&out, &d.Exercise)
	}
	out.Code = l.code(d.Code)
	l.claims(d.Claims, &d)
	l.prose(&out)
	l.strays()
	return out
}

// strays reports files that nothing mentions.
func (l *loader) strays() {
	err := fs.WalkDir(l.files, l.dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if rel := strings.TrimPrefix(p, l.dir+"/"); !l.used[rel] {
			l.fail(rel, "nothing mentions this file; name it in %s or remove it", documentFile)
		}
		return nil
	})
	if err != nil {
		l.fail("", "%v", err)
	}
}

// kindOf names a Go type as authors of JSON know it.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	}
	return "a " + t.Kind().String()
}
