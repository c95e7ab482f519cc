// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// workFolder has /mnt and /tmp of a task on disk. It is locked while its server
// lives (flock(2)), so that one of a server that was killed is known.
type workFolder struct {
	path string
	lock *os.File
}

const (
	workPrefix = "netlinklab-compile-"
	// workAge is how old a folder without a lock is at least when it is swept: the
	// lock of a new one is on its way.
	workAge = time.Minute
)

// newWorkFolder makes the folder; own says that it belongs to the seat's user.
func newWorkFolder(t *task, own bool) (f workFolder, err error) {
	path, err := os.MkdirTemp("", workPrefix)
	if err != nil {
		return f, err
	}
	f.path = path
	defer func() {
		if err != nil {
			err = errors.Join(err, f.remove())
		}
	}()
	if f.lock, err = os.Open(path); err != nil {
		return f, err
	}
	if err = unix.Flock(int(f.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return f, err
	}
	if f.path, err = filepath.EvalSymlinks(path); err != nil {
		return f, err
	}
	for _, name := range []string{"mnt", "tmp"} {
		err = errors.Join(err, os.Mkdir(filepath.Join(f.path, name), 0o700))
	}
	if g := t.golang; g != nil {
		for _, name := range []string{"vendor", "go.mod", "go.sum"} {
			err = errors.Join(err, os.Symlink(filepath.Join(g.dir, name), filepath.Join(f.path, "mnt", name)))
		}
	}
	if own {
		id := firstUID + t.seat
		for _, name := range []string{"mnt", "tmp", "."} {
			err = errors.Join(err, os.Chown(filepath.Join(f.path, name), id, id))
		}
	}
	return f, err
}

func (f *workFolder) remove() error {
	err := removeTree(f.path)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	return err
}

// sweepWorkFolders removes what servers have left that were killed.
func sweepWorkFolders() error {
	paths, err := filepath.Glob(filepath.Join(os.TempDir(), workPrefix+"*"))
	for _, path := range paths {
		err = errors.Join(err, sweep(path))
	}
	return err
}

func sweep(path string) error {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || time.Since(info.ModTime()) < workAge {
		return nil // it is somebody's, or was
	}
	f, err := os.Open(path)
	if err != nil {
		return nil // another user's
	}
	defer f.Close()
	if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil {
		return nil // its server lives
	}
	return removeTree(path)
}

// removeTree removes a folder that nothing runs in any more, and folders in it
// that were made so that their owner, who may be this process's user, may not
// look into them.
func removeTree(path string) error {
	err := os.RemoveAll(path)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	_ = filepath.WalkDir(path, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			return os.Chmod(path, 0o700) // before it is read
		}
		return err
	})
	return os.RemoveAll(path)
}
