// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func goJob(source string) Job {
	return Job{Kind: Go, Main: "main.go", Files: map[string][]byte{"main.go": []byte(source)}}
}

// TestWhenIdle looks how what is done in the background is scheduled, by this
// process and by one that it starts.
func TestWhenIdle(t *testing.T) {
	err := whenIdle(func() error {
		attr, err := unix.SchedGetAttr(0, 0)
		if err != nil {
			return err
		}
		stat, err := exec.Command("cat", "/proc/self/stat").Output()
		if err != nil {
			return err
		}
		// The 41st field is the policy (proc_pid_stat(5)).
		if f := strings.Fields(string(stat)); attr.Policy != unix.SCHED_IDLE || len(f) < 41 || f[40] != strconv.Itoa(unix.SCHED_IDLE) {
			t.Errorf("policy %d; %s", attr.Policy, stat)
		}
		return ErrNoGo
	})
	if !errors.Is(err, ErrNoGo) {
		t.Error(err)
	}
}

// TestWaitingJobHurries looks how what is prepared in the background is scheduled
// once a job waits for it.
func TestWaitingJobHurries(t *testing.T) {
	e := expectation{wanted: make(chan struct{})}
	m := goMaker{idle: true, wanted: e.wanted}
	var policies []uint32
	err := m.patiently(t.Context(), func(ctx context.Context) error {
		attr, err := unix.SchedGetAttr(0, 0)
		if err != nil {
			return err
		}
		policies = append(policies, attr.Policy)
		if len(policies) == 1 {
			close(e.wanted)
			<-ctx.Done() // a command that the idle processor never finishes
		}
		return ctx.Err()
	})
	if err != nil || !slices.Equal(policies, []uint32{unix.SCHED_IDLE, unix.SCHED_NORMAL}) {
		t.Errorf("%v, policies %v", err, policies)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	m.wanted = make(chan struct{})
	if err := m.patiently(ended, func(ctx context.Context) error { return ctx.Err() }); !errors.Is(err, context.Canceled) {
		t.Errorf("after the server's end: %v", err)
	}
}

// TestGo builds Go programs where there is a toolchain.
func TestGo(t *testing.T) {
	c := newCompiler(t)
	if _, err := c.Compile(t.Context(), goJob("package main\nfunc main() {}\n"), nil); !errors.Is(err, ErrNoGo) {
		t.Errorf("without a toolchain: %v", err)
	}
	folder := GoOptions{Folder: filepath.Join(t.TempDir(), "go")}
	prepare := c.ExpectGo(folder)
	given, cancel := context.WithCancel(t.Context())
	var told []Progress
	if _, err := c.Compile(given, goJob("package main\nfunc main() {}\n"), func(p Progress) {
		told = append(told, p)
		cancel()
	}); !errors.Is(err, context.Canceled) || !slices.Equal(told, []Progress{{Preparing: PreparingGo}}) {
		t.Errorf("before the toolchain is prepared: %v, told %v", err, told)
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
	other := newCompilerIn(t, "landlock", newest)
	if err := other.ExpectGo(folder)(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := other.must(t, j); !bytes.Equal(again.Binary, r.Binary) {
		t.Errorf("with Landlock: %d bytes, %v %q %q", len(again.Binary), again.Diagnostics, again.Rest, again.Limit)
	}
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
