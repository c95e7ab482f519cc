// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Files of a kept template.
const (
	ramFile   = "ram"
	stateFile = "state"
	sumFile   = "sums" // of the other two, so that a damaged template is made anew
	hotFile   = "hot"  // hotPages
)

// errDamaged says that a kept template is not what was written: the host went
// down in the middle, or its disk fails.
var errDamaged = errors.New("the kept template is damaged")

// openTemplate loads the template from the cache, or boots one and keeps it.
func (h *Host) openTemplate(ctx context.Context) (template, error) {
	store := filepath.Join(h.opts.Cache, "template")
	if err := os.MkdirAll(store, 0o755); err != nil {
		return template{}, err
	}
	dir := filepath.Join(store, h.templateKey())
	unlock, err := lockFile(filepath.Join(store, "lock"))
	if err != nil {
		return template{}, err
	}
	defer unlock()
	t, err := h.keptTemplate(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errDamaged) {
		if err := removeTemplates(store); err != nil {
			return template{}, err
		}
		if err := h.makeTemplate(ctx, store, dir); err != nil {
			return template{}, noRoom(err, store)
		}
		t, err = h.keptTemplate(dir)
	}
	if err != nil || t.hot != nil {
		return t, err
	}
	if t.hot, err = h.learnHotPages(ctx, &t); err == nil {
		err = t.hot.keep(filepath.Join(dir, hotFile))
	}
	if err != nil {
		return template{}, errors.Join(noRoom(err, store), t.close())
	}
	return t, nil
}

func (h *Host) makeTemplate(ctx context.Context, store, dir string) error {
	tmp, err := os.MkdirTemp(store, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := h.bootTemplate(ctx, tmp); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}

// noRoom says what to do where the disk is full.
func noRoom(err error, store string) error {
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) {
		return fmt.Errorf("%w; the template that machines are cloned from needs up to %d MiB in %s: make room there, or choose another folder with -cache or NETLINKLAB_CACHE", err, memoryMiB, store)
	}
	return err
}

// removeTemplates forgets templates of other images, each of them tens of MiB,
// and what a server left that was killed while it made one. Servers that still
// run on one have it open. The store's lock is held.
func removeTemplates(store string) error {
	entries, err := os.ReadDir(store)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if err := os.RemoveAll(filepath.Join(store, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// sums tells a template's bytes: the memory's checksum, as copySparse gives it,
// and the device state's.
func sums(ram, state uint32) string { return fmt.Sprintf("ram %08x\nstate %08x\n", ram, state) }

// keptTemplate loads a template that was made on a host like this one.
func (h *Host) keptTemplate(dir string) (template, error) {
	if err := checkTSC(filepath.Join(dir, tscFile), h.tsc); err != nil {
		return template{}, err
	}
	return loadTemplate(dir)
}

// loadTemplate copies the kept memory once into a memfd and seals it.
func loadTemplate(dir string) (t template, err error) {
	if t.state, err = os.Open(filepath.Join(dir, stateFile)); err != nil {
		return t, err
	}
	defer func() {
		if err != nil {
			t.state.Close()
		}
	}()
	want, err := os.ReadFile(filepath.Join(dir, sumFile))
	if err != nil {
		return t, err
	}
	stateSum, err := sumOf(t.state)
	if err != nil {
		return t, err
	}
	ram, ramSum, err := loadMemory(filepath.Join(dir, ramFile))
	if err != nil {
		return t, err
	}
	if string(want) != sums(ramSum, stateSum) {
		ram.Close()
		return t, errDamaged
	}
	if t.hot, err = readHotPages(filepath.Join(dir, hotFile)); err == nil {
		t.view, err = unix.Mmap(int(ram.Fd()), 0, memoryBytes, unix.PROT_READ, unix.MAP_PRIVATE)
	}
	if err != nil {
		ram.Close()
		return t, err
	}
	t.ram = ram
	return t, nil
}

// sumOf is the CRC-32C of a whole file.
func sumOf(f *os.File) (uint32, error) {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	_, err := io.Copy(sum, io.NewSectionReader(f, 0, 1<<62))
	return sum.Sum32(), err
}

func loadMemory(path string) (*os.File, uint32, error) {
	kept, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer kept.Close()
	ram, err := newMemory()
	if err != nil {
		return nil, 0, err
	}
	sum, err := copySparse(ram, kept, memoryBytes)
	if err == nil {
		err = seal(ram)
	}
	if err != nil {
		ram.Close()
		return nil, 0, err
	}
	return ram, sum, nil
}
