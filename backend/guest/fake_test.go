// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"archive/tar"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/ulikunitz/xz"
)

// fakeRelease is the kernel of the fake SDK.
const fakeRelease = "6.12.0-fake"

// fakeFiles are an SDK that has what an image is made from, but no compiler.
func fakeFiles(t *testing.T) map[string]string {
	t.Helper()
	var packed bytes.Buffer
	w, err := xz.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("the dummy driver")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	modules := "lib/modules/" + fakeRelease + "/"
	return map[string]string{
		"boot/vmlinuz-" + fakeRelease:                  "a kernel",
		modules + "build/Makefile":                     "# kbuild",
		modules + "modules.dep":                        "kernel/net/nf_conntrack_netlink.ko: kernel/net/nfnetlink.ko\nkernel/net/nfnetlink.ko:\nkernel/drivers/dummy.ko.xz:\n",
		modules + "kernel/net/nfnetlink.ko":            "nfnetlink",
		modules + "kernel/net/nf_conntrack_netlink.ko": "conntrack",
		modules + "kernel/drivers/dummy.ko.xz":         packed.String(),
	}
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// builder is options with a record of the stages it went through.
type builder struct {
	Options
	stages []string
}

// fakeBuild has an SDK, an agent and a module that needs no compiler, because
// the cache has it already.
func fakeBuild(t *testing.T) *builder {
	t.Helper()
	dir := t.TempDir()
	b := &builder{Options: Options{Cache: filepath.Join(dir, "cache"), SDK: filepath.Join(dir, "sdk"), Agent: filepath.Join(dir, "agent")}}
	writeFiles(t, b.SDK, fakeFiles(t))
	writeFiles(t, dir, map[string]string{"agent": "an agent"})
	b.sources = fstest.MapFS{"netlink_test.c": {Data: []byte("/* the module */")}}
	b.record()
	b.seedModule(t, "the module")
	return b
}

func (b *builder) record() {
	b.Progress = func(stage string, _, _ int64) {
		if !slices.Contains(b.stages, stage) {
			b.stages = append(b.stages, stage)
		}
	}
}

// seedModule puts a built module for the present sources into the cache.
func (b *builder) seedModule(t *testing.T, ko string) {
	t.Helper()
	dir := b.SDK
	if dir == "" {
		dir = filepath.Join(b.Cache, "sdk", ownSDK())
	}
	s, err := openSDK(dir)
	if err != nil {
		t.Fatal(err)
	}
	key, err := moduleKey(b.sources, s)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(b.Cache, "module", key)
	writeFiles(t, dir, map[string]string{moduleFile: ko})
	if err := sumFiles(dir, moduleFile); err != nil {
		t.Fatal(err)
	}
}

// run builds and says which stages that took.
func (b *builder) run(t *testing.T) (Image, []string) {
	t.Helper()
	b.stages = nil
	im, err := Build(t.Context(), b.Options)
	if err != nil {
		t.Fatal(err)
	}
	return im, b.stages
}

// archive is files as mmdebstrap would write them.
func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	made := map[string]bool{".": true}
	var folders func(dir string)
	folders = func(dir string) {
		if made[dir] {
			return
		}
		folders(filepath.Dir(dir))
		made[dir] = true
		putEntry(t, w, tar.Header{Typeflag: tar.TypeDir, Name: "./" + dir + "/", Mode: 0o755}, "")
	}
	for name, content := range files {
		folders(filepath.Dir(name))
		putEntry(t, w, tar.Header{Typeflag: tar.TypeReg, Name: "./" + name, Mode: 0o644}, content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func putEntry(t *testing.T, w *tar.Writer, h tar.Header, content string) {
	t.Helper()
	h.Size = int64(len(content))
	if err := w.WriteHeader(&h); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
}

// fakeMmdebstrap puts a program of that name before all others, which runs a
// shell script; $ARCHIVE is the file that it would make.
func fakeMmdebstrap(t *testing.T, archive []byte, script string) {
	t.Helper()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"archive": string(archive)})
	program := fmt.Sprintf("#!/bin/sh\nARCHIVE=%s/archive\n%s\n", dir, script)
	if err := os.WriteFile(filepath.Join(dir, "mmdebstrap"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

// noRests fails if a store has folders that were being filled.
func noRests(t *testing.T, cache string) {
	t.Helper()
	for _, pattern := range []string{newPrefix + "*", "*.new"} {
		rests, err := filepath.Glob(filepath.Join(cache, "*", pattern))
		if err != nil {
			t.Fatal(err)
		}
		if len(rests) > 0 {
			t.Errorf("left behind: %v", rests)
		}
	}
}
