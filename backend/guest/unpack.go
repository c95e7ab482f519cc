// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// unpack writes a Debian system that comes as a tar archive into dir, and gives
// the hashes of its files. It needs no privilege: files belong to the caller,
// are not set-user-id, and what only root can make, the devices in /dev, is
// left out, as nothing that builds in the system uses them.
func unpack(ctx context.Context, r io.Reader, dir string) (sums, error) {
	root, err := os.OpenRoot(dir) // no name in the archive leads out of it
	if err != nil {
		return nil, err
	}
	defer root.Close()
	u := unpacker{root: root, files: sums{}}
	in := tar.NewReader(r)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return u.files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the archive of the SDK: %w", err)
		}
		if err := u.entry(h, in); err != nil {
			return nil, fmt.Errorf("unpack %s: %w", h.Name, err)
		}
	}
}

type unpacker struct {
	root  *os.Root
	files sums
}

func (u *unpacker) entry(h *tar.Header, content io.Reader) error {
	name := path.Clean(h.Name)
	if name == "." || strings.HasPrefix(name, "dev/") {
		return nil
	}
	mode := h.FileInfo().Mode().Perm()
	switch h.Typeflag {
	case tar.TypeDir:
		// The owner must be able to fill it and to remove it again.
		err := u.root.Mkdir(name, mode|0o700)
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	case tar.TypeReg:
		return u.file(name, mode, h, content)
	case tar.TypeSymlink:
		return u.root.Symlink(h.Linkname, name)
	case tar.TypeLink:
		target := path.Clean(h.Linkname)
		u.files[name] = u.files[target]
		return u.root.Link(target, name)
	}
	return nil // devices and pipes
}

// file writes one file. It keeps its time, because make compares times.
func (u *unpacker) file(name string, mode fs.FileMode, h *tar.Header, content io.Reader) error {
	f, err := u.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode|0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), content)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	u.files[name] = hex.EncodeToString(sum.Sum(nil))
	return u.root.Chtimes(name, h.ModTime, h.ModTime)
}
