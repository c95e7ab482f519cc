// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"debug/elf"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"netlinklab/backend/module"
)

// realSDK is the SDK of the image that set-up has built. A test that calls it
// is one that NETLINKLAB_VM asks for.
func realSDK(t *testing.T) string {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("compiles in the SDK; set NETLINKLAB_VM=1 to ask for it")
	}
	cache, err := DefaultCache()
	if err != nil {
		t.Fatal(err)
	}
	im, err := Load(cache)
	if err != nil {
		t.Fatal(err)
	}
	if im.SDK == "" {
		t.Fatalf("there is an image in %s and no SDK", cache)
	}
	return im.SDK
}

func realBuild(t *testing.T, sdk string) *builder {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{Options: Options{Cache: t.TempDir(), SDK: sdk, ModuleRoot: root}}
	b.record()
	return b
}

// What compilers write, too, must depend on nothing but the sources: not on the
// folder, the time or the process.
func TestRealBuild(t *testing.T) {
	sdk := realSDK(t)
	first := realBuild(t, sdk)
	im, stages := first.run(t)
	if want := []string{"agent", "module", "initramfs"}; !slices.Equal(stages, want) {
		t.Errorf("the first build went through %v, want %v", stages, want)
	}
	second := realBuild(t, sdk)
	twin, _ := second.run(t)
	if im.Hash != twin.Hash {
		t.Errorf("hashes %s and %s of the same sources", im.Hash, twin.Hash)
	}
	if !bytes.Equal(readAll(t, im.Initramfs), readAll(t, twin.Initramfs)) {
		t.Error("the initramfs differs between two builds of the same sources")
	}

	if _, stages = first.run(t); !slices.Equal(stages, []string{"agent"}) {
		t.Errorf("with nothing changed the build went through %v, want only the go command's own look", stages)
	}
	first.sources = changedModule(t)
	changed, stages := first.run(t)
	if want := []string{"agent", "module", "initramfs"}; !slices.Equal(stages, want) {
		t.Errorf("a changed module went through %v, want %v", stages, want)
	}
	if changed.Hash == im.Hash {
		t.Error("a changed module makes the same image")
	}
	first.Agent = filepath.Join(t.TempDir(), "agent")
	writeFiles(t, filepath.Dir(first.Agent), map[string]string{"agent": "another agent"})
	if _, stages = first.run(t); !slices.Equal(stages, []string{"initramfs"}) {
		t.Errorf("a changed agent went through %v, want only the initramfs", stages)
	}
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// changedModule is the module with another description.
func changedModule(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"netlink_test.c", "netlink_test.h", "Makefile"} {
		b, err := fs.ReadFile(module.Sources(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b, Mode: 0o644}
	}
	files["netlink_test.c"].Data = bytes.Replace(files["netlink_test.c"].Data, []byte("netlink test family:"), []byte("changed:"), 1)
	return files
}

// compiled builds the module in a folder of its own and fails on any warning.
func compiled(t *testing.T, s sdk, extra ...string) {
	t.Helper()
	job := t.TempDir()
	if err := os.CopyFS(job, module.Sources()); err != nil {
		t.Fatal(err)
	}
	out, err := compileModule(t.Context(), s, job, extra...)
	if err != nil {
		t.Fatalf("kernel %s: %v\n%s", s.release, err, out)
	}
	if bytes.Contains(out, []byte("warning:")) {
		t.Errorf("kernel %s: warnings:\n%s", s.release, out)
	}
	ko, err := elf.Open(filepath.Join(job, moduleFile))
	if err != nil {
		t.Fatal(err)
	}
	defer ko.Close()
	info, err := ko.Section(".modinfo").Data()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(info), "vermagic="+s.release+" ") {
		t.Errorf("the module is for another kernel than %s: %q", s.release, info)
	}
}

func TestModuleHasNoWarnings(t *testing.T) {
	s, err := openSDK(realSDK(t))
	if err != nil {
		t.Fatal(err)
	}
	// W=1 also reads comments with kernel-doc, for which the SDK lacks parts of
	// perl; an empty command leaves that out.
	compiled(t, s, "W=1e", "cmd_checkdoc=")
}

// The host's headers are another kernel's: Debian 12 has 6.1. There sparse looks
// at the module too.
func TestModuleOnTheHostsKernelHeaders(t *testing.T) {
	realSDK(t)
	builds, err := filepath.Glob("/lib/modules/*/build")
	if err != nil {
		t.Fatal(err)
	}
	if len(builds) == 0 {
		t.Fatal("no kernel headers in /lib/modules; install them with: apt-get install linux-headers-cloud-amd64")
	}
	if _, err := exec.LookPath("sparse"); err != nil {
		t.Fatal(err)
	}
	for _, build := range builds {
		s := sdk{dir: "/", release: filepath.Base(filepath.Dir(build))}
		compiled(t, s, "W=1e")
		compiled(t, s, "C=2", "CF=-D__CHECK_ENDIAN__")
	}
}
