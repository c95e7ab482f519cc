// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asProgram makes this test binary the program itself.
const asProgram = "NETLINKLAB_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	code := m.Run()
	if err := endBed(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// program runs the program and gives what it printed and its exit status.
func program(t *testing.T, in string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stdin = strings.NewReader(in)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), log.String(), cmd.ProcessState.ExitCode()
}

const (
	echoHex = "15000000 1000 0000 01000000 00000000 68656c6c6f"
	linkHex = "28000000 1000 0104 01000000 00000000 00000000 02000000 00000000 00000000 07000300 6c6f0000"
)

func TestDecodeStatus(t *testing.T) {
	for _, c := range []struct {
		in     string
		args   []string
		status int
		stdout string // what one of its lines holds
		stderr string
	}{
		{echoHex, nil, 0, `payload        "hello"`, ""},
		{"{0x11,0,0,0, 0x10,0, 0,0, 1,0,0,0, 0,0,0,0, 'h'}", nil, 0, "NLTEST_ECHO", ""},
		{echoHex, []string{"-json"}, 0, `"name":"NLTEST_ECHO"`, ""},
		{linkHex, []string{"-proto", "route"}, 0, `IFLA_IFNAME    "lo\0"`, ""},
		{linkHex, []string{"-proto", "NETLINK_ROUTE", "-full"}, 0, "nla_len      7", ""},
		{linkHex, []string{"-proto", "0", "-document"}, 0, `"attrs":{"IFLA_IFNAME":"lo"}`, ""},
		{linkHex, []string{"-proto", "0", "-color", "always"}, 0, "\x1b[35m10 00\x1b[0m", ""},
		{"ff" + echoHex[2:], nil, 1, "▲ len-too-big: ", ""},
		{echoHex + " 000000 ff", nil, 1, "trailing bytes", ""},
		{"15 00\n1x", nil, 2, "", "standard input:2:2: "},
		{"", nil, 2, "", "standard input:1:1: no bytes found"},
		{"no hex at all", nil, 2, "", "standard input:1:1: this is no hex digit\n"},
		{`{"op":"rt-link/getlink"}`, nil, 2, "", "standard input: this is JSON: netlinklab encode makes bytes of it"},
		{echoHex, []string{"-proto", "nothing"}, 2, "", `no protocol is called "nothing"; there are route, `},
		{"", []string{"no-such-file"}, 2, "", "no-such-file: no such file"},
		{"", []string{"-group", "all"}, 2, "", "belong to -follow"},
		{"", []string{"-follow"}, 2, "", "-group RTNLGRP_LINK"},
		{"\x15\x00\x00\x00\x10\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00hello", nil, 0, `"hello"`, ""},
	} {
		stdout, stderr, status := program(t, c.in, append([]string{"decode"}, c.args...)...)
		if status != c.status || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) {
			t.Errorf("decode %q of %q: status %d, not %d\n%s%s", c.args, c.in, status, c.status, stdout, stderr)
		}
		if status == 2 && stdout != "" {
			t.Errorf("decode of %q prints, and says that it cannot:\n%s", c.in, stdout)
		}
		if status != 2 && stderr != "" {
			t.Errorf("decode of %q complains: %s", c.in, stderr)
		}
	}
}

// TestDecodeGeneric learns from the kernel's answer, which has the name before the
// id, what packets before and behind it are of.
func TestDecodeGeneric(t *testing.T) {
	const (
		features = "14000000 2200 0500 02000000 00000000 0b010000\n\n"
		family   = "28000000 1000 0000 01000000 00000000 01020000 0c000200 6574 6874 6f6f 6c00 06000100 22000000\n\n"
		other    = "28000000 1000 0000 01000000 00000000 01020000 0c000200 6e65 7464 6576 0000 06000100 23000000\n\n"
	)
	stdout, stderr, status := program(t, features+other+family+other+features, "decode", "-proto", "generic", "-color", "never")
	if status != 0 || strings.Count(stdout, " ethtool\n") != 2 {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	if _, _, status := program(t, features+other, "decode", "-proto", "generic"); status != 1 {
		t.Errorf("a family that nobody names: status %d", status)
	}
}

// TestDecodeFiles puts together what several sources say.
func TestDecodeFiles(t *testing.T) {
	good, bad := filepath.Join(t.TempDir(), "good"), filepath.Join(t.TempDir(), "bad")
	for name, text := range map[string]string{good: echoHex + "\n\n" + echoHex, bad: "14"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stdout, _, status := program(t, "", "decode", good, bad, "-json")
	if lines := strings.Split(strings.TrimSpace(stdout), "\n"); len(lines) != 3 || status != 1 {
		t.Errorf("status %d, %d lines\n%s", status, len(lines), stdout)
	}
	if _, stderr, status := program(t, "", "decode", good, "no-such-file", bad); status != 2 || !strings.Contains(stderr, "no-such-file") {
		t.Errorf("status %d\n%s", status, stderr)
	}
}

// TestDecodeJSON has the nodes cover the bytes, each with its children.
func TestDecodeJSON(t *testing.T) {
	stdout, _, _ := program(t, linkHex, "decode", "-proto", "route", "-json")
	var doc struct {
		Nodes []struct {
			Name           string
			Offset, Length int
			Children       []struct{ Name, Value string }
		}
		Problems []any
	}
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil {
		t.Fatalf("%v\n%s", err, stdout)
	}
	if len(doc.Nodes) != 1 || doc.Nodes[0].Name != "RTM_NEWLINK" || doc.Nodes[0].Length != 40 || doc.Problems == nil || len(doc.Problems) != 0 {
		t.Fatalf("%+v", doc)
	}
	if c := doc.Nodes[0].Children; len(c) != 3 || c[2].Name != "IFLA_IFNAME" || c[2].Value != `"lo\0"` {
		t.Errorf("%+v", c)
	}
}

// TestEncodeDecodes has each form that encode writes read again.
func TestEncodeDecodes(t *testing.T) {
	const doc = `{"attrs":{"IFLA_IFNAME":"lo"},"header":{"ifi_index":2},"flags":["NLM_F_REQUEST","NLM_F_CREATE"]}`
	for _, form := range []string{"-hex", "-hexdump", "-base64", "-c", "-go", "-pcap", "-raw"} {
		encoded, stderr, status := program(t, doc, "encode", "-op", "rt-link/newlink", form)
		if status != 0 || encoded == "" {
			t.Errorf("encode %s: status %d\n%s", form, status, stderr)
			continue
		}
		decoded, stderr, status := program(t, encoded, "decode", "-proto", "route")
		if status != 0 || !strings.Contains(decoded, `IFLA_IFNAME    "lo\0"`) {
			t.Errorf("decode of %s: status %d\n%s%s", form, status, decoded, stderr)
		}
	}
	named, _, _ := program(t, linkHex, "decode", "-proto", "route", "-document")
	again, stderr, status := program(t, named, "encode")
	if want, _, _ := program(t, linkHex, "decode", "-proto", "route"); status != 0 {
		t.Errorf("a document: status %d\n%s", status, stderr)
	} else if got, _, _ := program(t, again, "decode", "-proto", "route"); got != want {
		t.Errorf("by way of a document it is\n%s\nnot\n%s", got, want)
	}
	tree, _, _ := program(t, linkHex, "decode", "-proto", "route", "-json")
	edited, stderr, status := program(t, strings.Replace(tree, `"value":"40"`, `"value":"41"`, 1), "encode")
	if status != 0 || !strings.HasPrefix(edited, "29 00 00 00 10 00 01 04") {
		t.Errorf("an edited tree: status %d\n%s%s", status, edited, stderr)
	}
}

func TestEncodeErrors(t *testing.T) {
	for _, c := range []struct {
		in     string
		args   []string
		stderr string
	}{
		{`{"type":16,"attributes":[{"type":1,"u8":256}]}`, nil, "standard input: attributes[0].u8: "},
		{`{"attrs":{"IFLA_IFNAM":"lo"}}`, []string{"-op", "rt-link/newlink"}, "did you mean IFLA_IFNAME?"},
		{`{"type":16}`, []string{"-c", "-go"}, "-c and -go: choose one"},
		{`{}`, []string{"-op", "RTM_NEWROUTE"}, "did you mean rt-route/newroute?"},
		{`{}`, []string{"-op", "newlink"}, "did you mean rt-link/newlink?"},
		{`{}`, []string{"-op", "nl80211/get-wiphy"}, "-generic host has this host's"},
		{`{"type":16} {"type":16}`, []string{"-c-program"}, "-c-program sends one packet, and here are 2"},
		{`{"type":16`, nil, "line 1, column 11: "},
	} {
		stdout, stderr, status := program(t, c.in, append([]string{"encode"}, c.args...)...)
		if status != 2 || stdout != "" || !strings.Contains(stderr, c.stderr) {
			t.Errorf("encode %q of %s: status %d\n%s%s", c.args, c.in, status, stdout, stderr)
		}
	}
}

func TestWasmReport(t *testing.T) {
	r, err := readWasmReport([]byte(`{"wasm_brotli_bytes":5,"call_ns":28.512,"keystroke_ms":{"field":[{"work":1,"whole":9},{"work":2},{"work":3},{"work":4}],"bytes":[{"work":5},{"work":6}],"workbench field":[{"work":7}],"workbench bytes":[{"work":8}]},"links_ms":[90.04,70,80],"links_bytes":9,"go":"go1.26"}`))
	if err != nil || r.WasmBrotli != 5 || r.Call != 28.5 || r.Keystroke != (spread{3, 6}) || r.FieldKeystroke != (spread{2, 4}) || r.Frame != (spread{0, 9}) || r.WorkbenchKeystroke != (spread{7, 8}) || r.Keystrokes != 8 || r.Links != (spread{80, 90}) || r.LinkPages != 3 || r.LinkBytes != 9 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, bad := range []string{"", "{}", `{"keystroke_ms":{"field":[{"work":1}],"bytes":[],"workbench field":[{"work":7}],"workbench bytes":[{"work":8}]},"links_ms":[1]}`,
		`{"keystroke_ms":{"field":[{"work":1}],"bytes":[{"work":1}]},"links_ms":[1]}`, `{"keystroke_ms":{"field":[{"work":1}],"bytes":[{"work":1}],"workbench field":[{"work":7}],"workbench bytes":[{"work":8}]}}`} {
		if _, err := readWasmReport([]byte(bad)); err == nil {
			t.Errorf("%q is a report", bad)
		}
	}
}
