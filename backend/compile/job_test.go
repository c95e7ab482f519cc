// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

func TestJobsThatAreRefused(t *testing.T) {
	ok := map[string][]byte{"a.c": nil}
	many := map[string][]byte{"a.c": nil}
	for i := range MaxFiles {
		many[strings.Repeat("h", i+1)+".h"] = nil
	}
	for name, j := range map[string]Job{
		"no kind":     {Main: "a.c", Files: ok},
		"no main":     {Kind: Program, Main: "b.c", Files: ok},
		"header main": {Kind: Program, Main: "a.h", Files: map[string][]byte{"a.h": nil}},
		"path":        {Kind: Program, Main: "a.c", Files: map[string][]byte{"a.c": nil, "../b.h": nil}},
		"option":      {Kind: Module, Main: "-o.c", Files: map[string][]byte{"-o.c": nil}},
		"blank":       {Kind: Module, Main: "a b.c", Files: map[string][]byte{"a b.c": nil}},
		"shell":       {Kind: Module, Main: "a;b.c", Files: map[string][]byte{"a;b.c": nil}},
		"makefile":    {Kind: Module, Main: "a.c", Files: map[string][]byte{"a.c": nil, "Kbuild": nil}},
		"only dot c":  {Kind: Program, Main: ".c", Files: map[string][]byte{".c": nil}},
		"too long":    {Kind: Program, Main: "a.c", Files: map[string][]byte{"a.c": make([]byte, MaxFileBytes+1)}},
		"too many":    {Kind: Program, Main: "a.c", Files: many},
		"Go path":     {Kind: Go, Main: "main.go", Files: map[string][]byte{"main.go": nil, "../b.go": nil}},
		"C in Go":     {Kind: Go, Main: "main.go", Files: map[string][]byte{"main.go": nil, "a.c": nil}},
		"Go in C":     {Kind: Program, Main: "a.c", Files: map[string][]byte{"a.c": nil, "main.go": nil}},
		"no Go main":  {Kind: Go, Main: "main.go", Files: map[string][]byte{"a.go": nil}},
	} {
		var e *JobError
		if err := j.Check(); !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, good := range []Job{{Kind: Program, Main: "a.c", Files: ok}, {Kind: Go, Main: "main.go", Files: map[string][]byte{"main.go": nil, "b-c.go": nil}}} {
		if err := good.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestForeignArchiveIsRefused(t *testing.T) {
	archive := func(names ...string) []byte {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for _, n := range names {
			if err := w.WriteHeader(&tar.Header{Name: n, Size: 1, Mode: 0o644}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		return b.Bytes()
	}
	if _, _, err := unpack(archive(binaryName, debugName)); err != nil {
		t.Error(err)
	}
	for _, b := range [][]byte{nil, []byte("no tar"), archive(binaryName), archive(binaryName, debugName, "more"), archive(binaryName, debugName)[:700]} {
		if _, _, err := unpack(b); !errors.Is(err, errArchive) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

func TestQueueTellsPlacesAndKeepsOrder(t *testing.T) {
	q := newQueue(1, 2)
	seat, err := q.take(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	places := make(chan string, 10)
	got := make(chan string)
	ask := func(ctx context.Context, name string) {
		s, err := q.take(ctx, func(n int) { places <- name + string(rune('0'+n)) })
		if err != nil {
			got <- name + " gives up"
			return
		}
		got <- name
		q.give(s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go ask(ctx, "a")
	if p := <-places; p != "a1" {
		t.Error(p)
	}
	go ask(t.Context(), "b")
	if p := <-places; p != "b2" {
		t.Error(p)
	}
	if _, err := q.take(t.Context(), nil); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	cancel()
	if g := <-got; g != "a gives up" {
		t.Error(g)
	}
	if p := <-places; p != "b1" {
		t.Error(p)
	}
	q.give(seat)
	if g := <-got; g != "b" {
		t.Error(g)
	}
	if s, err := q.take(t.Context(), nil); err != nil || s != seat {
		t.Errorf("seat %d: %v", s, err)
	}
}

func TestCacheForgetsTheOldest(t *testing.T) {
	c := newCache(3000)
	for _, key := range []string{"a", "b", "c"} {
		c.put(key, Result{Binary: []byte(key)})
		c.get("a")
	}
	if _, ok := c.get("b"); ok {
		t.Error("b is still there")
	}
	if r, ok := c.get("a"); !ok || string(r.Binary) != "a" {
		t.Error("a was used and is gone")
	}
}
