// SPDX-License-Identifier: Apache-2.0

package takeaway_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/hextext"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/takeaway"
)

// getLink asks rtnetlink for lo, by name.
var getLink, _ = hex.DecodeString("28000000120001000100000000000000" + "00000000000000000000000000000000" + "070003006c6f0000")

func forms(t *nlmsg.Tree) map[string][]byte {
	return map[string][]byte{
		"c array":    takeaway.CArray(nil, t),
		"go literal": takeaway.GoLiteral(nil, t),
		"hex":        takeaway.Hex(nil, t.Bytes),
		"hexdump":    takeaway.Hexdump(nil, t.Bytes),
		"base64":     takeaway.Base64(nil, t.Bytes),
	}
}

// FuzzReadBack has what is written read again, whatever the bytes are.
func FuzzReadBack(f *testing.F) {
	f.Add(getLink)
	f.Add([]byte(`0000*/ "\` + "\n"))
	f.Add(bytes.Repeat([]byte{0}, 70))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		for name, text := range forms(nlmsg.Decode(b, nlmsg.Options{})) {
			got := hextext.Parse(string(text))
			if name == "hex" && len(got.Packets) == 0 || name == "base64" && got.Form != hextext.FormBase64 {
				continue // base64 that has the letters of hex alone, and the like
			}
			if len(got.Packets) != 1 || !bytes.Equal(got.Packets[0].Data, b) || len(got.Problems) > 0 {
				t.Errorf("%s of % x is read as %+v\n%s", name, b, got, text)
			}
		}
	})
}

// TestHexdump holds a dump against the program that it takes after.
func TestHexdump(t *testing.T) {
	cmd := exec.Command("hexdump", "-Cv")
	cmd.Stdin = bytes.NewReader(getLink)
	want, err := cmd.Output()
	if err != nil {
		if os.Getenv("NETLINKLAB_VM") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	if got := takeaway.Hexdump(nil, getLink); !bytes.Equal(got, want) {
		t.Errorf("\n%swant\n%s", got, want)
	}
}

// TestPrograms compiles what is written, runs it on this machine's kernel, and
// watches with strace that the bytes are sent as they are.
func TestPrograms(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("NETLINKLAB_VM is not set")
	}
	tree := nlmsg.Decode(getLink, nlmsg.Options{})
	dir := t.TempDir()
	for name, c := range map[string]struct {
		text  []byte
		build []string
	}{
		"message.c":  {takeaway.CProgram(nil, tree, 0), []string{"cc", "-Wall", "-Wextra", "-Werror", "-o"}},
		"message.go": {takeaway.GoProgram(nil, tree, 0), []string{"go", "build", "-o"}},
	} {
		t.Run(name, func(t *testing.T) {
			source, program := filepath.Join(dir, name), filepath.Join(dir, name+".run")
			if err := os.WriteFile(source, c.text, 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, append(c.build, program, source)...)
			if strings.HasSuffix(name, ".go") {
				if out := run(t, "gofmt", "-l", source); out != "" {
					t.Errorf("gofmt would change %s", out)
				}
			}
			trace := filepath.Join(dir, name+".trace")
			out := run(t, "strace", "-f", "-e", "trace=sendto,write", "-e", "write=all", "-o", trace, program)
			if !strings.Contains(out, "6c 6f 00") {
				t.Errorf("no link named lo in\n%s", out)
			}
			lines, err := os.ReadFile(trace)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range hextext.Parse(string(lines)).Packets {
				if bytes.Equal(p.Data, getLink) {
					return
				}
			}
			t.Errorf("the bytes are not in\n%s", lines)
		})
	}
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestFieldsAreNamed(t *testing.T) {
	text := string(takeaway.CArray(nil, nlmsg.Decode(getLink, nlmsg.Options{})))
	for _, want := range []string{"// nlmsg_len = 40\n\t0x28, 0x00, 0x00, 0x00,\n", "// nlmsg_type = RTM_GETLINK\n", "// IFLA_IFNAME\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
