// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
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

// TestTheModuleAnswersInsideSendmsg asks the recorded labs: what the module
// logs, it logs between the sender's call and its return.
func TestTheModuleAnswersInsideSendmsg(t *testing.T) {
	all, err := lessons.Load(lessons.FS(), moduleFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		logged, inside := 0, ""
		for _, e := range l.Lab.Recorded.Events {
			switch {
			case e.Kind == labproto.KindEnter && strings.HasPrefix(e.Name, "send"):
				inside = e.Lane
			case e.Kind == labproto.KindReturn && e.Lane == inside:
				inside = ""
			case e.Kind == labproto.KindLog && !strings.Contains(e.Text, ": protocol 30 is "): // loading is no message
				logged++
				if inside == "" {
					t.Errorf("%s: %q is logged outside any call", l.String(), e.Text)
				}
			}
		}
		if logged == 0 && l.Lab.Protocol == 30 {
			t.Errorf("%s: the module logs nothing", l.String())
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
