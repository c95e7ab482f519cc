// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"netlinklab/lessons"
)

// coded is the lesson that mistakes in code are made in.
const coded = "17-hello-kernel"

// TestMistakesInCodeAreNamed changes one thing in a good lesson's code and looks
// for the error that says so.
func TestMistakesInCodeAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ file, from, to, want string }{
		"unknown field":      {"lesson.json", `"builds": [{"kind"`, `"builds": [{"sort"`, "code[0].stages[0].builds[0].sort: unknown field; there are kind, main, name, out"},
		"in an exercise":     {"lesson.json", `"hardcoded"`, `"hardcode"`, "code[0].exercise.hardcode: unknown field; there are prompt, hints, stage,"},
		"name":               {"lesson.json", `{"name": "echo",`, `{"name": "An echo",`, `code[0].name: is "An echo"; a code lab is called by small letters`},
		"stage twice":        {"lesson.json", `{"name": "compiles"`, `{"name": "printed"`, "code[0].stages[1].name: another stage is called printed already"},
		"language of a note": {"lesson.json", `"note": {"en"`, `"note": {"fr"`, "code[0].stages[0].note.en: is missing"},
		"missing file":       {"lesson.json", `"code/echo/compiles/user.c"`, `"code/echo/compiles/none.c"`, "code/echo/compiles/none.c: file does not exist; write it"},
		"stray file":         {"lesson.json", `, "code/echo/extended/hello.h"`, ``, "code/echo/extended/hello.h: nothing mentions this file"},
		"name of two files":  {"lesson.json", `"code/echo/compiles/user.c"`, `"code/echo/mended/module.c"`, "code[0].stages[1].files[1]: another file is called module.c already"},
		"kind":               {"lesson.json", `{"kind": "program"`, `{"kind": "rust"`, `builds[1].kind: is "rust"; there are program, module and go`},
		"main":               {"lesson.json", `"main": "user.c"`, `"main": "user.h"`, `is "user.h", which is no .c file of the stage; its files are user.c, module.c`},
		"name of a module":   {"lesson.json", `"name": "hello", "out": "hello.ko"`, `"name": "hallo", "out": "hello.ko"`, `out: is "hello.ko"; the module hallo becomes hallo.ko`},
		"out twice":          {"lesson.json", `"out": "printed"`, `"out": "printed_module.ko"`, "another build makes printed_module.ko already"},
		"no file of a build": {"lesson.json", `[{"name": "hello.ko"}, {"name": "user"}]`, `[{"name": "hello.ko"}]`, "code[0].stages[1].program.files: does not name user, which a build makes"},
		"file of no build":   {"lesson.json", `"op": "exec", "name": "user"`, `"op": "exec", "name": "loser"`, "program.steps[2].name: no build makes loser; they make hello.ko, user"},
		"id":                 {"lesson.json", `[{"name": "hello.ko"}, {"name": "user"}]`, `[{"name": "hello.ko", "id": "1"}, {"name": "user"}]`, "a file of a lesson's program has no id"},
		"unknown key":        {"lesson.json", `"timeout_ms": 20000`, `"timeout": 20000`, "code[0].stages[1].program.timeout: unknown key; a program has"},
		"unknown op":         {"lesson.json", `"op": "insert"`, `"op": "inject"`, "steps[1].op: unknown op; there are"},
		"neither":            {"lesson.json", `"recorded": "recorded/code-echo-compiles.json"`, `"recorded": ""`, "code[0].stages[1].recorded: a stage has either a recorded run, or the verdict"},
		"rule not kept":      {"lesson.json", `name=sendmsg ret=2064`, `name=sendmsg ret=2065`, "code[0].stages[1].check: the recorded run does not keep the rule return lane=user"},
		"changed source":     {"module.c", "static struct sock", "static  struct sock", "recorded/code-echo-compiles.json: is of another program"},
		"changed listing":    {"printed.c", "sock_fd", "sock_fed", "recorded/code-echo-printed.verdict.json: is of other sources"},
		"no verdict":         {"code-echo-printed.verdict.json", `"kernel"`, `"colonel"`, "code-echo-printed.verdict.json: is no verdict: "},
		"one variation":      {"lesson.json", `"check": [` + "\n" + `          {"rule": "received lane=client from=0 seq=1 payload=\"HELLO`, `"checks": [` + "\n" + `          {"rule": "received lane=client from=0 seq=1 payload=\"HELLO`, "variations[0].check: a variation needs a rule"},
		"solution":           {"lesson.json", `"code/echo/solution/module.c"`, `"files/echo.c"`, "code[0].exercise.solution[0]: replaces no file of the starter; its files are module.c"},
		"link to code":       {"en.md", "(#code-echo)", "(#code-ohce)", "links to a section code-ohce that is not in the text"},
		"proof":              {"lesson.json", `"code:echo/compiles"`, `"code:echo/complies"`, `nothing is called "code:echo/complies"`},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			if err := copyInto(files, coded, c.file, c.from, c.to); err != nil {
				t.Fatal(err)
			}
			if _, err := lessons.Load(files, moduleFiles); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error is %v\nwant %s", err, c.want)
			}
		})
	}
}
