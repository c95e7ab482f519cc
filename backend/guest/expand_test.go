// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// packers write the formats that a kernel's build may keep a module in.
var packers = map[string]func(io.Writer) (io.WriteCloser, error){
	".gz":  func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
	".xz":  func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
	".zst": func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
}

// pack gives size zero bytes, packed.
func pack(t *testing.T, ext string, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := packers[ext](&out)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for size > 0 {
		n, err := w.Write(zeros[:min(size, int64(len(zeros)))])
		if err != nil {
			t.Fatal(err)
		}
		size -= int64(n)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestExpand(t *testing.T) {
	if b, err := expand("a.ko", []byte("ELF")); err != nil || string(b) != "ELF" {
		t.Errorf("a.ko: %q (%v), want it as it is", b, err)
	}
	for ext := range packers {
		if b, err := expand("a.ko"+ext, pack(t, ext, 1000)); err != nil || len(b) != 1000 {
			t.Errorf("%s: %d bytes (%v), want 1000", ext, len(b), err)
		}
		cut := pack(t, ext, 1000)
		if b, err := expand("a.ko"+ext, cut[:len(cut)-6]); err == nil {
			t.Errorf("%s cut short: %d bytes without an error", ext, len(b))
		}
		if _, err := expand("a.ko"+ext, []byte("noise noise noise")); err == nil {
			t.Errorf("%s: noise without an error", ext)
		}
	}
	if _, err := expand("a.ko.lzma", nil); err == nil || !strings.Contains(err.Error(), ".ko.zst") {
		t.Errorf("an unknown format: error %v, want one that names the known ones", err)
	}
}

func TestExpandHasALimit(t *testing.T) {
	for _, ext := range []string{".gz", ".zst"} { // .xz goes through the same reader, slowly
		if b, err := expand("a.ko"+ext, pack(t, ext, moduleLimit)); err != nil || len(b) != moduleLimit {
			t.Errorf("%s: %d bytes (%v), want all %d", ext, len(b), err, moduleLimit)
		}
		if _, err := expand("a.ko"+ext, pack(t, ext, moduleLimit+1)); err == nil || !strings.Contains(err.Error(), "64 MiB") {
			t.Errorf("%s: a byte more: error %v, want one that says 64 MiB", ext, err)
		}
	}
}
