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
	// SDK is the folder of the Debian system that the last build in this cache
	// used, for compiling against the same kernel; empty where there is none.
	SDK string `json:"sdk,omitempty"`
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
	im, err := loadDir(filepath.Join(cache, "image", filepath.Base(string(name))))
	if err != nil {
		return im, err
	}
	im.SDK = currentSDK(cache)
	return im, nil
}

// manifest is what manifest.json says.
type manifest struct {
	Release        string `json:"release"`
	InitramfsBytes int64  `json:"initramfs_bytes"`
}

// loadDir opens an image. Sizes are compared here, which shows a file that was
// cut short; Build compares the hashes too.
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
		return Image{}, fmt.Errorf("the guest image is damaged: %s: %w; %s", filepath.Join(dir, manifestFile), err, buildAgain)
	}
	im := Image{
		Kernel: filepath.Join(dir, kernelFile), Initramfs: filepath.Join(dir, initramfsFile),
		Release: m.Release, Hash: filepath.Base(dir), Dir: dir, InitramfsBytes: m.InitramfsBytes,
	}
	if st, err := os.Stat(im.Initramfs); err != nil || st.Size() != m.InitramfsBytes {
		return Image{}, fmt.Errorf("the guest image is damaged: %w; %s", errors.Join(err, &DamagedError{im.Initramfs}), buildAgain)
	}
	if _, err := os.Stat(im.Kernel); err != nil {
		return Image{}, fmt.Errorf("the guest image is damaged: %w; %s", err, buildAgain)
	}
	return im, nil
}

const buildAgain = "mend it with: netlinklab image build"

// currentSDK gives the SDK of the last build, empty if it is gone.
func currentSDK(cache string) string {
	b, err := os.ReadFile(filepath.Join(cache, "sdk", currentFile))
	if err != nil {
		return ""
	}
	dir := string(b)
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(cache, "sdk", filepath.Base(dir))
	}
	if _, err := os.Stat(dir); err != nil {
		return ""
	}
	return dir
}

// setCurrentSDK keeps where the SDK is: by name if it is the cache's own, so
// that a cache can be moved.
func setCurrentSDK(cache, dir string) error {
	store := filepath.Join(cache, "sdk")
	if filepath.Dir(dir) == store {
		return setCurrent(dir)
	}
	if err := os.MkdirAll(store, 0o755); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(store, currentFile), []byte(dir), 0o644)
}
