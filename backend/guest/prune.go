// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// prune keeps two folders of a store: the current one, and the one that was in
// use before it, for servers that still run on it and for going back. The rest
// is removed. A folder's time says when it was last the current one.
func prune(current string) error {
	now := time.Now()
	if err := os.Chtimes(current, now, now); err != nil {
		return err
	}
	store := filepath.Dir(current)
	entries, err := os.ReadDir(store)
	if err != nil {
		return err
	}
	type old struct {
		dir  string
		used time.Time
	}
	var others []old
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !e.IsDir() || strings.HasPrefix(e.Name(), newPrefix) || e.Name() == filepath.Base(current) {
			continue
		}
		others = append(others, old{filepath.Join(store, e.Name()), info.ModTime()})
	}
	slices.SortFunc(others, func(a, b old) int { return cmp.Compare(b.used.UnixNano(), a.used.UnixNano()) })
	var failed error
	for i, o := range others {
		if i > 0 {
			failed = errors.Join(failed, remove(o.dir))
		}
	}
	return failed
}

// setCurrent makes a folder the current one of its store, for those who come
// later without knowing the key. The change is atomic.
func setCurrent(dir string) error {
	link := filepath.Join(filepath.Dir(dir), currentFile)
	if err := os.WriteFile(link+".new", []byte(filepath.Base(dir)), 0o644); err != nil {
		return errors.Join(explainSpace(err, filepath.Dir(dir), cacheSetting), os.Remove(link+".new"))
	}
	return os.Rename(link+".new", link)
}
