// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// ownBuild makes its SDK itself, with what stands for mmdebstrap.
func ownBuild(t *testing.T) *builder {
	t.Helper()
	b := fakeBuild(t)
	b.SDK = ""
	return b
}

// goodScript logs as mmdebstrap does and writes the archive.
const goodScript = `echo "2 upgraded, 2 newly installed, 0 to remove" >&2
echo "Get:1 http://deb.debian.org/debian trixie/main amd64 gcc amd64" >&2
echo "Unpacking gcc" >&2
echo "Setting up gcc" >&2
cat "$ARCHIVE"`

func TestOwnSDKIsMadeOnce(t *testing.T) {
	b := ownBuild(t)
	fakeMmdebstrap(t, archive(t, fakeFiles(t)), goodScript)
	im, stages := b.run(t)
	if !slices.Equal(stages, []string{"sdk", "initramfs"}) {
		t.Errorf("the first build went through %v", stages)
	}
	if want := filepath.Join(b.Cache, "sdk", ownSDK()); im.SDK != want || im.Release != fakeRelease {
		t.Errorf("SDK %s with kernel %s, want %s with %s", im.SDK, im.Release, want, fakeRelease)
	}
	if _, stages = b.run(t); len(stages) > 0 {
		t.Errorf("with nothing changed the build went through %v", stages)
	}
	noRests(t, b.Cache)
}

func TestDamagedSDKIsMadeAgain(t *testing.T) {
	modules := "lib/modules/" + fakeRelease + "/"
	for _, name := range []string{
		"boot/vmlinuz-" + fakeRelease,                  // checked when the SDK is opened
		modules + "kernel/drivers/dummy.ko.xz",         // when a driver is read
		modules + "kernel/net/nf_conntrack_netlink.ko", // and another
	} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b := ownBuild(t)
			fakeMmdebstrap(t, archive(t, fakeFiles(t)), goodScript)
			first, _ := b.run(t)
			if err := flipByte(filepath.Join(first.SDK, name)); err != nil {
				t.Fatal(err)
			}
			// The image is whole; only a build that needs the file can notice.
			if err := os.RemoveAll(first.Dir); err != nil {
				t.Fatal(err)
			}
			second, stages := b.run(t)
			if !slices.Contains(stages, "sdk") {
				t.Errorf("mending went through %v", stages)
			}
			if second.Hash != first.Hash {
				t.Errorf("the image is %s, and was %s", second.Hash, first.Hash)
			}
		})
	}
}

func TestFailedMmdebstrapIsExplained(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"no network", `echo "W: Temporary failure resolving 'deb.debian.org'" >&2; exit 1`, "-mirror"},
		{"no namespaces", `echo "E: newuidmap 123 failed" >&2; exit 1`, "/etc/subuid"},
		{"full", `echo "cannot write: No space left on device" >&2; exit 1`, "TMPDIR"},
		{"other", `echo "E: the moon is in the way" >&2; exit 3`, "the moon is in the way"},
		{"cut off", `head -c 700 "$ARCHIVE"`, "archive of the SDK"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := ownBuild(t)
			fakeMmdebstrap(t, archive(t, fakeFiles(t)), c.script)
			_, err := Build(t.Context(), b.Options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that has %q", err, c.want)
			}
			noRests(t, b.Cache)
		})
	}
}

// An interrupted build takes mmdebstrap and its children with it.
func TestInterruptedSDK(t *testing.T) {
	b := ownBuild(t)
	fifo := filepath.Join(t.TempDir(), "alive")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	// A child holds the fifo open for writing as long as it lives.
	fakeMmdebstrap(t, nil, `sh -c 'exec 3>`+fifo+`; echo up >&3; sleep 1000' & wait`)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	result := make(chan error, 1)
	go func() {
		_, err := Build(ctx, b.Options)
		result <- err
	}()
	f, err := os.Open(fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Read(make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if n, err := f.Read(make([]byte, 1)); n != 0 {
		t.Errorf("read %d bytes (%v), want the end: a child of mmdebstrap lives on", n, err)
	}
	noRests(t, b.Cache)
}

func TestOpenSDK(t *testing.T) {
	dir := t.TempDir()
	if _, err := openSDK(dir); err == nil || !strings.Contains(err.Error(), "linux-headers") {
		t.Errorf("an empty folder: error %v, want one that names the packages", err)
	}
	for _, release := range []string{"6.9.0", "6.12.0", "6.13.0-no-kernel"} {
		writeFiles(t, dir, map[string]string{"lib/modules/" + release + "/build/Makefile": ""})
	}
	writeFiles(t, dir, map[string]string{"boot/vmlinuz-6.9.0": "", "boot/vmlinuz-6.12.0": ""})
	s, err := openSDK(dir)
	if err != nil || s.release != "6.12.0" {
		t.Errorf("kernel %s (%v), want the newest that has all: 6.12.0", s.release, err)
	}
}
