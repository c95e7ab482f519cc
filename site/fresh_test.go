// SPDX-License-Identifier: Apache-2.0

package site_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The generated files are committed; this fails when a template changed and
// they did not. To mend it: go tool templ generate -path site
func TestGeneratedFilesAreFresh(t *testing.T) {
	dir := t.TempDir()
	templates, err := filepath.Glob("*.templ")
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates found (%v)", err)
	}
	for _, name := range templates {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "go", "tool", "templ", "generate", "-path", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range templates {
		file := name[:len(name)-len(".templ")] + "_templ.go"
		want, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is stale; run: go tool templ generate -path site", file)
		}
	}
}
