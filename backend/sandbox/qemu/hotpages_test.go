// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestRemotePages writes and reads pages of this process's own memory, and none
// beside them.
func TestRemotePages(t *testing.T) {
	const pages = 40
	b, err := unix.Mmap(-1, 0, pages*pageSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(b)
	at := mapping{start: uint64(uintptr(unsafe.Pointer(&b[0]))), size: len(b)}
	ones := make([]byte, 2*pageSize)
	for i := range ones {
		ones[i] = 1
	}
	runs := split([]pageRun{{1, 1}, {4, 5}, {30, 2}}, 2)
	if want := []pageRun{{1, 1}, {4, 2}, {6, 2}, {8, 1}, {30, 2}}; !reflect.DeepEqual(runs, want) {
		t.Fatalf("split into %v", runs)
	}
	err = writePages(os.Getpid(), at, runs, func(r pageRun) []byte { return ones[:r.Count*pageSize] })
	if err != nil {
		t.Fatal(err)
	}
	present, err := pagesOf(os.Getpid(), at, func(entry uint64) bool { return entry&pagePresent != 0 })
	if err != nil {
		t.Fatal(err)
	}
	if want := []pageRun{{1, 1}, {4, 5}, {30, 2}}; !reflect.DeepEqual(present, want) {
		t.Errorf("pages there are %v, want %v", present, want)
	}
	if err := touchPages(os.Getpid(), at, []pageRun{{4, 1}, {12, 2}}); err != nil {
		t.Fatal(err)
	}
	present, err = pagesOf(os.Getpid(), at, func(entry uint64) bool { return entry&pagePresent != 0 })
	if err != nil {
		t.Fatal(err)
	}
	if want := []pageRun{{1, 1}, {4, 5}, {12, 2}, {30, 2}}; !reflect.DeepEqual(present, want) {
		t.Errorf("pages there after some were touched are %v, want %v", present, want)
	}
	if b[pageSize-1] != 0 || b[pageSize] != 1 || b[9*pageSize-1] != 1 || b[9*pageSize] != 0 {
		t.Error("other bytes were written than asked for")
	}
}

func TestKeptHotPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), hotFile)
	if hot, err := readHotPages(path); hot != nil || err != nil {
		t.Errorf("without a file: %v, %v", hot, err)
	}
	hot := &hotPages{Memory: []pageRun{{0, 3}, {memoryBytes/pageSize - 1, 1}}, Read: []pageRun{{5, 2}}, Code: 7}
	if err := hot.keep(path); err != nil {
		t.Fatal(err)
	}
	if again, err := readHotPages(path); err != nil || !reflect.DeepEqual(again, hot) {
		t.Errorf("read back %v, %v", again, err)
	}
	for _, bad := range []string{`{`, `{"memory":[{"first":-1,"count":1}]}`, fmt.Sprintf(`{"memory":[{"first":%d,"count":2}]}`, memoryBytes/pageSize-1),
		`{"memory":[{"first":0,"count":9223372036854775807}]}`, `{"memory":[{"first":1,"count":0}]}`, `{"memory":[],"read":[{"first":-1,"count":1}]}`} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readHotPages(path); !errors.Is(err, errDamaged) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestHotPages looks which pages of a fresh clone are its own, and which it has
// at hand.
func TestHotPages(t *testing.T) {
	h := newHost(t)
	if h.tmpl.hot == nil || len(h.tmpl.hot.Memory) == 0 || len(h.tmpl.hot.Read) == 0 {
		t.Fatalf("none were learnt: %+v", h.tmpl.hot)
	}
	m := start(t, h)
	all, err := mappings(m.info.PID)
	if err != nil {
		t.Fatal(err)
	}
	at, ok := guestMemory(all)
	if !ok {
		t.Fatalf("no guest memory in %+v", all)
	}
	pages := func(kind func(entry uint64) bool) map[int]bool {
		runs, err := pagesOf(m.info.PID, at, kind)
		if err != nil {
			t.Fatal(err)
		}
		is := map[int]bool{}
		for _, r := range split(runs, 1) {
			is[r.First] = true
		}
		return is
	}
	own := pages(func(entry uint64) bool { return entry&(pagePresent|pageOfFile) == pagePresent })
	for _, r := range split(h.tmpl.hot.Memory, 1) {
		if !own[r.First] {
			t.Fatalf("page %d is not the clone's own", r.First)
		}
	}
	there := pages(func(entry uint64) bool { return entry&pagePresent != 0 })
	for _, r := range split(h.tmpl.hot.Read, 1) {
		if !there[r.First] {
			t.Fatalf("page %d is not at hand", r.First)
		}
	}
}
