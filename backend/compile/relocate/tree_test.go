// SPDX-License-Identifier: Apache-2.0

package relocate

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// system makes a small one with this machine's loader and a program.
func system(t *testing.T) Tree {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tree := Tree{SDK: filepath.Join(dir, "sdk"), Dir: filepath.Join(dir, "made", "tree")}
	read := func(path string) string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	program := read("/bin/cat")
	for name, file := range map[string]struct {
		text string
		mode fs.FileMode
	}{
		loader:                         {read("/lib64/ld-linux-x86-64.so.2"), 0o755},
		"usr/bin/real-cat":             {program, 0o755},
		"usr/bin/shell-script":         {"#! /bin/sh -e\nexit 0\n", 0o755},
		"usr/bin/other-script":         {"#!/opt/thing\n", 0o755},
		"usr/bin/text":                 {"no program", 0o755},
		"usr/lib/gcc/1/include/a/b.h":  {"b", 0o644},
		"usr/src/headers/Makefile":     {"include /usr/src/common/Makefile\n# end\n", 0o644},
		"usr/src/common/Makefile":      {"all:\n", 0o644},
		"usr/src/common/include/c.h":   {"c", 0o644},
		"usr/share/doc/nobody/asks.it": {"", 0o644},
	} {
		path := filepath.Join(tree.SDK, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(file.text), file.mode)); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{"usr/bin/cat": "/etc/alternatives/cat", "etc/alternatives/cat": "/usr/bin/real-cat", "bin": "usr/bin"} {
		path := filepath.Join(tree.SDK, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(target, path)); err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

func TestTree(t *testing.T) {
	tree := system(t)
	for range 2 { // the second finds it there
		if err := tree.Make(); err != nil {
			t.Fatal(err)
		}
	}
	// The program is found by two links, and runs with the loader of its system.
	cmd := exec.Command(filepath.Join(tree.Dir, "bin/cat"), "/proc/self/maps")
	cmd.Env = []string{}
	maps, err := cmd.Output()
	if err != nil || !bytes.Contains(maps, []byte(" "+filepath.Join(tree.SDK, loader)+"\n")) {
		t.Errorf("%v: its loader is not in\n%s", err, maps)
	}
	for name, want := range map[string]string{
		"usr/bin/shell-script":        "#!" + tree.Dir + "/bin/sh -e\nexit 0\n",
		"usr/bin/other-script":        "#!/opt/thing\n",
		"usr/bin/text":                "no program",
		"usr/src/headers/Makefile":    "include " + tree.Dir + "/usr/src/common/Makefile\n# end\n",
		"usr/src/common/include/c.h":  "c",
		"usr/lib/gcc/1/include/a/b.h": "b",
	} {
		b, err := os.ReadFile(filepath.Join(tree.Dir, name))
		if err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	for name, want := range map[string]string{
		"usr/src/common": filepath.Join(tree.SDK, "usr/src/common"), "usr/lib/gcc": filepath.Join(tree.SDK, "usr/lib/gcc"), "bin": "usr/bin",
	} {
		if target, err := os.Readlink(filepath.Join(tree.Dir, name)); err != nil || target != want {
			t.Errorf("%s is a link to %q, %v; not to %s", name, target, err, want)
		}
	}
	if _, err := os.Lstat(filepath.Join(tree.Dir, "usr/share")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what nobody needs is there: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(tree.Dir), ".new-*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestTreesOfGoneSystemsArePruned(t *testing.T) {
	tree := system(t)
	other := Tree{SDK: tree.SDK + "-2", Dir: tree.Dir + "-2"}
	if err := errors.Join(os.CopyFS(other.SDK, os.DirFS(tree.SDK)), tree.Make()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.Make(), os.RemoveAll(other.SDK), Prune(filepath.Dir(tree.Dir))); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(tree.Dir))
	if err != nil || len(left) != 1 || left[0].Name() != filepath.Base(tree.Dir) {
		t.Errorf("%v %v", left, err)
	}
}

func TestDamagedProgramIsTold(t *testing.T) {
	tree := system(t)
	path := filepath.Join(tree.SDK, "usr/bin/real-cat")
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	if err := tree.Make(); !errors.Is(err, errELF) || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
	left, err := os.ReadDir(filepath.Dir(tree.Dir))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
	if err := (Tree{SDK: t.TempDir(), Dir: tree.Dir}).Make(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of an empty folder: %v", err)
	}
}

func FuzzWithLoader(f *testing.F) {
	b, err := os.ReadFile("/bin/cat")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:4096])
	f.Add([]byte("\x7fELF"))
	f.Fuzz(func(t *testing.T, file []byte) {
		out, err := withLoader(file, "/a")
		if err == nil && out != nil && len(out) != len(file)+3 {
			t.Errorf("%d bytes became %d", len(file), len(out))
		}
	})
}
