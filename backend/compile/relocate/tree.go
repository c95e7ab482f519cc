// SPDX-License-Identifier: Apache-2.0

package relocate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Paths in the system.
const (
	loader    = "usr/lib64/ld-linux-x86-64.so.2"
	libraries = "usr/lib/x86_64-linux-gnu"
)

// parts of the system that have programs, or paths that begin at the root. All
// but the first few may be missing.
var parts = []string{"usr/bin", "usr/lib/gcc", "usr/libexec/gcc", "usr/src", "usr/lib/linux-kbuild-*", "usr/lib/modules/*/build",
	"etc/alternatives", "bin", "lib"}

// Tree is a system's compiler where it runs from.
type Tree struct {
	// SDK is the system, Dir what was made of it.
	SDK, Dir string
}

// Libraries is the folder for LD_LIBRARY_PATH.
func (t Tree) Libraries() string { return filepath.Join(t.SDK, libraries) }

// Make makes the tree, some 200 MB, unless it is there. Its error leaves nothing.
// Both paths are absolute, and the tree cannot be moved afterwards.
func (t Tree) Make() error {
	if _, err := os.Stat(t.Dir); err == nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(t.SDK, loader)); err != nil {
		return fmt.Errorf("%s is no Debian system for x86-64: %w", t.SDK, err)
	}
	if err := os.MkdirAll(filepath.Dir(t.Dir), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(t.Dir), ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, part := range parts {
		found, err := filepath.Glob(filepath.Join(t.SDK, part))
		if err != nil {
			return err
		}
		for _, path := range found {
			rel, err := filepath.Rel(t.SDK, path)
			if err != nil {
				return err
			}
			into := filepath.Join(tmp, rel)
			if err := os.MkdirAll(filepath.Dir(into), 0o755); err != nil {
				return err
			}
			plain, err := t.mirror(path, into)
			if err == nil && plain {
				err = os.Symlink(path, into)
			}
			if err != nil {
				return fmt.Errorf("move the compiler of %s: %w", t.SDK, err)
			}
		}
	}
	if err := errors.Join(os.Symlink(t.SDK, filepath.Join(tmp, origin)), os.Chmod(tmp, 0o755)); err != nil {
		return err
	}
	err = os.Rename(tmp, t.Dir)
	if _, there := os.Stat(t.Dir); there == nil {
		return nil // another process may have been faster
	}
	return err
}

// origin is a link in a tree to the system that it was made of.
const origin = "sdk"

// Prune removes a folder's trees whose systems are gone.
func Prune(folder string) error {
	links, err := filepath.Glob(filepath.Join(folder, "*", origin))
	if err != nil {
		return err
	}
	for _, link := range links {
		if _, there := os.Stat(link); errors.Is(there, fs.ErrNotExist) {
			err = errors.Join(err, os.RemoveAll(filepath.Dir(link)))
		}
	}
	return err
}

// mirror makes into what path is. plain says that nothing in it had to change
// and no link is in it, so that one link stands for all.
func (t Tree) mirror(path, into string) (plain bool, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return false, err
	}
	switch {
	case info.IsDir():
		return t.folder(path, into)
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(path)
		if err != nil {
			return false, err
		}
		if filepath.IsAbs(target) {
			target = t.Dir + target
		}
		return false, os.Symlink(target, into)
	case !info.Mode().IsRegular():
		return true, nil // no device is needed
	}
	changed, err := t.change(path, info)
	if err != nil || changed == nil {
		return err == nil, err
	}
	return false, os.WriteFile(into, changed, info.Mode().Perm())
}

func (t Tree) folder(path, into string) (plain bool, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return false, err
	}
	if err := os.Mkdir(into, 0o755); err != nil {
		return false, err
	}
	plain = true
	var same []string
	for _, e := range entries {
		ok, err := t.mirror(filepath.Join(path, e.Name()), filepath.Join(into, e.Name()))
		if err != nil {
			return false, err
		}
		if ok {
			same = append(same, e.Name())
		} else {
			plain = false
		}
	}
	if plain {
		return true, os.Remove(into)
	}
	for _, name := range same {
		if err := os.Symlink(filepath.Join(path, name), filepath.Join(into, name)); err != nil {
			return false, err
		}
	}
	return false, nil
}

// change gives a file's bytes as they have to be in the tree, nil if they may
// stay.
func (t Tree) change(path string, info fs.FileInfo) ([]byte, error) {
	program := info.Mode()&0o111 != 0
	if !program && info.Name() != "Makefile" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	switch {
	case !program:
		// What Debian's kernel headers include (linux-headers-*/Makefile).
		old := []byte("include /usr/src/")
		if !bytes.HasPrefix(b, old) {
			return nil, nil
		}
		return append([]byte("include "+t.Dir+"/usr/src/"), b[len(old):]...), nil
	case bytes.HasPrefix(b, []byte("\x7fELF")):
		b, err := withLoader(b, filepath.Join(t.SDK, loader))
		if err != nil {
			return nil, &os.PathError{Op: "read", Path: path, Err: err}
		}
		return b, nil
	case bytes.HasPrefix(b, []byte("#!")):
		shell := strings.TrimLeft(string(b[2:min(len(b), 64)]), " ")
		if !strings.HasPrefix(shell, "/bin/") && !strings.HasPrefix(shell, "/usr/bin/") {
			return nil, nil
		}
		return append([]byte("#!"+t.Dir), bytes.TrimLeft(b[2:], " ")...), nil
	}
	return nil, nil
}
