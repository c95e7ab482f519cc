// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest/guesttest"
)

var update = flag.Bool("update", false, "write the verdicts of compilers anew")

// verdictEnding is what a listing's verdict is called: printed.c has
// printed.gcc.txt beside it.
const verdictEnding = ".gcc.txt"

// TestVerdictsHold compiles every listing that is shown with a compiler's
// verdict, with the guest's own gcc and kernel headers, and compares word by
// word. -update writes the verdicts anew.
func TestVerdictsHold(t *testing.T) {
	image, _ := guesttest.Image(t)
	compiler, err := compile.New(t.Context(), compile.Options{Image: image})
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := filepath.Glob("../../../lessons/*/files/*" + verdictEnding)
	if err != nil || len(verdicts) == 0 {
		t.Fatalf("the verdicts are %v, %v", verdicts, err)
	}
	for _, file := range verdicts {
		t.Run(strings.TrimPrefix(file, "../../../lessons/"), func(t *testing.T) {
			job := listingJob(t, strings.TrimSuffix(file, verdictEnding)+".c")
			r, err := compiler.Compile(t.Context(), job, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Limit != "" {
				t.Fatalf("the compiler was ended at a limit: %s", r.Limit)
			}
			if r.OK() || len(r.Diagnostics) == 0 {
				t.Fatalf("the listing compiles; %s says that it does not", file)
			}
			got := fmt.Sprintf("# gcc 14 of Debian 13, Linux %s\n", image.Release)
			for _, d := range r.Diagnostics {
				if d.Severity != compile.Note { // notes name places in headers
					got += d.String() + "\n"
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			kept, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// The first line names the kernel; a newer one may say the same.
			if d := cmp.Diff(strings.Split(string(kept), "\n")[1:], strings.Split(got, "\n")[1:]); d != "" {
				t.Errorf("kept (-) and said (+) differ; write them anew with -update:\n%s", d)
			}
		})
	}
}

// listingJob is the job that compiles a lesson's C file.
func listingJob(t *testing.T, file string) compile.Job {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	job := compile.Job{Kind: compile.Program, Main: filepath.Base(file), Files: map[string][]byte{filepath.Base(file): b}}
	if strings.Contains(string(b), "module_init") {
		job.Kind = compile.Module
	}
	return job
}
