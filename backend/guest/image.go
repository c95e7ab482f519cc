// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Image is a built guest image.
type Image struct {
	// Kernel and Initramfs are paths of files to boot.
	Kernel    string `json:"kernel"`
	Initramfs string `json:"initramfs"`
	// Release is the kernel's uname release.
	Release string `json:"release"`
	// Hash names the image's content; its folder has the same name.
	Hash string `json:"hash"`
	// Dir is the image's folder.
	Dir string `json:"dir"`
	// SDK is the folder of the Debian system that the image was made from, for
	// compiling against the same kernel.
	SDK string `json:"sdk"`
	// InitramfsBytes is the compressed size.
	InitramfsBytes int64 `json:"initramfs_bytes"`
}

// ErrNoImage says that no image has been built in a cache folder.
var ErrNoImage = errors.New("no guest image has been built; run: netlinklab image build")

const (
	kernelFile    = "vmlinuz"
	initramfsFile = "initramfs.cpio.zst"
	manifestFile  = "manifest.json"
	currentFile   = "current"
)

// DefaultCache is where images are kept unless told otherwise:
// $NETLINKLAB_CACHE, else netlinklab in the user's cache folder.
func DefaultCache() (string, error) {
	if dir := os.Getenv("NETLINKLAB_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder: %w; set NETLINKLAB_CACHE to a folder", err)
	}
	return filepath.Join(dir, "netlinklab"), nil
}

// Load finds the image that was last built in a cache folder. It returns
// ErrNoImage when there is none.
func Load(cache string) (Image, error) {
	name, err := os.ReadFile(filepath.Join(cache, "image", currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Image{}, ErrNoImage
	}
	if err != nil {
		return Image{}, err
	}
	return loadDir(filepath.Join(cache, "image", filepath.Base(string(name))))
}

// manifest is what manifest.json says; paths are relative to its folder.
type manifest struct {
	Release string `json:"release"`
	SDK     string `json:"sdk"`
}

func loadDir(dir string) (Image, error) {
	b, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Image{}, ErrNoImage
	}
	if err != nil {
		return Image{}, err
	}
	var m manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return Image{}, fmt.Errorf("%s is damaged (%w); remove the folder and build again", filepath.Join(dir, manifestFile), err)
	}
	im := Image{
		Kernel: filepath.Join(dir, kernelFile), Initramfs: filepath.Join(dir, initramfsFile),
		Release: m.Release, Hash: filepath.Base(dir), Dir: dir, SDK: m.SDK,
	}
	st, err := os.Stat(im.Initramfs)
	if err != nil {
		return Image{}, fmt.Errorf("the image is incomplete: %w; remove %s and build again", err, dir)
	}
	im.InitramfsBytes = st.Size()
	return im, nil
}
