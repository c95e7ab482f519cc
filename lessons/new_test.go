// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"netlinklab/lessons"
)

// TestNew makes a lesson; all that is missing from it is what only a kernel can
// give.
func TestNew(t *testing.T) {
	dir := t.TempDir()
	files, err := lessons.New(dir, "08-flags")
	if err != nil || len(files) != 3 {
		t.Fatalf("files are %v, %v", files, err)
	}
	_, err = lessons.Load(os.DirFS(dir), moduleFiles)
	var problems lessons.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("error is %v", err)
	}
	var missing []string
	for _, p := range problems {
		missing = append(missing, p.File)
	}
	if len(missing) != 2 || missing[0] != "08-flags/recorded/lab.json" || missing[1] != "08-flags/recorded/solution.json" {
		t.Errorf("problems are\n%v", err)
	}
	recordings, err := lessons.Recordings(os.DirFS(dir))
	if err != nil || len(recordings) != 2 {
		t.Errorf("recordings are %v, %v", recordings, err)
	}

	if _, err := lessons.New(dir, "08-flags"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the second time: %v", err)
	}
	for _, name := range []string{"", "flags", "8-flags", "08-Flags", "08-../x"} {
		if _, err := lessons.New(dir, name); err == nil {
			t.Errorf("%q is accepted", name)
		}
	}
	if entries, _ := filepath.Glob(filepath.Join(dir, "*")); len(entries) != 1 {
		t.Errorf("the folder holds %v", entries)
	}
}
