// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tarOf writes entries as they are; what looks like a file has "content".
func tarOf(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range entries {
		content := ""
		if h.Typeflag == tar.TypeReg {
			content = "content"
		}
		putEntry(t, w, h, content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUnpackStaysInside(t *testing.T) {
	parent := t.TempDir()
	secret := filepath.Join(parent, "secret")
	file := func(name string) tar.Header { return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644} }
	link := func(name, to string) tar.Header {
		return tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: to}
	}
	for name, entries := range map[string][]tar.Header{
		"up":                  {file("../secret")},
		"up in the middle":    {file("a/../../secret")},
		"absolute":            {file(secret)},
		"folder up":           {{Typeflag: tar.TypeDir, Name: "../secret", Mode: 0o755}},
		"symlink up":          {link("out", ".."), file("out/secret")},
		"absolute symlink":    {link("out", parent), file("out/secret")},
		"symlink as the file": {link("out", "../secret"), file("out")},
		"symlink chain":       {link("a", ".."), link("b", "a"), file("b/secret")},
		"hard link up":        {{Typeflag: tar.TypeLink, Name: "out", Linkname: "../other"}},
		"hard link absolute":  {{Typeflag: tar.TypeLink, Name: "out", Linkname: filepath.Join(parent, "other")}},
		"symlink placed up":   {link("../secret", "x")},
	} {
		t.Run(name, func(t *testing.T) {
			writeFiles(t, parent, map[string]string{"other": "the host's own"})
			dir, err := os.MkdirTemp(parent, "sdk")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := unpack(t.Context(), bytes.NewReader(tarOf(t, entries...)), dir); err == nil {
				t.Error("it was unpacked without an error")
			}
			if _, err := os.Lstat(secret); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a file was made outside (%v)", err)
			}
			if b, err := os.ReadFile(filepath.Join(parent, "other")); err != nil || string(b) != "the host's own" {
				t.Errorf("a file outside was changed: %q (%v)", b, err)
			}
		})
	}
}

func TestUnpackNeedsNoPrivilege(t *testing.T) {
	dir := t.TempDir()
	when := time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC)
	files, err := unpack(t.Context(), bytes.NewReader(tarOf(t,
		tar.Header{Typeflag: tar.TypeDir, Name: "./", Mode: 0o755},
		tar.Header{Typeflag: tar.TypeDir, Name: "./dev/", Mode: 0o755},
		tar.Header{Typeflag: tar.TypeChar, Name: "./dev/null", Mode: 0o666, Devmajor: 1, Devminor: 3},
		tar.Header{Typeflag: tar.TypeDir, Name: "./locked/", Mode: 0o000},
		tar.Header{Typeflag: tar.TypeReg, Name: "./locked/su", Mode: 0o4755, Uid: 0, ModTime: when},
		tar.Header{Typeflag: tar.TypeLink, Name: "./twin", Linkname: "./locked/su"},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "./lib", Linkname: "usr/lib"},
	)), dir)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("content"))
	want := hex.EncodeToString(sum[:])
	if len(files) != 2 || files["locked/su"] != want || files["twin"] != want {
		t.Errorf("hashes %v, want %s for locked/su and twin", files, want)
	}
	info, err := os.Stat(filepath.Join(dir, "locked/su"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o755 || !info.ModTime().Equal(when) {
		t.Errorf("mode %v at %v, want 0755 without set-user-id at %v", info.Mode(), info.ModTime(), when)
	}
	if _, err := os.Lstat(filepath.Join(dir, "dev/null")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a device was made (%v)", err)
	}
	if to, err := os.Readlink(filepath.Join(dir, "lib")); err != nil || to != "usr/lib" {
		t.Errorf("symlink to %q (%v)", to, err)
	}
}

func TestUnpackRefusesWhatIsThere(t *testing.T) {
	h := tar.Header{Typeflag: tar.TypeReg, Name: "twice", Mode: 0o644}
	if _, err := unpack(t.Context(), bytes.NewReader(tarOf(t, h, h)), t.TempDir()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the same file twice: error %v, want %v", err, fs.ErrExist)
	}
}
