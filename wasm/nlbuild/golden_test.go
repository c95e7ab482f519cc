// SPDX-License-Identifier: Apache-2.0

package nlbuild_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden decodes what testdata/golden holds and compares with the .txt file
// beside it, where bytes, names, values and ranges stand side by side. A .json
// file is a document; a .hex file begins with a protocol and "sent" or "received".
func TestGolden(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.json", "*.hex"} {
		found, err := filepath.Glob(filepath.Join("testdata/golden", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 20 {
		t.Fatalf("only %d files", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, o := load(t, file)
			got := picture(nlmsg.Decode(b, o))
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".txt"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v: run go test ./wasm/nlbuild -run Golden -update and read what changed", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s has changed (go test ./wasm/nlbuild -run Golden -update writes it): first difference\n%s", golden, firstDifference(string(got), string(want)))
			}
		})
	}
}

// goldenIDs are what some kernel gave these families.
var goldenIDs = []nlmsg.GenericID{{ID: 0x15, Name: "ethtool"}, {ID: 0x18, Name: "ovs_datapath"}, {ID: 0x1c, Name: "nl80211"}, {ID: 0x1d, Name: "wireguard"}}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) {
			return fmt.Sprintf("line %d: got %s, want the end", i+1, g[i])
		}
		if g[i] != w[i] {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return "the end is missing"
}

// load gives a file's bytes and how to read them.
func load(t *testing.T, file string) ([]byte, nlmsg.Options) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	o := nlmsg.Options{Generic: goldenIDs}
	if filepath.Ext(file) == ".json" {
		r, err := nlbuild.Build(text, nlbuild.Options{Generic: goldenIDs})
		if err != nil {
			t.Fatal(err)
		}
		o.Protocol = r.Protocol
		return r.Bytes, o
	}
	head, body, _ := strings.Cut(string(text), "\n")
	var way string
	if _, err := fmt.Sscanf(head, "%d %s", &o.Protocol, &way); err != nil {
		t.Fatalf("%s: the first line is a protocol and a direction: %v", file, err)
	}
	o.Direction = map[string]nlspec.Direction{"sent": nlspec.FromUser, "received": nlspec.FromKernel}[way]
	b, err := nlmsg.ParseHex(body)
	if err != nil {
		t.Fatal(err)
	}
	return b, o
}

// picture prints a tree as fq does: eight bytes a line, names indented by depth.
func picture(t *nlmsg.Tree) []byte {
	var out bytes.Buffer
	for i := range t.Nodes {
		n := &t.Nodes[i]
		name := strings.Repeat("  ", int(n.Depth)) + n.Name
		if n.Name == "" {
			name += "(" + n.Kind.String() + ")"
		}
		where := fmt.Sprintf("%#x-%#x (%d)", n.Offset, n.Offset+n.Length, n.Length)
		if !n.Leaf {
			fmt.Fprintf(&out, "%-6s %-23s | %-46s | %-38s | %s\n", "", "", name, n.CType, where)
			continue
		}
		data := t.Data(n)
		for at := 0; at < len(data); at += 8 {
			row := hex.EncodeToString(data[at:min(at+8, len(data))])
			var spaced []string
			for j := 0; j < len(row); j += 2 {
				spaced = append(spaced, row[j:j+2])
			}
			if at > 0 {
				name, where = "", ""
			}
			value := ""
			if at == 0 {
				value = t.Text(i)
			}
			line := fmt.Sprintf("0x%04x %-23s | %-46s | %-38s | %s", int(n.Offset)+at, strings.Join(spaced, " "), name, value, where)
			fmt.Fprintln(&out, strings.TrimRight(line, " "))
		}
	}
	for _, p := range t.Problems {
		fmt.Fprintf(&out, "! %s at %#x (%d): %s\n", p.Code, p.Offset, p.Length, t.Nodes[p.Node].Name)
	}
	return out.Bytes()
}
