// SPDX-License-Identifier: Apache-2.0

package backend_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// rule says what the packages of a folder may import.
type rule struct {
	// folder is a package's folder, or with "/..." all below it too. The first
	// rule that fits counts.
	folder string
	// may are the packages of ours that it may import.
	may []string
	// tests are further ones that its tests may import.
	tests []string
	// onlyStandard leaves third-party modules out; never leaves out others.
	onlyStandard bool
	never        []string
	why          string
}

// browserBans are packages that would double what a reader downloads, or that
// do what the pure half must not: input, output, time.
var browserBans = []string{"fmt", "reflect", "encoding/json", "net/...", "time", "os/...", "log/...", "syscall/...", "context"}

// arrows is the design's picture of the parts, as a table.
var arrows = []rule{
	{folder: "wasm", may: []string{"wasm/..."}, onlyStandard: true, never: []string{"fmt", "reflect", "encoding/json", "net/...", "time", "os/..."},
		why: "it is what the browser downloads; only here is syscall/js"},
	{folder: "wasm/labproto", onlyStandard: true, never: browserBans, why: "page, server and guest share it, so it rests on nothing"},
	{folder: "wasm/nlspec", onlyStandard: true, never: browserBans, why: "tables of names"},
	{folder: "wasm/nlmsg", may: []string{"wasm/nlspec"}, onlyStandard: true, never: browserBans, why: "the codec knows names and nothing else"},
	{folder: "wasm/check", may: []string{"wasm/labproto", "wasm/nlmsg", "wasm/nlspec"}, onlyStandard: true, never: browserBans, why: "a check is a function of a transcript"},
	{folder: "wasm/jsondoc", onlyStandard: true, never: browserBans, why: "it reads JSON, whatever it means"},
	{folder: "wasm/nlbuild", may: []string{"wasm/nlmsg", "wasm/nlspec", "wasm/jsondoc"}, onlyStandard: true, never: browserBans, why: "documents and the codec's messages"},
	{folder: "wasm/intake", may: []string{"wasm/fieldtext", "wasm/hextext", "wasm/pcap", "wasm/nlmsg", "wasm/nlspec"}, onlyStandard: true, never: browserBans, why: "bytes in all their dresses"},
	{folder: "wasm/...", may: []string{"wasm/labproto", "wasm/nlmsg", "wasm/nlspec"}, tests: []string{"wasm/..."}, onlyStandard: true, never: browserBans,
		why: "the pure half: no input, no output, small in the browser"},
	{folder: "lessons", may: []string{"wasm/check", "wasm/labproto", "wasm/nlmsg", "wasm/nlspec"}, why: "lessons are data, judged by the pure half"},
	{folder: "lessons/...", why: "programs that lessons show stand alone"},
	{folder: "static", why: "built files and words"},
	{folder: "site", may: []string{"lessons", "wasm/..."}, tests: []string{"static"}, why: "pages are pure functions of lessons and words"},
	{folder: "backend", why: "it has no code, only this test"},
	{folder: "backend/module", why: "the kernel module's sources, embedded"},
	{folder: "backend/nlspecgen", may: []string{"wasm/nlspec"}, tests: []string{"backend/guest/guesttest"}, why: "it writes the tables"},
	{folder: "backend/agent/...", may: []string{"backend/agent/...", "wasm/labproto"}, never: []string{"net/http", "log/slog"},
		why: "it is pid 1 in the guest and knows the protocol, not the server"},
	{folder: "backend/guest", may: []string{"backend/module"}, why: "it builds from sources, whatever runs the result"},
	{folder: "backend/guest/guesttest", may: []string{"backend/guest"}, why: "it loads for tests what was built"},
	{folder: "backend/niceness", never: []string{"os/exec"}, why: "it knows processes by their numbers"},
	{folder: "backend/sandbox", may: []string{"wasm/labproto"}, tests: []string{"backend/sandbox/sandboxtest"}, why: "a pool knows machines by their interface"},
	{folder: "backend/sandbox/sandboxtest", may: []string{"backend/sandbox", "wasm/labproto"}, why: "the fake and what every machine must do"},
	{folder: "backend/sandbox/qemu/qemutest", may: []string{"backend/guest/guesttest", "backend/sandbox", "backend/sandbox/qemu", "wasm/labproto"}, why: "real machines for tests"},
	{folder: "backend/sandbox/qemu", may: []string{"backend/sandbox", "backend/guest", "backend/niceness", "wasm/labproto"}, tests: []string{"backend/guest/guesttest", "backend/sandbox/qemu/qemutest", "backend/sandbox/sandboxtest"},
		why: "machines know nothing of learners"},
	{folder: "backend/compile/confine", why: "it confines a thread, whatever runs on it"},
	{folder: "backend/compile/relocate", why: "it moves a Debian system's compiler"},
	{folder: "backend/compile", may: []string{"backend/compile/...", "backend/guest", "backend/niceness", "wasm/labproto"}, tests: []string{"backend/guest/guesttest"}, why: "it turns C into programs, for whoever asks"},
	{folder: "backend/oops", may: []string{"wasm/labproto"}, never: []string{"os/...", "net/..."}, why: "it reads texts and modules that it is given"},
	{folder: "backend/hub", may: []string{"backend/oops", "backend/sandbox", "wasm/labproto"}, tests: []string{"backend/sandbox/sandboxtest"}, never: []string{"os/exec"},
		why: "it relays frames between pages and machines, whatever they are"},
	{folder: "backend/web", may: []string{"lessons", "site", "static"}, tests: []string{"backend/module"}, never: []string{"os/exec"}, why: "it knows pages; the hub comes as an interface"},
	{folder: "backend/listing", may: []string{"wasm/nlmsg"}, tests: []string{"wasm/...", "static"}, why: "it prints trees, wherever they come from"},
	{folder: "backend/capture", may: []string{"wasm/nlspec"}, tests: []string{"wasm/nlmsg"}, why: "it hears sockets and knows groups' names; bytes are others' to read"},
	{folder: "backend/oracle", tests: []string{"wasm/...", "backend/guest", "backend/sandbox/..."}, why: "it has tests only: what other programs say of the same bytes"},
	{folder: "backend/compose", may: []string{"wasm/jsondoc", "wasm/labproto", "wasm/nlbuild", "wasm/nlmsg"}, tests: []string{"backend/listing", "wasm/..."}, why: "documents to bytes; who reads and writes files is not its matter"},
	{folder: "backend/codecbench", may: []string{"wasm/nlmsg"}, why: "it measures the codec, and runs in wasm too"},
	{folder: "backend/cmd/codecbench", may: []string{"backend/codecbench"}, why: "wiring"},
	{folder: "backend/cmd/setup", why: "it has to run in a fresh clone, before anything is built"},
	{folder: "backend/cmd/nlspecgen", may: []string{"backend/nlspecgen"}, why: "wiring"},
	{folder: "backend/cmd/netlinklab", may: []string{"backend/...", "lessons", "site", "static", "wasm/..."}, why: "wiring: all may be named here, and nobody imports it"},
}

// top is what the repository has at its top; build is made, not kept.
var top = []string{
	".ci", ".dockerignore", ".editorconfig", ".git", ".gitattributes", ".gitignore", "Dockerfile", "LICENSE", "Makefile", "README.md",
	"backend", "build", "go.mod", "go.sum", "lessons", "site", "static", "wasm",
}

// longFor gives reasons for files that are longer than longest lines.
var longFor = map[string]string{}

const longest = 400

func readRepository(t *testing.T) (tree, []goFile) {
	t.Helper()
	src, err := readTree(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	files, err := src.goFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("only %d Go files were found", len(files))
	}
	return src, files
}

func complain(t *testing.T, bad []string) {
	t.Helper()
	for _, b := range bad {
		t.Error(b)
	}
}

func TestArrows(t *testing.T) {
	src, files := readRepository(t)
	complain(t, checkArrows(src.module, files, arrows))
}

func TestPackageComments(t *testing.T) {
	_, files := readRepository(t)
	complain(t, checkComments(files))
}

func TestLibrariesNeitherLogNorExit(t *testing.T) {
	_, files := readRepository(t)
	complain(t, checkEndings(files))
}

func TestTexts(t *testing.T) {
	src, _ := readRepository(t)
	complain(t, src.checkTexts(longest, longFor))
}

func TestFormat(t *testing.T) {
	src, _ := readRepository(t)
	complain(t, src.checkFormat())
}

func TestTopLevel(t *testing.T) {
	bad, err := checkTop(os.DirFS(".."), top)
	if err != nil {
		t.Fatal(err)
	}
	complain(t, bad)
}

// TestChecksFail shows each check a tree that breaks it.
func TestChecksFail(t *testing.T) {
	const spdx = "// SPDX-License-Identifier: Apache-2.0\n\n"
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	root := fstest.MapFS{
		"wasm/nlmsg/up.go":       file(spdx + "// Package nlmsg is commented.\npackage nlmsg\n\nimport (\n\t\"fmt\"\n\t\"example.org/third\"\n\t\"netlinklab/backend/hub\"\n)\n"),
		"wasm/nlmsg/twice.go":    file(spdx + "// Package nlmsg is commented again.\npackage nlmsg\n"),
		"backend/hub/hub.go":     file(spdx + "package hub\n\nimport (\n\t\"log\"\n\t\"os\"\n\n\t\"netlinklab/backend/sandbox/qemu\"\n)\n\nfunc init() { log.Print(qemu.New); os.Exit(1) }\n"),
		"backend/util/util.go":   file(spdx + "// Package util has no place.\npackage util\n"),
		"backend/web/bare.go":    file("// Package web has no licence line.\npackage web\n"),
		"backend/web/later.go":   file(spdx + "package web\n\n// TO" + "DO: later\n"),
		"backend/web/long.go":    file(spdx + "package web\n" + strings.Repeat("\n", longest)),
		"site/page_templ.go":     file(spdx + "// Package site is commented.\npackage site\n" + strings.Repeat("\n", longest)),
		"site/node_modules/x.js": file("nobody's"),
		"notes.txt":              file("to whom it may concern"),
	}
	src, err := readTree(root)
	if err != nil {
		t.Fatal(err)
	}
	files, err := src.goFiles()
	if err != nil {
		t.Fatal(err)
	}
	topBad, err := checkTop(root, top)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		check string
		bad   []string
		want  []string
	}{
		{"arrows", checkArrows(src.module, files, arrows), []string{
			"backend/hub/hub.go imports netlinklab/backend/sandbox/qemu: ", "backend/util/util.go: no rule places the package",
			"wasm/nlmsg/up.go imports fmt: ", "wasm/nlmsg/up.go imports example.org/third: ", "wasm/nlmsg/up.go imports netlinklab/backend/hub: "}},
		{"comments", checkComments(files), []string{"backend/hub has 0 package comments", "wasm/nlmsg has 2 package comments"}},
		{"endings", checkEndings(files), []string{"func init: ", "log.Print: ", "os.Exit: "}},
		{"texts", src.checkTexts(longest, map[string]string{"backend/web/bare.go": "once long"}), []string{
			"backend/web/bare.go needs no exception", "backend/web/bare.go: its first lines", "backend/web/later.go: TO" + "DO; ", "backend/web/long.go has 403 lines"}},
		{"format", src.checkFormat(), []string{"backend/web/long.go ", "site/page_templ.go ", "wasm/nlmsg/up.go "}},
		{"top", topBad, []string{"notes.txt: "}},
	} {
		if len(tt.bad) != len(tt.want) {
			t.Errorf("%s: %d complaints, not %d:\n%s", tt.check, len(tt.bad), len(tt.want), strings.Join(tt.bad, "\n"))
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(tt.bad[i], want) {
				t.Errorf("%s: %q does not hold %q", tt.check, tt.bad[i], want)
			}
		}
	}
}
