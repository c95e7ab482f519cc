// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// newPrefix begins the names of folders that are being filled.
const newPrefix = ".new-"

// fill makes dir by calling write on a temporary folder beside it and renaming
// that, when all of it is on the disk. After an error nothing is left.
func fill(dir string, write func(tmp string) error) error {
	store := filepath.Dir(dir)
	if err := os.MkdirAll(store, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(store, newPrefix)
	if err != nil {
		return explainSpace(err, store, cacheSetting)
	}
	if err = os.Chmod(tmp, 0o755); err == nil {
		err = write(tmp)
	}
	if err == nil {
		err = flush(tmp)
	}
	if err == nil {
		if err = remove(dir); err == nil {
			err = os.Rename(tmp, dir)
		}
	}
	if err != nil {
		err = explainSpace(err, store, cacheSetting) // asks for the space before room is made
		return errors.Join(err, remove(tmp))
	}
	return nil
}

// flush waits until a folder's file system has all on its disk, so that a power
// cut cannot leave a folder with its final name and half its bytes.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Syncfs(int(f.Fd())); err != nil {
		return fmt.Errorf("syncfs %s: %w", dir, err)
	}
	return nil
}

// sweep removes what builders that were killed have left in a store. The
// caller holds the build lock, so nobody is filling anything.
func sweep(store string) error {
	entries, err := os.ReadDir(store)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), newPrefix) {
			err = errors.Join(err, remove(filepath.Join(store, e.Name())))
		}
	}
	return err
}

// remove removes a folder, unless something is mounted in it: a dead builder's
// /proc or /dev would be emptied with it.
func remove(dir string) error {
	mounts, err := mountsBelow(dir)
	if err != nil {
		return err
	}
	if len(mounts) > 0 {
		return fmt.Errorf("%s cannot be removed: %s is still mounted in it; unmount it with: umount %[2]s", dir, mounts[0])
	}
	err = os.RemoveAll(dir)
	if !errors.Is(err, fs.ErrPermission) || os.Geteuid() == 0 {
		return err
	}
	// mmdebstrap of a user who is not root leaves files of subordinate users.
	if exec.Command("mmdebstrap", "--unshare-helper", "rm", "-rf", "--", dir).Run() != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// mountsBelow lists the mount points inside a folder (proc_pid_mountinfo(5)).
func mountsBelow(dir string) ([]string, error) {
	// The kernel lists mount points by their real names.
	dir, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var below []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) <= 4 {
			continue
		}
		if at := unescapeMount(fields[4]); strings.HasPrefix(at, dir+"/") {
			below = append(below, at)
		}
	}
	return below, lines.Err()
}

// unescapeMount undoes the octal that mountinfo writes for blanks and backslashes.
func unescapeMount(path string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(path)
}
