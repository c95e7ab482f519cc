// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"netlinklab/lessons"
)

// moduleFiles are the sources that the lessons name; their text is tested
// where they are.
var moduleFiles = os.DirFS("../backend/module/netlink_test")

func TestLessonsLoad(t *testing.T) {
	all, err := lessons.Load(lessons.FS(), moduleFiles)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range all {
		if i > 0 && l.Number <= all[i-1].Number {
			t.Errorf("lesson %d follows %d", l.Number, all[i-1].Number)
		}
		if len(l.Lab.Recorded.Events) == 0 || len(l.Lab.Sources) == 0 || len(l.Exercise.Recorded.Events) == 0 {
			t.Errorf("%s: %d events, %d sources, %d events of the solution", l.String(), len(l.Lab.Recorded.Events), len(l.Lab.Sources), len(l.Exercise.Recorded.Events))
		}
		for _, lang := range lessons.Languages {
			if l.Words[lang] < 300 {
				t.Errorf("%s: %d words in %s", l.String(), l.Words[lang], lang)
			}
		}
	}
}

// TestAnchors looks for the same ids of sections in both languages.
func TestAnchors(t *testing.T) {
	all, err := lessons.Load(lessons.FS(), moduleFiles)
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`<h2 id="([^"]+)">`)
	for _, l := range all {
		en, zh := id.FindAllStringSubmatch(l.Body["en"], -1), id.FindAllStringSubmatch(l.Body["zh"], -1)
		if len(en) < 3 || !slices.EqualFunc(en, zh, func(a, b []string) bool { return a[1] == b[1] }) {
			t.Errorf("%s: sections are %q and %q", l.String(), en, zh)
		}
	}
}

// TestMistakesAreNamed changes one thing in a good lesson and looks for the
// error that says so.
func TestMistakesAreNamed(t *testing.T) {
	const dir = "07-header-anatomy"
	for name, c := range map[string]struct {
		file, from, to, want string
	}{
		"unknown field":     {"lesson.json", `"minutes"`, `"minute"`, "lesson.json:7: minute: unknown field; there are title, summary, minutes, lab, claims, exercise"},
		"unknown in a list": {"lesson.json", `{"rule"`, `{"rules"`, "exercise.check[0].rules: unknown field; there are rule, else"},
		"no JSON":           {"lesson.json", `"edit": 2,`, `"edit": 2`, "lesson.json:11: "},
		"wrong type":        {"lesson.json", `"edit": 2`, `"edit": "2"`, "lesson.json:10: lab.edit: is a string"},
		"missing language":  {"lesson.json", `"zh": "前面这十六个字节"`, `"de": "x"`, "lesson.json:2: title.zh: is missing"},
		"other language":    {"lesson.json", `"zh": "前面这十六个字节"`, `"de": "x"`, "title.de: is a language that the site does not have"},
		"bad step":          {"lesson.json", `"op": "bind"`, `"op": "bend"`, "lesson.json:15: lab.program.steps[1].op: unknown op"},
		"edit no send":      {"lesson.json", `"edit": 2`, `"edit": 1`, "lesson.json:10: lab.edit: step 1 is not a send"},
		"edit nowhere":      {"lesson.json", `"edit": 2`, `"edit": -1`, "lab.edit: step -1 is not a send"},
		"other program":     {"lesson.json", `"port": 1`, `"port": 3`, "recorded/lab.json: is of another program"},
		"other solution":    {"lesson.json", "01000000 6869", "01000000 6869 0000", "recorded/solution.json: is of another program"},
		"solution no hex":   {"lesson.json", "01000000 6869", "01000000 686", "exercise.solution: is not a message in hex"},
		"bad rule":          {"lesson.json", "sent lane=client size=18", "seen lane=client", "exercise.check[0].rule: at byte 0: a rule begins with"},
		"rule not kept":     {"lesson.json", "sent lane=client size=18", "sent lane=client size=19", "exercise.solution: does not keep the rule sent lane=client size=19"},
		"verdict":           {"lesson.json", `"verdict": "proved"`, `"verdict": "maybe"`, `verdict: "maybe"`},
		"missing source":    {"lesson.json", "files/header.c", "files/none.c", "files/none.c: file does not exist"},
		"no module source":  {"lesson.json", "module:netlink_test.h", "module:none.h", "lab.sources: the module has no file none.h"},
		"missing section":   {"zh.md", "## 字节序", "字节序", "zh.md: has sections of levels"},
		"missing field":     {"zh.md", "`nlmsg_seq`", "序号", "zh.md: names the fields"},
		"missing code":      {"zh.md", "```c", "```go", "zh.md: has code blocks [go]"},
		"bytes of nobody":   {"en.md", "`15 00 00 00`", "`15 00 00 01`", "en.md: quotes the bytes 15 00 00 01"},
		"raw HTML":          {"en.md", "Press Run.", "Press <b>Run</b>.", "en.md: holds raw HTML"},
	} {
		files := fstest.MapFS{dir + "/stray.txt": {Data: []byte("x")}}
		if err := copyInto(files, dir, c.file, c.from, c.to); err != nil {
			t.Fatal(err)
		}
		_, err := lessons.Load(files, moduleFiles)
		var problems lessons.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want %q in it", name, err, c.want)
		}
		if name == "no JSON" || name == "wrong type" {
			continue // nothing else can be said of a document that cannot be read
		}
		if err == nil || !strings.Contains(err.Error(), "stray.txt: nothing mentions this file") {
			t.Errorf("%s: the stray file is not named: %v", name, err)
		}
	}
}

// TestSolvedExercise loads a lesson whose rules its own lab keeps.
func TestSolvedExercise(t *testing.T) {
	const dir = "07-header-anatomy"
	files := fstest.MapFS{}
	if err := copyInto(files, dir, "lesson.json", "", ""); err != nil {
		t.Fatal(err)
	}
	f := files[dir+"/lesson.json"]
	for _, rule := range []string{"sent lane=client size=18", "sent lane=client type=0x10 seq=7 payload=hi", "received lane=client from=0 seq=7 payload=hi"} {
		f.Data = []byte(strings.Replace(string(f.Data), rule, "sent", 1))
	}
	_, err := lessons.Load(files, moduleFiles)
	if want := "the lab's own message solves the exercise already"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want %q", err, want)
	}
}

func TestFolderNames(t *testing.T) {
	_, err := lessons.Load(fstest.MapFS{"lesson-8/en.md": {}}, moduleFiles)
	if err == nil || !strings.Contains(err.Error(), "lesson-8: a lesson's folder is called NN-slug") {
		t.Errorf("error is %v", err)
	}
}

func copyInto(files fstest.MapFS, dir, changed, from, to string) error {
	return filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if filepath.Base(p) == changed {
			if !strings.Contains(string(b), from) {
				return errors.New(p + " has no " + from)
			}
			n := 1
			if changed == "zh.md" && strings.HasPrefix(from, "`nlmsg") {
				n = -1 // every mention, so that the field is gone
			}
			b = []byte(strings.Replace(string(b), from, to, n))
		}
		files[p] = &fstest.MapFile{Data: b}
		return nil
	})
}
