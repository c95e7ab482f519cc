// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// keepTemplate writes a template's files as bootTemplate does.
func keepTemplate(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	ram, err := newMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer ram.Close()
	for _, at := range []int64{0, 5 * pageSize, memoryBytes - pageSize} {
		if _, err := ram.WriteAt([]byte{byte(at>>12) | 1}, at+17); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.Create(filepath.Join(dir, ramFile))
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	ramSum, err := copySparse(kept, ram, memoryBytes)
	if err != nil {
		t.Fatal(err)
	}
	state, err := os.Create(filepath.Join(dir, stateFile))
	if err != nil {
		t.Fatal(err)
	}
	defer state.Close()
	if _, err := state.WriteString("device state"); err != nil {
		t.Fatal(err)
	}
	stateSum, err := sumOf(state)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, sumFile), []byte(sums(ramSum, stateSum)), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestKeptTemplate(t *testing.T) {
	dir := keepTemplate(t)
	kept, err := loadTemplate(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.ram.Close()
	defer kept.state.Close()
	b := make([]byte, 1)
	if _, err := kept.ram.ReadAt(b, 5*pageSize+17); err != nil || b[0] != 5 {
		t.Errorf("%d, %v", b[0], err)
	}
	var st unix.Stat_t
	if err := unix.Stat(filepath.Join(dir, ramFile), &st); err != nil || st.Blocks*512 > memoryBytes/4 {
		t.Errorf("the kept memory takes %d bytes of disk, %v", st.Blocks*512, err)
	}
}

func TestDamagedTemplates(t *testing.T) {
	overwrite := func(name string, at int64) func(string) error {
		return func(dir string) error {
			f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt([]byte{0xee}, at)
			return errors.Join(err, f.Close())
		}
	}
	for name, try := range map[string]struct {
		damage func(dir string) error
		want   error
	}{
		"a byte of memory":     {overwrite(ramFile, 5*pageSize+18), errDamaged},
		"a page that was zero": {overwrite(ramFile, 9*pageSize), errDamaged},
		"a byte of state":      {overwrite(stateFile, 3), errDamaged},
		"memory cut short":     {func(dir string) error { return os.Truncate(filepath.Join(dir, ramFile), pageSize) }, errDamaged},
		"no state":             {func(dir string) error { return os.Remove(filepath.Join(dir, stateFile)) }, fs.ErrNotExist},
		"no sums":              {func(dir string) error { return os.Remove(filepath.Join(dir, sumFile)) }, fs.ErrNotExist},
	} {
		t.Run(name, func(t *testing.T) {
			dir := keepTemplate(t)
			if err := try.damage(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := loadTemplate(dir); !errors.Is(err, try.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRestsOfKilledServersAreRemoved(t *testing.T) {
	store := t.TempDir()
	for _, dir := range []string{".new-123", "0123456789abcdef"} {
		if err := os.Mkdir(filepath.Join(store, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	unlock, err := lockFile(filepath.Join(store, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := removeTemplates(store); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(store)
	if err != nil || len(entries) != 1 || entries[0].Name() != "lock" {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestNoRoom(t *testing.T) {
	full := noRoom(fmt.Errorf("write x: %w", unix.ENOSPC), "/cache/template")
	if !errors.Is(full, unix.ENOSPC) || !strings.Contains(full.Error(), "/cache/template") || !strings.Contains(full.Error(), "NETLINKLAB_CACHE") {
		t.Error(full)
	}
	if err := noRoom(fs.ErrPermission, "/cache"); err != fs.ErrPermission {
		t.Error(err)
	}
}
