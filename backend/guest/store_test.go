// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestFillLeavesNothingAfterAnError(t *testing.T) {
	cache := t.TempDir()
	dir := filepath.Join(cache, "image", "key")
	writeFiles(t, dir, map[string]string{"file": "old"})
	broken := errors.New("broken")
	err := fill(dir, func(tmp string) error {
		writeFiles(t, tmp, map[string]string{"file": "half"})
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "file")); err != nil || string(b) != "old" {
		t.Errorf("what was there is %q (%v)", b, err)
	}
	noRests(t, cache)
}

func TestRemoveRefusesMounts(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		dir := t.TempDir()
		inner := filepath.Join(dir, "sdk", "pro c")
		writeFiles(t, inner, map[string]string{"x": ""})
		if err := unix.Mount("none", inner, "tmpfs", 0, "size=64k"); err != nil {
			t.Fatal(err)
		}
		writeFiles(t, inner, map[string]string{"precious": "host's"})
		link := filepath.Join(dir, "link")
		if err := os.Symlink(filepath.Join(dir, "sdk"), link); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{filepath.Join(dir, "sdk"), link + "/."} {
			err := remove(path)
			if err == nil || !strings.Contains(err.Error(), "umount "+inner) {
				t.Errorf("remove %s: error %v, want one that says what to unmount", path, err)
			}
		}
		if b, err := os.ReadFile(filepath.Join(inner, "precious")); err != nil || string(b) != "host's" {
			t.Errorf("what is mounted was touched: %q (%v)", b, err)
		}
		if err := unix.Unmount(inner, 0); err != nil {
			t.Fatal(err)
		}
		if err := remove(filepath.Join(dir, "sdk")); err != nil {
			t.Errorf("after unmounting: %v", err)
		}
	})
}

func TestPruneKeepsTheLastTwo(t *testing.T) {
	store := t.TempDir()
	for i, name := range []string{"oldest", "older", "last", "now"} {
		dir := filepath.Join(store, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		when := time.Unix(int64(1000*i), 0)
		if err := os.Chtimes(dir, when, when); err != nil {
			t.Fatal(err)
		}
	}
	// Going back to an old one makes it the newest.
	if err := prune(filepath.Join(store, "older")); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(store)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "now older" {
		t.Errorf("kept %q, want the current one and the one before", got)
	}
}
