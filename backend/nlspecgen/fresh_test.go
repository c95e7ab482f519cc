// SPDX-License-Identifier: Apache-2.0

package nlspecgen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"netlinklab/backend/nlspecgen"
)

const tables = "../../wasm/nlspec"

func TestTablesAreFresh(t *testing.T) {
	for _, name := range []string{"tables.go", "tables_lesson.go"} {
		b, err := os.ReadFile(filepath.Join(tables, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := nlspecgen.Fresh(b, filepath.Join(tables, "specs")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := nlspecgen.Fresh(append(b, ' '), filepath.Join(tables, "specs")); err == nil {
			t.Errorf("%s: a change by hand is not noticed", name)
		}
		if err := nlspecgen.Fresh(b, "."); err == nil {
			t.Errorf("%s: other specs are not noticed", name)
		}
	}
}

// TestTablesNeedNoStart compiles the package and finds nothing in it that the
// runtime would call at start (an inittask): the tables are data of the program.
func TestTablesNeedNoStart(t *testing.T) {
	for _, tag := range []string{"", "lesson"} {
		archive := filepath.Join(t.TempDir(), "nlspec.a")
		if said, err := exec.Command("go", "build", "-tags", tag, "-o", archive, "netlinklab/wasm/nlspec").CombinedOutput(); err != nil {
			t.Fatalf("go build: %v: %s", err, said)
		}
		symbols, err := exec.Command("go", "tool", "nm", archive).CombinedOutput()
		if err != nil {
			t.Fatalf("go tool nm: %v: %s", err, symbols)
		}
		if regexp.MustCompile(`(?m) [DR] netlinklab/wasm/nlspec\.attrs$`).Find(symbols) == nil {
			t.Errorf("tags %q: the tables are no data", tag)
		}
		if found := regexp.MustCompile(`(?m)^.* netlinklab/wasm/nlspec\.\.inittask$`).Find(symbols); found != nil {
			t.Errorf("tags %q: work at start: %s", tag, found)
		}
	}
}
