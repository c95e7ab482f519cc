// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// hotPages are pages that every clone writes between its start and the end of
// its first runs. Each would cost a fault of its own, and where it was read
// before, a flush of the processor's address cache too: 15 to 60 µs where the
// host is a virtual machine itself. Written from here beforehand, hundreds with
// a system call, they cost a tenth of that; they are the clone's own in either
// case. Pages that are only read cost a fault as well, 250 up to the first reply;
// they are read from here, and stay the template's.
//
// What is written is what is there already, so it is about time only: a clone
// that does without, or with other pages, works the same. Which they are was
// seen in a clone that nobody had (learnHotPages).
type hotPages struct {
	// Memory are pages of the guest's memory that are written, Read those that are
	// read and not written.
	Memory []pageRun `json:"memory"`
	Read   []pageRun `json:"read"`
	// Code is how many pages of TCG's translation cache are used, from its start.
	Code int `json:"code"`
}

// pageRun is a run of pages, by number from a mapping's start.
type pageRun struct {
	First int `json:"first"`
	Count int `json:"count"`
}

// zeroPages is how many pages of zeros are written at a time.
const zeroPages = 16

// fill gives a clone that does not run yet the pages: from ram, the template's
// memory, and as zeros in the cache. The error says why it has them not, or not
// all.
func (hot *hotPages) fill(pid int, ram []byte) error {
	if hot == nil {
		return nil
	}
	all, err := mappings(pid)
	if err != nil {
		return err
	}
	if at, ok := guestMemory(all); ok {
		if err := writePages(pid, at, hot.Memory, func(r pageRun) []byte {
			return ram[r.First*pageSize : (r.First+r.Count)*pageSize]
		}); err != nil {
			return err
		}
		if err := touchPages(pid, at, hot.Read); err != nil {
			return err
		}
	}
	at, ok := codeCache(all)
	if !ok || hot.Code == 0 {
		return nil
	}
	at.size = min(at.size, hot.Code*pageSize)
	// QEMU has written the first of them, and nothing of it may be lost.
	empty, err := pagesOf(pid, at, func(entry uint64) bool { return entry&(pagePresent|pageSwapped) == 0 })
	if err != nil {
		return err
	}
	zeros := make([]byte, zeroPages*pageSize)
	return writePages(pid, at, split(empty, zeroPages), func(r pageRun) []byte { return zeros[:r.Count*pageSize] })
}

// learnHotPages lets one clone take its first runs and sees which pages it wrote.
func (h *Host) learnHotPages(ctx context.Context, t *template) (*hotPages, error) {
	m, err := h.clone(ctx, t)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	// The run after a rehearsal is the first that someone waits for, and each run
	// has a process of its own, with its own pages.
	if err := m.rehearse(ctx, rehearsal, rehearsals+1); err != nil {
		return nil, err
	}
	hot, err := usedPages(m.info.PID)
	if err != nil {
		return &hotPages{}, nil // this host does not let us look; clones do without
	}
	return hot, nil
}

// usedPages sees which pages a process has of its own, and which of the guest's
// memory it shares.
func usedPages(pid int) (*hotPages, error) {
	all, err := mappings(pid)
	if err != nil {
		return nil, err
	}
	var hot hotPages
	own := func(entry uint64) bool { return entry&(pagePresent|pageOfFile) == pagePresent }
	shared := func(entry uint64) bool { return entry&(pagePresent|pageOfFile) == pagePresent|pageOfFile }
	if at, ok := guestMemory(all); ok {
		if hot.Memory, err = pagesOf(pid, at, own); err != nil {
			return nil, err
		}
		if hot.Read, err = pagesOf(pid, at, shared); err != nil {
			return nil, err
		}
	}
	if at, ok := codeCache(all); ok {
		used, err := pagesOf(pid, at, own)
		if err != nil {
			return nil, err
		}
		// It fills up from its start, but for what TCG keeps at its end.
		if len(used) > 0 && used[0].First == 0 {
			hot.Code = used[0].Count
		}
	}
	return &hot, nil
}

// readHotPages reads what keep wrote; nil if there is nothing.
func readHotPages(path string) (*hotPages, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var hot hotPages
	if err := json.Unmarshal(b, &hot); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", errDamaged, path, err)
	}
	for _, r := range slices.Concat(hot.Memory, hot.Read) {
		if r.First < 0 || r.Count < 1 || r.First > memoryBytes/pageSize-r.Count {
			return nil, fmt.Errorf("%w: %s names pages that are not there", errDamaged, path)
		}
	}
	hot.Code = max(0, hot.Code)
	return &hot, nil
}

// keep writes them to a file, whole or not at all.
func (hot *hotPages) keep(path string) error {
	b, err := json.Marshal(hot)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", b, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
