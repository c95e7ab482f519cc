// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

const (
	protocolGeneric = 16
	// capDump is GENL_CMD_CAP_DUMP, of CTRL_ATTR_OP_FLAGS.
	capDump = 4
)

// registered is a generic family as a kernel tells of it.
type registered struct {
	name   string
	id     uint16
	groups map[string]uint32
	// ops are the commands with their flags.
	ops map[uint8]uint32
}

// families asks a guest for its generic families.
func (k *kernel) families() []registered {
	k.t.Helper()
	o := parseOrder(k.t, json.RawMessage(`{"op":"nlctrl/getfamily","part":"dump-request"}`), nil)
	var all []registered
	for _, a := range k.ask([]*order{o}, func(int32) []uint32 { return nil }) {
		for _, b := range a.replies {
			all = append(all, readFamilies(nlmsg.Decode(b, nlmsg.Options{Protocol: protocolGeneric, Direction: nlspec.FromKernel}))...)
		}
	}
	if len(all) == 0 {
		k.t.Fatal("the kernel has no generic families")
	}
	return all
}

func readFamilies(tree *nlmsg.Tree) []registered {
	var all []registered
	var op uint8
	var group uint32
	for i := range tree.Nodes {
		n := &tree.Nodes[i]
		if n.Kind == nlmsg.KindMessage && n.Name == "CTRL_CMD_NEWFAMILY" {
			all = append(all, registered{groups: map[string]uint32{}, ops: map[uint8]uint32{}})
		}
		if !n.Leaf || n.Kind != nlmsg.KindPayload || n.Parent < 0 || len(all) == 0 {
			continue
		}
		f := &all[len(all)-1]
		v, _ := tree.Uint(n)
		text := string(tree.Data(n))
		for len(text) > 0 && text[len(text)-1] == 0 {
			text = text[:len(text)-1]
		}
		switch tree.Nodes[n.Parent].Name {
		case "CTRL_ATTR_FAMILY_ID":
			f.id = uint16(v)
		case "CTRL_ATTR_FAMILY_NAME":
			f.name = text
		case "CTRL_ATTR_OP_ID":
			op = uint8(v)
		case "CTRL_ATTR_OP_FLAGS":
			f.ops[op] = uint32(v)
		case "CTRL_ATTR_MCAST_GRP_ID":
			group = uint32(v)
			f.groups[fmt.Sprint(group)] = group
		}
	}
	return all
}

// TestGuestGeneric asks every generic family of a guest for all that it dumps.
func TestGuestGeneric(t *testing.T) {
	k := newKernel(t)
	text, err := os.ReadFile("testdata/generic.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		orderFile
		// Refusals are what commands say to a dump that asks for nothing in
		// particular.
		Refusals map[string]exception
	}
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	k.load(f.Modules)
	families := k.families()
	var ids []nlmsg.GenericID
	var groups []uint32
	for _, r := range families {
		ids = append(ids, nlmsg.GenericID{ID: r.id, Name: r.name})
		for _, g := range r.groups {
			groups = append(groups, g)
		}
	}
	var orders []*order
	for _, raw := range f.Orders {
		if o := parseOrder(t, raw, ids); o != nil {
			orders = append(orders, o)
		}
	}
	for _, r := range families {
		family := nlspec.GenericFamily(r.name)
		if family == 0 {
			t.Errorf("no table of %s", r.name)
			continue
		}
		for cmd, flags := range r.ops {
			m := family.Command(cmd, nlspec.FromUser)
			if m == 0 || m.Direction()&nlspec.FromUser == 0 {
				t.Errorf("%s: command %d has no table", r.name, cmd)
				continue
			}
			if flags&capDump != 0 {
				doc := fmt.Sprintf(`{"protocol":16,"id":%d,"command":%d,"flags":["NLM_F_REQUEST","NLM_F_ROOT","NLM_F_MATCH"],"payload":"%s"}`,
					r.id, cmd, strings.Repeat("00", m.Layout().Size()))
				if o := parseOrder(t, json.RawMessage(doc), ids); o != nil {
					x := f.Refusals[m.Name()]
					o.name, o.empty, o.refused = m.Name(), true, x.Refused
					delete(f.Refusals, m.Name())
					orders = append(orders, o)
				}
			}
		}
	}
	for name := range f.Refusals {
		t.Errorf("no family has a command %s to dump", name)
	}
	seen := map[nlspec.Message]bool{}
	for _, a := range k.ask(orders, func(int32) []uint32 { return groups }) {
		a.check(t, ids, seen)
	}
	t.Logf("%d families, %d kinds of messages", len(families), len(seen))
}
