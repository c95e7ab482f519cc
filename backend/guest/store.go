// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// fill makes dir by calling write on a temporary folder beside it and renaming
// that. After an error nothing is left.
func fill(dir string, write func(tmp string) error) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".new-")
	if err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	err = write(tmp)
	if err == nil {
		if err = os.RemoveAll(dir); err == nil {
			err = os.Rename(tmp, dir)
		}
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(tmp))
	}
	return nil
}

// lock takes an exclusive lock on a file, waiting for another builder.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		}
	}
}

// needSpace fails if the file system of dir has fewer than bytes free.
func needSpace(dir string, bytes uint64) error {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return fmt.Errorf("free space of %s: %w", dir, err)
	}
	if free := st.Bavail * uint64(st.Bsize); free < bytes {
		return fmt.Errorf("not enough space: %s has %d MiB free and %d MiB are needed; make room or set NETLINKLAB_CACHE to another folder",
			dir, free>>20, bytes>>20)
	}
	return nil
}

// key hashes named parts into a folder name.
type key struct{ h []byte }

func newKey(recipe string) *key { return (&key{}).add("recipe", []byte(recipe)) }

func (k *key) add(name string, content []byte) *key {
	h := sha256.New()
	h.Write(k.h)
	fmt.Fprintf(h, "%s %d\n", name, len(content))
	h.Write(content)
	k.h = h.Sum(nil)
	return k
}

func (k *key) addFile(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	k.add(name, h.Sum(nil))
	return nil
}

// String is 16 hex digits: enough for a cache that holds a handful.
func (k *key) String() string { return hex.EncodeToString(k.h[:8]) }
