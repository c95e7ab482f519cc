// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// smallCache mounts a file system for the cache.
func smallCache(t *testing.T, b *builder, options string) {
	t.Helper()
	b.Cache = t.TempDir()
	if err := unix.Mount("none", b.Cache, "tmpfs", 0, options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(b.Cache, 0); err != nil {
			t.Error(err)
		}
	})
}

// wantSpaceError asserts what a full disk's error says.
func wantSpaceError(t *testing.T, err error, dir, setting string, early bool) {
	t.Helper()
	var full *SpaceError
	if !errors.As(err, &full) {
		t.Fatalf("error %v, want a SpaceError", err)
	}
	if !strings.HasPrefix(full.Dir, dir) || full.Setting != setting || (full.Need > 0) != early {
		t.Errorf("error %+v, want folder %s, setting %s, told early: %v", full, dir, setting, early)
	}
	if !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), setting) || !strings.Contains(err.Error(), dir) {
		t.Errorf("the text is %q", err)
	}
}

func TestTooSmallForAnImage(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		b := fakeBuild(t)
		smallCache(t, b, "size=16m")
		b.seedModule(t, "the module")
		_, err := Build(t.Context(), b.Options)
		wantSpaceError(t, err, b.Cache, cacheSetting, true)
		noRests(t, b.Cache)
	})
}

func TestTooSmallForAnSDK(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		b := fakeBuild(t)
		b.SDK = ""
		fakeMmdebstrap(t, nil, `echo "mmdebstrap must not be asked for what has no room" >&2; exit 1`)
		smallCache(t, b, "size=512m")
		_, err := Build(t.Context(), b.Options)
		wantSpaceError(t, err, b.Cache, cacheSetting, true)
		noRests(t, b.Cache)
	})
}

// The disk has blocks but runs out of inodes while the SDK is unpacked.
func TestDiskFillsUpWhileUnpacking(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		b := fakeBuild(t)
		b.SDK = ""
		files := fakeFiles(t)
		for i := range 200 {
			files[fmt.Sprintf("usr/file%d", i)] = "x"
		}
		fakeMmdebstrap(t, archive(t, files), goodScript)
		smallCache(t, b, "size=4g,nr_inodes=100")
		_, err := Build(t.Context(), b.Options)
		wantSpaceError(t, err, b.Cache, cacheSetting, false)
		noRests(t, b.Cache)
	})
}

func TestDiskFillsUpInAFile(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		b := fakeBuild(t)
		smallCache(t, b, "size=1m")
		dir := filepath.Join(b.Cache, "image", "key")
		err := fill(dir, func(tmp string) error {
			return os.WriteFile(filepath.Join(tmp, "big"), make([]byte, 2<<20), 0o644)
		})
		wantSpaceError(t, err, b.Cache, cacheSetting, false)
		noRests(t, b.Cache)
		if _, err := os.Stat(dir); err == nil {
			t.Error("half a folder got its final name")
		}
	})
}

func TestOtherErrorsAreLeftAlone(t *testing.T) {
	other := errors.New("other")
	if got := explainSpace(other, t.TempDir(), cacheSetting); got != other {
		t.Errorf("explainSpace made %v of it", got)
	}
	if got := explainSpace(nil, t.TempDir(), cacheSetting); got != nil {
		t.Errorf("explainSpace made %v of nothing", got)
	}
}
