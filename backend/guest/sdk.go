// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// suite is the Debian release of the guest's kernel and compiler.
const suite = "trixie"

// architecture is the guest's, whatever the host's is.
const architecture = "amd64"

// sdkPackages are what the SDK needs besides a minimal Debian: the kernel with
// all its modules, what modules and programs are built with, and insmod's
// relatives for people who look inside.
var sdkPackages = []string{
	"linux-image-cloud-amd64", "linux-headers-cloud-amd64", "gcc", "libc6-dev", "make", "kmod",
}

// sdkRecipe counts changes in how the SDK is made.
const sdkRecipe = "sdk 2 " + suite + " " + architecture

// What making the SDK takes on disk at its height: the SDK itself in the cache,
// and, while it is made, mmdebstrap's own copy with the downloaded packages.
const (
	sdkBytes  = 600 << 20
	workBytes = 900 << 20
)

// sdk is a Debian system that images and learners' programs are made from.
type sdk struct {
	dir     string
	kernel  string // path of vmlinuz
	release string // uname -r
	sums    sums   // of its files; nil for an SDK that is not ours
}

// prepareSDK finds or makes the SDK.
func prepareSDK(ctx context.Context, o *Options) (sdk, error) {
	if o.SDK != "" {
		return openSDK(o.SDK)
	}
	dir := filepath.Join(o.Cache, "sdk", ownSDK())
	s, err := openOwnSDK(dir)
	if err == nil {
		return s, prune(dir)
	}
	if err := makeSDK(ctx, o, dir); err != nil {
		return sdk{}, err
	}
	if s, err = openOwnSDK(dir); err != nil {
		return sdk{}, err
	}
	return s, prune(dir)
}

// ownSDK is the name of the cache's own SDK.
func ownSDK() string {
	return newKey(sdkRecipe).add("packages", []byte(strings.Join(sdkPackages, ","))).String()
}

func makeSDK(ctx context.Context, o *Options, dir string) error {
	if _, err := exec.LookPath("mmdebstrap"); err != nil {
		return errors.New("mmdebstrap is missing, and the guest is made with it; install it with: apt-get install mmdebstrap")
	}
	if _, err := os.Stat(dir); err == nil {
		// It is damaged, and its space is needed for the new one.
		if err := remove(dir); err != nil {
			return err
		}
	}
	return fill(dir, func(tmp string) error {
		files, err := debootstrap(ctx, o, tmp)
		if err != nil {
			return err
		}
		return files.write(tmp)
	})
}

// openOwnSDK opens an SDK of the cache, whose list of hashes it must match:
// here the kernel is checked, and each driver when it is read.
func openOwnSDK(dir string) (sdk, error) {
	s, err := openSDK(dir)
	if err != nil {
		return s, err
	}
	if s.sums, err = readSums(dir); err != nil {
		return s, err
	}
	return s, s.check(s.kernel)
}

// check compares a file of the SDK with the list of hashes, if there is one.
func (s sdk) check(path string) error {
	if s.sums == nil {
		return nil
	}
	// The list has a file's real name: in Debian lib is a link to usr/lib.
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	root, err := filepath.EvalSymlinks(s.dir)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	return s.sums.check(s.dir, name)
}

// checkAll compares all files: a second of work, for when something that
// should work does not.
func (s sdk) checkAll() error {
	return s.sums.check(s.dir, slices.Sorted(maps.Keys(s.sums))...)
}

// openSDK looks what kernel an SDK has: the newest with headers to build by.
func openSDK(dir string) (sdk, error) {
	builds, err := filepath.Glob(filepath.Join(dir, "lib/modules/*/build"))
	if err != nil {
		return sdk{}, err
	}
	var releases []string
	for _, b := range builds {
		releases = append(releases, filepath.Base(filepath.Dir(b)))
	}
	slices.SortFunc(releases, compareReleases)
	for _, release := range slices.Backward(releases) {
		kernel := filepath.Join(dir, "boot", "vmlinuz-"+release)
		if _, err := os.Stat(kernel); err == nil {
			return sdk{dir: dir, kernel: kernel, release: release}, nil
		}
	}
	return sdk{}, fmt.Errorf("%s has no kernel with its headers (packages %s)", dir, strings.Join(sdkPackages[:2], " and "))
}
