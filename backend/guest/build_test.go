// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
)

func TestSameInputsSameBytes(t *testing.T) {
	first, _ := fakeBuild(t).run(t)
	second, _ := fakeBuild(t).run(t)
	if first.Hash != second.Hash {
		t.Errorf("hashes %s and %s", first.Hash, second.Hash)
	}
	for _, name := range []string{kernelFile, initramfsFile, manifestFile, sumsFile} {
		a, err := os.ReadFile(filepath.Join(first.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(second.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two builds from the same inputs", name)
		}
	}
}

func TestNothingChangedNothingBuilt(t *testing.T) {
	b := fakeBuild(t)
	first, stages := b.run(t)
	if !slices.Equal(stages, []string{"initramfs"}) {
		t.Errorf("the first build went through %v", stages)
	}
	before := fileTimes(t, first.Dir)
	again, stages := b.run(t)
	if len(stages) > 0 {
		t.Errorf("with nothing changed the build went through %v", stages)
	}
	if again != first {
		t.Errorf("image %+v, then %+v", first, again)
	}
	if after := fileTimes(t, first.Dir); !slices.Equal(after, before) {
		t.Errorf("files were written again: %v, then %v", before, after)
	}
}

// fileTimes are a folder's files with their times: what was written shows.
func fileTimes(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var times []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, e.Name()+" "+info.ModTime().String())
	}
	return times
}

func TestChangedInputMakesAnotherImage(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*testing.T, *builder)
	}{
		{"agent", func(t *testing.T, b *builder) {
			writeFiles(t, filepath.Dir(b.Agent), map[string]string{"agent": "another agent"})
		}},
		{"module", func(t *testing.T, b *builder) {
			b.sources = fstest.MapFS{"netlink_test.c": {Data: []byte("/* changed */")}}
			b.seedModule(t, "another module")
		}},
		{"kernel", func(t *testing.T, b *builder) {
			writeFiles(t, b.SDK, map[string]string{"boot/vmlinuz-" + fakeRelease: "another kernel"})
			b.seedModule(t, "the module")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := fakeBuild(t)
			first, _ := b.run(t)
			c.change(t, b)
			second, _ := b.run(t)
			if second.Hash == first.Hash {
				t.Fatal("the image kept its hash")
			}
			if _, err := os.Stat(first.Initramfs); err != nil {
				t.Errorf("the image that a server may still run on is gone: %v", err)
			}
			if current, err := Load(b.Cache); err != nil || current.Hash != second.Hash {
				t.Errorf("the current image is %s (%v), not the new one", current.Hash, err)
			}
		})
	}
}

func TestDamagedImageIsMadeAgain(t *testing.T) {
	cut := func(path string) error { return os.Truncate(path, 3) }
	for _, c := range []struct {
		name, file string
		damage     func(string) error
	}{
		{"kernel flipped", kernelFile, flipByte},
		{"initramfs flipped", initramfsFile, flipByte},
		{"initramfs cut short", initramfsFile, cut},
		{"initramfs gone", initramfsFile, os.Remove},
		{"manifest cut short", manifestFile, cut},
		{"sums cut short", sumsFile, cut},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := fakeBuild(t)
			im, _ := b.run(t)
			path := filepath.Join(im.Dir, c.file)
			good, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.damage(path); err != nil {
				t.Fatal(err)
			}
			_, stages := b.run(t)
			if !slices.Equal(stages, []string{"initramfs"}) {
				t.Errorf("mending went through %v", stages)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, good) {
				t.Errorf("the file was not mended (%v)", err)
			}
			noRests(t, b.Cache)
		})
	}
}

// flipByte changes a file's first byte and leaves its size.
func flipByte(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[0] ^= 0xff
	return os.WriteFile(path, b, 0o644)
}

func TestRestsOfKilledBuildersAreSwept(t *testing.T) {
	b := fakeBuild(t)
	for _, store := range []string{"sdk", "module", "image"} {
		writeFiles(t, b.Cache, map[string]string{store + "/" + newPrefix + "123/half": "half a file"})
	}
	b.run(t)
	noRests(t, b.Cache)
}
