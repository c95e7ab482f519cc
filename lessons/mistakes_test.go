// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"netlinklab/lessons"
)

// mistaken is the lesson that mistakes are made in.
const mistaken = "07-header-anatomy"

// mistakes change one thing in a file of the lesson; want is what is said of it.
var mistakes = map[string]struct {
	file, from, to, want string
}{
	"unknown field":     {"lesson.json", `"minutes"`, `"minute"`, "lesson.json:7: minute: unknown field; there are title, summary, minutes, lab, trials, code, claims, exercise"},
	"unknown in a list": {"lesson.json", `{"rule"`, `{"rules"`, "exercise.check[0].rules: unknown field; there are rule, else"},
	"no JSON":           {"lesson.json", `"edit": 2,`, `"edit": 2`, "lesson.json:11: "},
	"wrong type":        {"lesson.json", `"edit": 2`, `"edit": "2"`, "lesson.json:10: lab.edit: is a string, and should be a whole number"},
	"missing language":  {"lesson.json", `"zh": "最前面的十六个字节"`, `"de": "x"`, "lesson.json:2: title.zh: is missing; every language"},
	"other language":    {"lesson.json", `"zh": "最前面的十六个字节"`, `"de": "x"`, "title.de: is a language that the site does not have; there are en, zh"},
	"half-width mark":   {"lesson.json", "先算出第一个字节该是多少，再", "先算出第一个字节该是多少,再", "exercise.prompt.zh: has , after a Chinese character"},
	"bad step":          {"lesson.json", `"op": "bind"`, `"op": "bend"`, "lesson.json:15: lab.program.steps[1].op: unknown op; there are open bind"},
	"edit no send":      {"lesson.json", `"edit": 2`, `"edit": 1`, "lesson.json:10: lab.edit: step 1 is not a send; name the position"},
	"edit nowhere":      {"lesson.json", `"edit": 2`, `"edit": -1`, "lab.edit: step -1 is not a send"},
	"other program":     {"lesson.json", `"port": 1`, `"port": 3`, "recorded/lab.json: is of another program than lab.recorded has; record it again with: netlinklab lessons record"},
	"other solution":    {"lesson.json", "01000000 6869", "01000000 6869 0000", "recorded/solution.json: is of another program"},
	"no transcript":     {"lab.json", `"kernel"`, `"colonel"`, "recorded/lab.json: is no transcript: "},
	"solution no hex":   {"lesson.json", "01000000 6869", "01000000 686", "exercise.solution: is not a message in hex: an even number"},
	"bad rule":          {"lesson.json", `"rule": "sent lane=client size=18"`, `"rule": "seen lane=client"`, "exercise.check[0].rule: at byte 0: a rule begins with sent"},
	"rule not kept":     {"lesson.json", `"rule": "sent lane=client size=18"`, `"rule": "sent lane=client size=19"`, "exercise.solution: does not keep the rule sent lane=client size=19"},
	"lab's rule":        {"lesson.json", "size=24 len=21 flags=0", "size=25 len=21 flags=0", "lab.check: the recorded run does not keep the rule received lane=client"},
	"trial's rule":      {"lesson.json", `"no received"`, `"received"`, "trials[0].check: the recorded run does not keep the rule received;"},
	"trial's name":      {"lesson.json", `"name": "long"`, `"name": "Too long"`, `trials[0].name: is "Too long"; a trial is called by small letters`},
	"trial twice":       {"lesson.json", `"name": "padded"`, `"name": "long"`, "trials[1].name: another trial is called long already"},
	"trial's hex":       {"lesson.json", `"message": "18000000`, `"message": "1800000`, "trials[0].message: is not a message in hex"},
	"trial not offered": {"en.md", "(try:noop)", "(try:done)", "en.md: never offers the trial noop; link it as [words](try:noop)"},
	"no such trial":     {"en.md", "(try:noop)", "(try:knock)", "en.md:61: links to a trial knock that lesson.json does not have"},
	"no such lesson":    {"en.md", "(try:noop)", "(hello-nobody)", "en.md:61: links to a lesson hello-nobody that does not exist; there are header-anatomy"},
	"no such section":   {"en.md", "(try:noop)", "(#byte-ordure)", "en.md:61: links to a section byte-ordure that is not in the text; its sections are "},
	"link in one only":  {"zh.md", "(try:sequence)", "(try:pid)", "zh.md: never links to try:sequence, as en.md:"},
	"verdict":           {"lesson.json", `"verdict": "proved"`, `"verdict": "maybe"`, `verdict: is "maybe"; there are proved and corrected`},
	"proof":             {"lesson.json", `"proof": "bare"`, `"proof": "hearsay"`, `claims[0].proof: nothing is called "hearsay"; what shows a claim is one of lab, source, long`},
	"missing source":    {"lesson.json", "files/header.c", "files/none.c", "files/none.c: file does not exist; write it, or take its name out of lesson.json"},
	"no module source":  {"lesson.json", "module:netlink_test.h", "module:none.h", "lab.sources: the module has no file none.h; it has Makefile, netlink_test.c"},
	"tab in JSON":       {"lesson.json", `  "minutes"`, "\t\"minutes\"", "lesson.json:7: holds a tab; indent with spaces"},
	"tab in prose":      {"en.md", "Press Run. ", "Press Run.\t", "en.md:3: holds a tab outside code"},
	"CR LF":             {"en.md", "\n", "\r\n", "en.md:1: ends with CR LF; save the file with Unix line ends"},
	"byte order mark":   {"zh.md", "##", "\xef\xbb\xbf##", "zh.md:1: begins with a byte order mark"},
	"no UTF-8":          {"zh.md", "先按", "\xcf\xc8", "zh.md:3: is not UTF-8"},
	"too large":         {"header.c", "int main", "/* " + strings.Repeat("x", 70_000) + " */ int main", "files/header.c: is 7"},
	"missing section":   {"zh.md", "## 字节序", "字节序", "zh.md: lacks the section of en.md:73; both languages have the same sections"},
	"level of section":  {"zh.md", "## 字节序", "### 字节序", "zh.md:73: has a heading of level 3 where en.md:73 has level 2"},
	"missing field":     {"zh.md", "`nlmsg_seq`", "序号", "zh.md: never names the field nlmsg_seq, as en.md:"},
	"missing code":      {"zh.md", "```c", "```go", "zh.md:29: has code blocks in go where en.md has c"},
	"no space":          {"zh.md", "两个数在 C 里", "两个数在C 里", `zh.md:7: needs a space between 在 and C in`},
	"bytes of nobody":   {"en.md", "`15 00 00 00`", "`15 00 00 01`", "en.md:75: quotes the bytes 15 00 00 01, which no message of the lesson has"},
	"raw HTML":          {"en.md", "Press Run.", "Press <b>Run</b>.", "en.md:3: holds raw HTML, which is not shown; write Markdown"},
	"image":             {"en.md", "Press Run.", "![Run](https://example.org/run.png)", "en.md:3: holds an image"},
}

// TestMistakesAreNamed changes one thing in a good lesson and looks for the
// error that says so, and for that of a file that nobody mentions.
func TestMistakesAreNamed(t *testing.T) {
	for name, c := range mistakes {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{mistaken + "/stray.txt": {Data: []byte("x")}}
			if err := copyInto(files, mistaken, c.file, c.from, c.to); err != nil {
				t.Fatal(err)
			}
			_, err := lessons.Load(files, moduleFiles)
			var problems lessons.Problems
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error is %v\nwant %s", err, c.want)
			}
			if name == "no JSON" || name == "wrong type" {
				return // nothing else can be said of a document that cannot be read
			}
			if !strings.Contains(err.Error(), "stray.txt: nothing mentions this file; name it in lesson.json or remove it") {
				t.Errorf("the stray file is not named: %v", err)
			}
		})
	}
}

// TestTwoLessonsCannotBeOne gives a lesson a neighbour with its number, and one
// with its slug.
func TestTwoLessonsCannotBeOne(t *testing.T) {
	for neighbour, want := range map[string]string{
		"07-zero-anatomy":   "07-zero-anatomy: has the number of 07-header-anatomy; give it one that is free",
		"08-header-anatomy": "has the slug of ",
	} {
		files := fstest.MapFS{}
		for _, dir := range []string{mistaken, neighbour} {
			if err := copyInto(files, mistaken, "", "", ""); err != nil {
				t.Fatal(err)
			}
			for name, f := range files {
				files[strings.Replace(name, mistaken, dir, 1)] = f
			}
		}
		_, err := lessons.Load(files, moduleFiles)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v\nwant %s", neighbour, err, want)
		}
	}
}

func TestFolderNames(t *testing.T) {
	for name, want := range map[string]string{
		"lesson-8/en.md": "lesson-8: a lesson's folder is called NN-slug",
		"notes.txt":      "notes.txt: is no lesson; remove it",
	} {
		_, err := lessons.Load(fstest.MapFS{name: {}}, moduleFiles)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v\nwant %s", err, want)
		}
	}
}

// copyInto copies a lesson, with one thing changed in the files of a name. A
// line end is changed everywhere, a field's name as well, so that it is gone.
func copyInto(files fstest.MapFS, dir, changed, from, to string) error {
	found := changed == ""
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if filepath.Base(p) == changed && bytes.Contains(b, []byte(from)) {
			n := 1
			if from == "\n" || strings.HasPrefix(from, "`nlmsg") {
				n = -1
			}
			b = bytes.Replace(b, []byte(from), []byte(to), n)
			found = true
		}
		files[filepath.ToSlash(p)] = &fstest.MapFile{Data: b}
		return nil
	})
	if err == nil && !found {
		return errors.New(changed + " has no " + from)
	}
	return err
}
