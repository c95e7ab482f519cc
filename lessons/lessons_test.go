// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"os"
	"os/exec"
	"path/filepath"
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
		if len(l.Lab.Recorded.Events) == 0 || len(l.Lab.Sources) == 0 {
			t.Errorf("%s: %d events, %d sources", l.Slug, len(l.Lab.Recorded.Events), len(l.Lab.Sources))
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
		"unknown field":    {"lesson.json", `"minutes"`, `"minute"`, `lesson.json: json: unknown field "minute"`},
		"missing language": {"lesson.json", `"zh": "前面这十六个字节"`, `"de": "x"`, "title.zh: is missing"},
		"bad step":         {"lesson.json", `"op": "bind"`, `"op": "bend"`, "lab.program.steps[1].op: unknown op"},
		"edit no send":     {"lesson.json", `"edit": 2`, `"edit": 1`, "lab.edit: step 1 is not a send"},
		"other program":    {"lesson.json", `"port": 1`, `"port": 3`, "of another program"},
		"verdict":          {"lesson.json", `"verdict": "proved"`, `"verdict": "maybe"`, `verdict: "maybe"`},
		"missing source":   {"lesson.json", "files/header.c", "files/none.c", "files/none.c: file does not exist"},
		"missing section":  {"zh.md", "## 动手", "动手", "zh.md: has sections"},
	} {
		files := fstest.MapFS{dir + "/stray.txt": {Data: []byte("x")}}
		if err := copyInto(files, dir, c.file, c.from, c.to); err != nil {
			t.Fatal(err)
		}
		_, err := lessons.Load(files, moduleFiles)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want %q in it", name, err, c.want)
		}
		if name == "unknown field" {
			continue // nothing else can be said of a document that cannot be read
		}
		if err == nil || !strings.Contains(err.Error(), "stray.txt: nothing mentions this file") {
			t.Errorf("%s: the stray file is not named: %v", name, err)
		}
	}
}

func copyInto(files fstest.MapFS, dir, changed, from, to string) error {
	return filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err == nil && filepath.Base(p) == changed {
			b = []byte(strings.Replace(string(b), from, to, 1))
		}
		files[p] = &fstest.MapFile{Data: b}
		return err
	})
}

func TestListingsCompile(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs gcc; set NETLINKLAB_VM=1 to ask for it")
	}
	files, err := filepath.Glob("*/files/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no listings: %v", err)
	}
	for _, f := range files {
		out, err := exec.Command("gcc", "-Wall", "-Wextra", "-Werror", "-o", filepath.Join(t.TempDir(), "a"), f).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
	}
}
