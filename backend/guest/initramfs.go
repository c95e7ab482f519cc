// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"

	"github.com/cavaliergopher/cpio"
	"github.com/klauspost/compress/zstd"
)

const imageRecipe = "image 2"

// imageKey names an image by everything that goes into it.
func imageKey(s sdk, agent, ko string) (string, error) {
	k := newKey(imageRecipe).add("drivers", []byte(strings.Join(drivers, ",")))
	for _, f := range []struct{ name, path string }{{"kernel", s.kernel}, {"agent", agent}, {"module", ko}} {
		if err := k.addFile(f.name, f.path); err != nil {
			return "", err
		}
	}
	return k.String(), nil
}

// modulesDir is where the guest has its modules.
const modulesDir = "lib/netlinklab"

// indexFile lists the guest's modules, a line each: a name, a colon, and the
// names of modules to load before it, in that order. NAME is the file NAME.ko
// in the same folder.
const indexFile = modulesDir + "/modules"

// entry is one file of the initramfs.
type entry struct {
	name string
	mode cpio.FileMode
	data []byte
}

// writeInitramfs writes the archive (Documentation/driver-api/early-userspace/
// buffer-format.rst of the kernel) with zstd. Order, owner, times and the
// compressor's settings are fixed, so that equal inputs give equal bytes.
//
// It gives the compressed size.
func writeInitramfs(ctx context.Context, o *Options, path string, s sdk, agent, ko string) (int64, error) {
	entries, err := collect(ctx, o, s, agent, ko)
	if err != nil {
		return 0, err
	}
	var archive bytes.Buffer
	if err := writeArchive(&archive, entries); err != nil {
		return 0, err
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return 0, err
	}
	defer enc.Close()
	packed := enc.EncodeAll(archive.Bytes(), nil)
	return int64(len(packed)), os.WriteFile(path, packed, 0o644)
}

func collect(ctx context.Context, o *Options, s sdk, agent, ko string) ([]entry, error) {
	init, err := os.ReadFile(agent)
	if err != nil {
		return nil, err
	}
	test, err := os.ReadFile(ko)
	if err != nil {
		return nil, err
	}
	entries := []entry{
		{"init", cpio.TypeReg | 0o755, init},
		{modulesDir + "/" + moduleFile, cpio.TypeReg | 0o644, test},
	}
	for _, dir := range []string{"dev", "proc", "sys", "tmp", "lib", modulesDir} {
		entries = append(entries, entry{name: dir, mode: cpio.TypeDir | 0o755})
	}
	chosen, err := selectDrivers(s, drivers)
	if err != nil {
		return nil, err
	}
	index := "netlink_test:\n"
	for i, d := range chosen {
		o.progress("initramfs", int64(i), int64(len(chosen)))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := readDriver(s, d)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{modulesDir + "/" + d.name + ".ko", cpio.TypeReg | 0o644, b})
		index += d.name + ": " + strings.Join(d.deps, " ") + "\n"
	}
	return append(entries, entry{indexFile, cpio.TypeReg | 0o644, []byte(index)}), nil
}

func writeArchive(w *bytes.Buffer, entries []entry) error {
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	cw := cpio.NewWriter(w)
	for i, e := range entries {
		h := &cpio.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.data)), Links: 1, Inode: int64(i + 1)}
		if err := cw.WriteHeader(h); err != nil {
			return err
		}
		if _, err := cw.Write(e.data); err != nil {
			return err
		}
	}
	return cw.Close()
}
