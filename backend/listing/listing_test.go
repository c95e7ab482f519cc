// SPDX-License-Identifier: Apache-2.0

package listing_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"netlinklab/backend/listing"
	"netlinklab/wasm/intake"
	"netlinklab/wasm/nlmsg"
)

var update = flag.Bool("update", false, "write what is printed to testdata")

// inputs are messages in hex, with their protocol.
var inputs = map[string]struct {
	protocol int32
	hex      string
	style    listing.Style
}{
	"echo": {30, "15000000 1000 0000 01000000 00000000 68656c6c6f", listing.Style{}},
	// RTM_NEWLINK of a VLAN, with a nest in a nest.
	"nest": {0, "48000000 1000 0104 01000000 00000000 00000000 02000000 00000000 00000000" +
		"0a000300 7665746830000000 1c001280 09000100 766c616e00000000 0c000280 0600010007000000", listing.Style{}},
	"full": {0, "28000000 1000 0104 01000000 00000000 00000000 02000000 00000000 00000000 07000300 6c6f0000", listing.Style{Full: true}},
	// nla_len and nlmsg_len reach past the end, and padding holds something.
	"wrong":  {0, "30000000 1000 0104 01000000 00000000 00000000 02000000 00000000 00000000 07000300 6c6f0007 63000400", listing.Style{}},
	"narrow": {0, "14000000 1400 ff0f 01000000 00000000", listing.Style{Width: 90}},
	"colors": {30, "14000000 1000 0000 01000000 00000000 1b5b316d", listing.Style{Color: true}},
}

func decode(t *testing.T, protocol int32, text string) *nlmsg.Tree {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return nlmsg.Decode(b, nlmsg.Options{Protocol: protocol})
}

// TestGolden prints each input and holds it against testdata; -update writes it.
func TestGolden(t *testing.T) {
	for name, in := range inputs {
		t.Run(name, func(t *testing.T) {
			got := listing.Append(nil, decode(t, in.protocol, in.hex), in.style)
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("printed\n%s\nand %s has\n%s", got, file, want)
			}
		})
	}
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// FuzzListing prints anything, and finds each byte of it once, in order, and no
// control character that a message put there.
func FuzzListing(f *testing.F) {
	for _, in := range inputs {
		b, err := hex.DecodeString(strings.ReplaceAll(in.hex, " ", ""))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, in.protocol, true, true, 100)
		f.Add(b, in.protocol, false, false, 0)
	}
	f.Add([]byte("\x14\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\x9b31m"), int32(30), false, false, 20)
	f.Fuzz(func(t *testing.T, b []byte, protocol int32, full, color bool, width int) {
		if len(b) > 4096 {
			return
		}
		tree := nlmsg.Decode(b, nlmsg.Options{Protocol: protocol})
		out := string(listing.Append(nil, tree, listing.Style{Full: full, Color: color, Width: width % 300}))
		out = escape.ReplaceAllString(out, "")
		var shown []byte
		for i, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) || !utf8.ValidString(line) {
				t.Fatalf("line %d has control characters: %q", i+1, line)
			}
			// The bytes stand behind two columns of numbers, of equal width.
			at := 2 * (max(3, len(digits(len(b)))) + 2)
			if i == 0 || len(line) <= at || strings.Contains(line[:min(at+1, len(line))], "▲") {
				continue
			}
			column := line[at:min(at+23, len(line))]
			if strings.ContainsAny(column, "▲│") {
				continue
			}
			for word := range strings.FieldsSeq(column) {
				v, err := hex.DecodeString(word)
				if err != nil {
					t.Fatalf("line %d: %q is no byte in %q", i+1, word, line)
				}
				shown = append(shown, v...)
			}
		}
		if !bytes.Equal(shown, b) {
			t.Fatalf("% x is shown as % x in\n%s", b, shown, out)
		}
	})
}

func digits(n int) string {
	b, _ := json.Marshal(n)
	return string(b)
}

// TestDocument finds the same nodes in the JSON form as in the tree.
func TestDocument(t *testing.T) {
	files, err := filepath.Glob("../../static/js/workbench/samples/*.pcap")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range intake.Read(b).Messages {
			o := nlmsg.Options{Protocol: m.Protocol}
			tree := nlmsg.Decode(m.Data, o)
			d := listing.NewDocument(tree, o)
			nodes, bytes := 0, 0
			count(d.Nodes, &nodes, &bytes)
			if nodes != len(tree.Nodes) || bytes != len(m.Data) || len(d.Problems) != len(tree.Problems) || d.Length != len(m.Data) {
				t.Errorf("%s: %d nodes of %d, %d bytes of %d, %d problems of %d", file, nodes, len(tree.Nodes), bytes, len(m.Data), len(d.Problems), len(tree.Problems))
			}
		}
	}
	d := listing.NewDocument(decode(t, 0, inputs["full"].hex), nlmsg.Options{})
	name := d.Nodes[0].Children[2]
	if name.Name != "IFLA_IFNAME" || name.Value != `"lo\0"` || name.Offset != 32 || name.Length != 8 || len(name.Children) != 4 || name.Children[2].Bytes != "6c6f00" {
		t.Errorf("%+v", name)
	}
}

func count(list []listing.Node, nodes, bytes *int) {
	for _, n := range list {
		*nodes++
		*bytes += len(n.Bytes) / 2
		count(n.Children, nodes, bytes)
	}
}
