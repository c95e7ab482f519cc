// SPDX-License-Identifier: Apache-2.0

package codecbench

import (
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"netlinklab/wasm/nlmsg"
)

// linkHex is what Linux 6.18 says of one end of a pair of type veth in a network
// namespace of its own: one RTM_NEWLINK, as it came.
//
//go:embed link.hex
var linkHex string

// Links is how many links the dump has.
const Links = 1000

// dump is what a kernel with many such links would send. messages are where
// each begins, and the end.
type dump struct {
	bytes    []byte
	messages []int
}

func newDump() (dump, error) {
	link, err := hex.DecodeString(strings.ReplaceAll(linkHex, "\n", ""))
	if err != nil {
		return dump{}, err
	}
	d := dump{messages: []int{0}}
	for i := range Links {
		m, err := rename(link, fmt.Sprintf("veth%d", i))
		if err != nil {
			return dump{}, err
		}
		binary.LittleEndian.PutUint32(m[20:], uint32(i+1)) // ifi_index
		d.bytes = append(d.bytes, m...)
		d.messages = append(d.messages, len(d.bytes))
	}
	return d, nil
}

// rename gives a link another IFLA_IFNAME.
func rename(link []byte, name string) ([]byte, error) {
	tree := nlmsg.Decode(link, nlmsg.Options{})
	for i := range tree.Nodes {
		if n := &tree.Nodes[i]; n.Leaf && n.Name == "value" && tree.Nodes[n.Parent].Name == "IFLA_IFNAME" {
			return tree.SetField(i, `"`+name+`\0"`)
		}
	}
	return nil, fmt.Errorf("the link has no IFLA_IFNAME")
}

// slice gives the i-th of many messages' bytes.
func (d *dump) slice(first, count int) []byte {
	return d.bytes[d.messages[first]:d.messages[first+count]]
}
