// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// mapping is a part of a process's address space (proc_pid_maps(5)).
type mapping struct {
	start uint64
	size  int    // in bytes
	perms string // such as "rw-p"
	name  string // empty for anonymous memory
}

func mappings(pid int) (all []mapping, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		// start-end perms offset device inode name
		field := strings.Fields(s.Text())
		if len(field) < 5 {
			return nil, fmt.Errorf("maps %q: too short", s.Text())
		}
		from, to, _ := strings.Cut(field[0], "-")
		start, err1 := strconv.ParseUint(from, 16, 64)
		end, err2 := strconv.ParseUint(to, 16, 64)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("maps %q: %w", s.Text(), err)
		}
		all = append(all, mapping{start: start, size: int(end - start), perms: field[1], name: strings.Join(field[5:], " ")})
	}
	return all, s.Err()
}

// guestMemory is where a machine has its guest's memory.
func guestMemory(all []mapping) (mapping, bool) {
	return only(all, func(m mapping) bool { return m.size == memoryBytes && strings.Contains(m.name, memoryName) })
}

// codeCacheBytes is less than the translation cache of any machine and more than
// any other executable anonymous memory.
const codeCacheBytes = 32 << 20

// codeCache is where a machine with TCG has its translated code.
func codeCache(all []mapping) (mapping, bool) {
	return only(all, func(m mapping) bool { return m.name == "" && m.perms == "rwxp" && m.size > codeCacheBytes })
}

// only is the one mapping that is meant, if there is just one.
func only(all []mapping, meant func(mapping) bool) (mapping, bool) {
	i := slices.IndexFunc(all, meant)
	if i < 0 || slices.ContainsFunc(all[i+1:], meant) {
		return mapping{}, false
	}
	return all[i], true
}

// Bits of an entry of /proc/PID/pagemap
// (Documentation/admin-guide/mm/pagemap.rst of the kernel).
const (
	pagePresent = 1 << 63
	pageSwapped = 1 << 62
	pageOfFile  = 1 << 61
)

// pagesOf are the pages of a mapping whose pagemap entry is of a kind.
func pagesOf(pid int, at mapping, kind func(entry uint64) bool) (runs []pageRun, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/pagemap", pid))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const entry = 8 // bytes, of the host's order
	b := make([]byte, at.size/pageSize*entry)
	if _, err := f.ReadAt(b, int64(at.start/pageSize)*entry); err != nil {
		return nil, fmt.Errorf("pagemap: %w", err)
	}
	for p := range at.size / pageSize {
		if !kind(binary.NativeEndian.Uint64(b[p*entry:])) {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].First+runs[last].Count == p {
			runs[last].Count++
		} else {
			runs = append(runs, pageRun{p, 1})
		}
	}
	return runs, nil
}

// runsPerCall is how many runs of pages one call may have (IOV_MAX of limits.h).
const runsPerCall = 1024

// writePages writes pages of a process's mapping; from says where the bytes of a
// run are.
func writePages(pid int, at mapping, runs []pageRun, from func(pageRun) []byte) error {
	for batch := range slices.Chunk(runs, runsPerCall) {
		local := make([]unix.Iovec, len(batch))
		remote := make([]unix.RemoteIovec, len(batch))
		for i, r := range batch {
			b := from(r)
			local[i].Base = &b[0]
			local[i].SetLen(len(b))
			remote[i] = unix.RemoteIovec{Base: uintptr(at.start) + uintptr(r.First*pageSize), Len: len(b)}
		}
		if _, err := unix.ProcessVMWritev(pid, local, remote, 0); err != nil {
			return fmt.Errorf("process_vm_writev: %w", err)
		}
	}
	return nil
}

// touchPages makes the system have pages of a process's mapping at hand, as they
// are, by reading a byte of each.
func touchPages(pid int, at mapping, runs []pageRun) error {
	for batch := range slices.Chunk(split(runs, 1), runsPerCall) {
		read := make([]byte, len(batch))
		local := []unix.Iovec{{Base: &read[0]}}
		local[0].SetLen(len(read))
		remote := make([]unix.RemoteIovec, len(batch))
		for i, r := range batch {
			remote[i] = unix.RemoteIovec{Base: uintptr(at.start) + uintptr(r.First*pageSize), Len: 1}
		}
		if _, err := unix.ProcessVMReadv(pid, local, remote, 0); err != nil {
			return fmt.Errorf("process_vm_readv: %w", err)
		}
	}
	return nil
}

// split cuts runs into ones of at most so many pages.
func split(runs []pageRun, pages int) (cut []pageRun) {
	for _, r := range runs {
		for ; r.Count > pages; r.First, r.Count = r.First+pages, r.Count-pages {
			cut = append(cut, pageRun{r.First, pages})
		}
		cut = append(cut, r)
	}
	return cut
}
