// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestListingsCompile compiles every listing but those that are shown with a
// compiler's verdict; that verdict is tested where the guest's compiler is.
func TestListingsCompile(t *testing.T) {
	needTools(t)
	files, err := filepath.Glob("*/files/*.c")
	if err != nil {
		t.Fatal(err)
	}
	compiled := 0
	for _, f := range files {
		if _, err := os.Stat(strings.TrimSuffix(f, ".c") + ".gcc.txt"); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		compiled++
		out, err := exec.Command("gcc", "-Wall", "-Wextra", "-Werror", "-o", filepath.Join(t.TempDir(), "a"), f).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
	}
	if compiled < 3 {
		t.Errorf("%d of %d listings were compiled", compiled, len(files))
	}
}

// TestGoListingsAreVetted builds and vets the Go programs.
func TestGoListingsAreVetted(t *testing.T) {
	needTools(t)
	files, err := filepath.Glob("*/files/go/*.go")
	if err != nil || len(files) < 2 {
		t.Fatalf("the programs are %v, %v", files, err)
	}
	for _, f := range files {
		if out, err := exec.Command("go", "vet", "./"+filepath.Dir(f)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
		if out, err := exec.Command("go", "build", "-o", os.DevNull, "./"+filepath.Dir(f)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
	}
}

func needTools(t *testing.T) {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs gcc and the go command; set NETLINKLAB_VM=1 to ask for it")
	}
}
