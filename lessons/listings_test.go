// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// asPrinted is a listing that does not compile, and what gcc said to it.
const asPrinted = "17-hello-kernel/files/printed.c"

func TestListingsCompile(t *testing.T) {
	needGCC(t)
	files, err := filepath.Glob("*/files/*.c")
	if err != nil || len(files) < 4 {
		t.Fatalf("the listings are %v, %v", files, err)
	}
	for _, f := range files {
		if f == asPrinted {
			continue
		}
		out, err := exec.Command("gcc", "-Wall", "-Wextra", "-Werror", "-o", filepath.Join(t.TempDir(), "a"), f).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
	}
}

// TestPrintedListing asks gcc again. Its wording changes from version to
// version; the lines that it cannot compile do not.
func TestPrintedListing(t *testing.T) {
	needGCC(t)
	kept, err := os.ReadFile("17-hello-kernel/files/printed.gcc.txt")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("gcc", "-std=gnu11", "-Wall", "-Wextra", "-c", "-o", os.DevNull, asPrinted).CombinedOutput()
	if err == nil {
		t.Error("the listing compiles")
	}
	for _, line := range complaints(kept, "error") {
		if got := append(complaints(out, "error"), complaints(out, "warning")...); !slices.Contains(got, line) {
			t.Errorf("gcc says nothing of line %s any more; it says\n%s", line, out)
		}
	}
	if len(complaints(kept, "error")) == 0 {
		t.Error("the kept verdict names no error")
	}
}

func needGCC(t *testing.T) {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs gcc; set NETLINKLAB_VM=1 to ask for it")
	}
}

// complaints gives the line numbers of a compiler's errors or warnings.
func complaints(out []byte, kind string) []string {
	var lines []string
	for _, m := range regexp.MustCompile(`(?m)printed\.c:([0-9]+):[0-9]+: `+kind+`:`).FindAllSubmatch(out, -1) {
		lines = append(lines, string(m[1]))
	}
	return lines
}
