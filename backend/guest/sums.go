// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sumsFile lists the hashes of a folder's files in the format of sha256sum(1),
// so that `sha256sum -c SHA256SUMS` checks a folder of the cache by hand.
const sumsFile = "SHA256SUMS"

// sums are SHA-256 hashes in hex by a file's path below a folder.
type sums map[string]string

// write keeps the hashes in their folder.
func (s sums) write(dir string) error {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, "%s  %s\n", s[name], name)
	}
	return os.WriteFile(filepath.Join(dir, sumsFile), []byte(b.String()), 0o644)
}

// sumFiles hashes files of a folder and writes the list.
func sumFiles(dir string, names ...string) error {
	s := sums{}
	for _, name := range names {
		sum, err := hashFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		s[name] = hex.EncodeToString(sum)
	}
	return s.write(dir)
}

// readSums reads a folder's list.
func readSums(dir string) (sums, error) {
	f, err := os.Open(filepath.Join(dir, sumsFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := sums{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			return nil, fmt.Errorf("%s: no file name in %q", f.Name(), lines.Text())
		}
		s[name] = sum
	}
	return s, lines.Err()
}

// DamagedError says that a file of the cache is not what was once written.
type DamagedError struct{ Path string }

func (e *DamagedError) Error() string { return e.Path + " is damaged or missing" }

// check compares files below dir with the list; names that the list does not
// have are damage too.
func (s sums) check(dir string, names ...string) error {
	for _, name := range names {
		path := filepath.Join(dir, name)
		sum, err := hashFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return &DamagedError{path}
		}
		if err != nil {
			return err
		}
		if s[name] != hex.EncodeToString(sum) {
			return &DamagedError{path}
		}
	}
	return nil
}

// checkSums reads a folder's list and compares the named files with it.
func checkSums(dir string, names ...string) error {
	s, err := readSums(dir)
	if err != nil {
		return err
	}
	return s.check(dir, names...)
}
