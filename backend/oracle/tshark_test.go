// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlinklab/wasm/nlmsg"
)

// pdml is tshark's -T pdml (Wireshark's doc/README.xml-output).
type pdml struct {
	Packets []struct {
		Protos []pdmlField `xml:"proto"`
	} `xml:"packet"`
}

// pdmlField is a field, or a protocol, with what is in it. Pos and Size are in
// bytes of the packet.
type pdmlField struct {
	Name   string      `xml:"name,attr"`
	Show   string      `xml:"showname,attr"`
	Pos    int         `xml:"pos,attr"`
	Size   int         `xml:"size,attr"`
	Mask   string      `xml:"unmaskedvalue,attr"`
	Protos []pdmlField `xml:"proto"`
	Fields []pdmlField `xml:"field"`
}

// cooked is the header in front of the messages of LINKTYPE_NETLINK, in bytes.
const cooked = 16

// difference is a field of tshark's that has no node of ours at the same place
// with the same length: why ours is right, and what has to hold instead.
type difference struct {
	why   string
	holds func(t *nlmsg.Tree, at, size int) bool
}

var differs = map[string]difference{
	"netlink.attr_data": {"the inside of IFLA_AF_SPEC and its like, which tshark leaves as bytes and we take apart", tiled},
	"data.data":         {"what follows the header of a generic family that tshark does not know, and that we take apart", tiled},
	"netlink-sock_diag.inet_src_ip4": {"idiag_src is __be32[4] in struct inet_diag_sockid, 16 bytes whatever the family; tshark names the first 4",
		begins},
	"netlink-sock_diag.inet_dest_ip4": {"idiag_dst is __be32[4] in struct inet_diag_sockid, as idiag_src is", begins},
}

// tiled says that nodes begin where a field begins and end where it ends.
func tiled(t *nlmsg.Tree, at, size int) bool {
	ends := false
	for _, n := range t.Nodes {
		ends = ends || n.Leaf && int(n.Offset+n.Length) == at+size
	}
	return ends && begins(t, at, size)
}

// begins says that a leaf begins where a field does.
func begins(t *nlmsg.Tree, at, _ int) bool {
	for _, n := range t.Nodes {
		if n.Leaf && int(n.Offset) == at {
			return true
		}
	}
	return false
}

// TestTshark has tshark read what the commands sent and received, and looks for
// a node of ours in each place that it has a name for.
func TestTshark(t *testing.T) {
	all := record(t)
	file := filepath.Join(t.TempDir(), "all.pcap")
	if err := os.WriteFile(file, collection(all).Capture(nil), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("tshark", "-r", file, "-T", "pdml").Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	var doc pdml
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Packets) != len(all) {
		t.Fatalf("tshark sees %d packets of %d", len(doc.Packets), len(all))
	}
	compared, names, used := 0, map[string]bool{}, map[string]bool{}
	missing := map[string]string{}
	for i, p := range doc.Packets {
		spans := map[[2]int]bool{}
		for _, n := range all[i].tree.Nodes {
			spans[[2]int{int(n.Offset), int(n.Length)}] = true
		}
		for _, proto := range p.Protos {
			walk(proto, func(f pdmlField) {
				if f.Pos < cooked || f.Size == 0 || !strings.Contains(f.Name, ".") || strings.HasPrefix(f.Name, "frame.") {
					return // a label, or what tshark says of the packet
				}
				compared++
				names[f.Name] = true
				if spans[[2]int{f.Pos - cooked, f.Size}] {
					return
				}
				if d, there := differs[f.Name]; there && d.holds(all[i].tree, f.Pos-cooked, f.Size) {
					used[f.Name] = true
					return
				}
				missing[f.Name] = fmt.Sprintf("%s (%s) at %d, %d bytes, of %s, packet %d", f.Name, f.Show, f.Pos-cooked, f.Size, all[i].command, i+1)
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no node for %s", missing[name])
	}
	for name, d := range differs {
		t.Logf("%s: %s", name, d.why)
		if !used[name] {
			t.Errorf("%s does not differ: take it out of the table", name)
		}
	}
	if compared < 5000 || len(names) < 100 {
		t.Errorf("only %d fields of %d names were compared", compared, len(names))
	}
	t.Logf("%d packets, %d fields of %d names have nodes of ours; %d names differ", len(all), compared, len(names), len(differs))
}

func walk(f pdmlField, visit func(pdmlField)) {
	visit(f)
	for _, inner := range f.Protos {
		walk(inner, visit)
	}
	for _, inner := range f.Fields {
		walk(inner, visit)
	}
}
