// SPDX-License-Identifier: Apache-2.0

package backend_test

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tree is a source tree as the checks see it: every file but what is built,
// downloaded or data.
type tree struct {
	files  map[string]string // text by path
	module string
}

// skipped are folders that hold no source of ours.
var skipped = []string{".git", "build", "node_modules", "dist", "testdata"}

// readTree reads the files that hold source.
func readTree(root fs.FS) (tree, error) {
	t := tree{files: map[string]string{}, module: "netlinklab"}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(skipped, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !isSource(name) {
			return nil
		}
		b, err := fs.ReadFile(root, name)
		t.files[name] = string(b)
		return err
	})
	return t, err
}

// isSource says whether a file is written by hand, or made from such, in a
// language that has comments.
func isSource(name string) bool {
	switch path.Ext(name) {
	case ".go", ".templ", ".js", ".mjs", ".css", ".c", ".h", ".sh":
		return true
	}
	return slices.Contains([]string{"Makefile", "Dockerfile", "Kbuild", ".ci/run"}, name) ||
		slices.Contains([]string{"Makefile", "Kbuild"}, path.Base(name))
}

// generated says whether a file is made by a program (go.dev/s/generatedcode).
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// goFile is what the checks need of a parsed Go file.
type goFile struct {
	name    string
	pkg     string // folder
	imports []string
	syntax  *ast.File
	fset    *token.FileSet
	test    bool
}

func (t tree) goFiles() ([]goFile, error) {
	var all []goFile
	for name, text := range t.files {
		if path.Ext(name) != ".go" {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		g := goFile{name: name, pkg: path.Dir(name), syntax: f, fset: fset, test: strings.HasSuffix(name, "_test.go")}
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			g.imports = append(g.imports, p)
		}
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b goFile) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// matches says whether a folder is meant by a pattern: "a/b", or "a/b/..." for
// that folder and all below.
func matches(pattern, folder string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return folder == below || strings.HasPrefix(folder, below+"/")
	}
	return pattern == folder
}

// checkArrows holds the imports of each package against its rule.
func checkArrows(module string, files []goFile, rules []rule) (bad []string) {
	for _, f := range files {
		i := slices.IndexFunc(rules, func(r rule) bool { return matches(r.folder, f.pkg) })
		if i < 0 {
			bad = append(bad, fmt.Sprintf("%s: no rule places the package %s; say in the table of arrows what it may import", f.name, f.pkg))
			continue
		}
		for _, imported := range f.imports {
			if why := rules[i].refuses(module, imported, f.test); why != "" {
				bad = append(bad, fmt.Sprintf("%s imports %s: %s", f.name, imported, why))
			}
		}
	}
	return bad
}

// refuses says why a package under the rule may not import another, "" if it may.
func (r rule) refuses(module, imported string, test bool) string {
	own, isOwn := strings.CutPrefix(imported, module+"/")
	switch {
	case isOwn:
		if r.allows(own) || test && (own == r.folder || matches(r.folder, own) || slices.ContainsFunc(r.tests, func(p string) bool { return matches(p, own) })) {
			return ""
		}
		return fmt.Sprintf("%s may import %s (%s)", r.folder, listOr(r.may, "nothing of ours"), r.why)
	case test:
		return ""
	case slices.ContainsFunc(r.never, func(p string) bool { return matches(p, imported) }):
		return fmt.Sprintf("%s does without it (%s)", r.folder, r.why)
	case r.onlyStandard && strings.Contains(strings.Split(imported, "/")[0], "."):
		return fmt.Sprintf("%s has the standard library only (%s)", r.folder, r.why)
	}
	return ""
}

func (r rule) allows(own string) bool {
	return slices.ContainsFunc(r.may, func(p string) bool { return matches(p, own) })
}

func listOr(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(list, ", ")
}

// checkComments wants one comment a package, on one file.
func checkComments(files []goFile) (bad []string) {
	commented := map[string][]string{}
	for _, f := range files {
		if f.test || matches("lessons/...", f.pkg) && strings.Contains(f.pkg, "/files/") {
			continue
		}
		commented[f.pkg] = commented[f.pkg]
		if f.syntax.Doc != nil && !generated.MatchString(f.syntax.Doc.Text()) {
			commented[f.pkg] = append(commented[f.pkg], path.Base(f.name))
		}
	}
	for pkg, in := range commented {
		if len(in) != 1 {
			bad = append(bad, fmt.Sprintf("%s has %d package comments (%s), not one", pkg, len(in), strings.Join(in, ", ")))
		}
	}
	slices.Sort(bad)
	return bad
}

// checkEndings wants that only programs end the process or write to a log that
// nobody gave them, and that nothing registers itself when it is imported.
func checkEndings(files []goFile) (bad []string) {
	for _, f := range files {
		if f.test || f.syntax.Name.Name == "main" {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					bad = append(bad, fmt.Sprintf("%s: func init: state comes from a constructor", f.fset.Position(n.Pos())))
				}
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if ok && x.Obj == nil && endsOrLogs.MatchString(x.Name+"."+n.Sel.Name) {
					bad = append(bad, fmt.Sprintf("%s: %s.%s: a library returns an error, or takes a logger", f.fset.Position(n.Pos()), x.Name, n.Sel.Name))
				}
			}
			return true
		})
	}
	return bad
}

var endsOrLogs = regexp.MustCompile(`^(os\.Exit|log\.(Fatal|Panic|Print)\w*|slog\.(Debug|Info|Warn|Error|Log|Default|SetDefault)(Context)?)$`)

// unfinished are the marks of what is still to be done, in pieces so that this
// file has none.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

// isLessonModule tells whether a file of a lesson's code becomes a part of the
// kernel: a module, or a header that it shares with a program.
func isLessonModule(name string) bool {
	return strings.HasPrefix(name, "lessons/") && strings.Contains(name, "/code/") &&
		(path.Base(name) == "module.c" || path.Ext(name) == ".h")
}

// checkFormat finds Go files that gofmt would write otherwise.
func (t tree) checkFormat() (bad []string) {
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		if path.Ext(name) != ".go" {
			continue
		}
		formatted, err := format.Source([]byte(t.files[name]))
		if err != nil {
			bad = append(bad, name+": "+err.Error())
		} else if string(formatted) != t.files[name] {
			bad = append(bad, name+" is not as gofmt writes it; run: gofmt -w "+name)
		}
	}
	return bad
}

// checkTexts wants a licence line, no marks of unfinished work, and files that
// can be read in one sitting.
func (t tree) checkTexts(longest int, longFor map[string]string) (bad []string) {
	for name, text := range t.files {
		if strings.Contains(name, "/files/printed") {
			continue // quoted from the source document, mistakes and all
		}
		want := "SPDX-License-Identifier: Apache-2.0"
		if matches("backend/module/netlink_test", path.Dir(name)) || isLessonModule(name) {
			want = "SPDX-License-Identifier: GPL-2.0-only"
		}
		head := strings.Join(strings.SplitN(text, "\n", 7)[:min(6, strings.Count(text, "\n"))], "\n")
		if !strings.Contains(head, want) {
			bad = append(bad, fmt.Sprintf("%s: its first lines do not say %s", name, want))
		}
		if m := unfinished.FindString(text); m != "" {
			bad = append(bad, fmt.Sprintf("%s: %s; finish it or file an issue", name, m))
		}
		isGenerated := generated.MatchString(text) || strings.HasSuffix(name, "_templ.go")
		most := longest
		if strings.HasSuffix(name, "_test.go") {
			most += longest / 2 // a test's tables and cases are read one at a time
		}
		if n := strings.Count(text, "\n"); n > most && longFor[name] == "" && !isGenerated {
			bad = append(bad, fmt.Sprintf("%s has %d lines; split it by what it holds (%d at most), or give a reason", name, n, most))
		}
	}
	for name := range longFor {
		if text, there := t.files[name]; !there || strings.Count(text, "\n") <= longest {
			bad = append(bad, fmt.Sprintf("%s needs no exception for its length", name))
		}
	}
	slices.Sort(bad)
	return bad
}

// checkTop wants nothing at the top but what belongs there.
func checkTop(root fs.FS, allowed []string) (bad []string, err error) {
	entries, err := fs.ReadDir(root, ".")
	for _, e := range entries {
		if !slices.Contains(allowed, e.Name()) {
			bad = append(bad, e.Name()+": the top level is fixed; put it where it belongs")
		}
	}
	return bad, err
}
