// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// SpaceError says that a file system is too full to build on.
type SpaceError struct {
	// Dir is the folder that was written to.
	Dir string
	// Free and Need are bytes; Need is 0 where the disk filled up in the middle
	// although there had seemed to be enough.
	Free, Need uint64
	// Setting names the environment variable that moves the folder.
	Setting string
}

func (e *SpaceError) Error() string {
	what := fmt.Sprintf("no space left: %s has %d MiB free", e.Dir, e.Free>>20)
	if e.Need > 0 {
		what += fmt.Sprintf(", and %d MiB are needed", e.Need>>20)
	}
	return fmt.Sprintf("%s; make room, or set %s to a folder on a larger disk", what, e.Setting)
}

// Unwrap makes the error an ENOSPC.
func (e *SpaceError) Unwrap() error { return unix.ENOSPC }

// Variables that say where things are kept.
const (
	cacheSetting = "NETLINKLAB_CACHE"
	tempSetting  = "TMPDIR"
)

// needSpace fails if the file system of dir has fewer than need bytes free.
func needSpace(dir string, need uint64, setting string) error {
	free, err := freeSpace(dir)
	if err != nil {
		return err
	}
	if free < need {
		return &SpaceError{dir, free, need, setting}
	}
	return nil
}

func freeSpace(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	return st.Bavail * uint64(st.Bsize), nil
}

// explainSpace turns an error for want of space or quota below dir into one
// that says what to do; it leaves others as they are.
func explainSpace(err error, dir, setting string) error {
	var known *SpaceError
	if errors.As(err, &known) || !isFull(err) {
		return err
	}
	free, statErr := freeSpace(dir)
	if statErr != nil {
		return err
	}
	return fmt.Errorf("%w (%w)", &SpaceError{Dir: dir, Free: free, Setting: setting}, err)
}

// sameDisk says whether two folders share a file system, and so its space.
func sameDisk(a, b string) bool {
	var sa, sb unix.Stat_t
	return unix.Stat(a, &sa) == nil && unix.Stat(b, &sb) == nil && sa.Dev == sb.Dev
}

// fullText is what tools say when a disk is full: strerror(3) of ENOSPC, with a
// capital or without.
const fullText = "o space left on device"

// isFull says whether an error is for want of space, or of quota.
func isFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}
