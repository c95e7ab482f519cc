// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func goJob(source string) Job {
	return Job{Kind: Go, Main: "main.go", Files: map[string][]byte{"main.go": []byte(source)}}
}

// TestGo builds Go programs where there is a toolchain.
func TestGo(t *testing.T) {
	c := newCompiler(t)
	if _, err := c.Compile(t.Context(), goJob("package main\nfunc main() {}\n"), nil); !errors.Is(err, ErrNoGo) {
		t.Errorf("without a toolchain: %v", err)
	}
	out, err := exec.Command("go", append([]string{"list", "-m"}, GoModules...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		versions[path] = version
	}
	prepare := c.ExpectGo(GoOptions{Folder: filepath.Join(t.TempDir(), "go"), Versions: versions, Idle: true})
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Compile(given, goJob("package main\nfunc main() {}\n"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("before the toolchain is prepared: %v", err)
	}
	if err := prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	j := goJob("package main\n\nimport (\n\t\"fmt\"\n\n\t\"github.com/mdlayher/netlink\"\n)\n\nfunc main() { fmt.Println(netlink.Request, word) }\n")
	j.Files["word.go"] = []byte("package main\n\nconst word = \"compiled\"\n")
	r := c.must(t, j)
	if !r.OK() || r.Rest != "" {
		t.Fatalf("%v %q %q", r.Diagnostics, r.Rest, r.Limit)
	}
	t.Logf("took %v, %d bytes", r.Took, len(r.Binary))
	path := filepath.Join(t.TempDir(), "user")
	if err := os.WriteFile(path, r.Binary, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(path).Output(); string(out) != "request compiled\n" {
		t.Errorf("%q, %v", out, err)
	}
	for source, want := range map[string]string{
		"package main\nfunc main() { x() }\n":                                                      "main.go:2:15: error: undefined: x",
		"package main\nimport \"github.com/else/where\"\nfunc main() {}\n":                         "main.go:2:8: error: cannot find module providing package github.com/else/where",
		"package main\nimport _ \"embed\"\n//go:embed /etc/passwd\nvar s string\nfunc main() {}\n": "main.go:3:12: error: pattern /etc/passwd: invalid pattern syntax",
		"package main\nimport \"C\"\nfunc main() {}\n":                                             "",
	} {
		r := c.must(t, goJob(source))
		said := r.Rest
		for _, d := range r.Diagnostics {
			said += d.String() + "\n"
		}
		if r.OK() || !strings.Contains(said, want) {
			t.Errorf("%q", said)
		}
	}
}
