// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/mdlayher/netlink"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// Numbers of include/uapi/linux/genetlink.h and, for what a policy says of an
// attribute, of enum netlink_policy_type_attr in include/uapi/linux/netlink.h.
const (
	ctrlPolicy   = 8 // CTRL_ATTR_POLICY
	ctrlOpPolicy = 9 // CTRL_ATTR_OP_POLICY
	policyDo     = 1 // CTRL_ATTR_POLICY_DO
	policyDump   = 2 // CTRL_ATTR_POLICY_DUMP
	typeKind     = 1 // NL_POLICY_TYPE_ATTR_TYPE
	typeMaxBytes = 7 // NL_POLICY_TYPE_ATTR_MAX_LENGTH
	typePolicy   = 8 // NL_POLICY_TYPE_ATTR_POLICY_IDX
)

// accepted is what a kernel takes as an attribute's value.
type accepted struct {
	kind     uint32 // enum netlink_attribute_type
	maxBytes uint32 // of NL_ATTR_TYPE_BINARY and strings, 0 for any
	policy   int    // of what is nested, -1 if it does not say
}

// policies are what a kernel takes of a family's commands.
type policies struct {
	// of are the numbers of the policies of a command.
	of map[uint8][]int
	// attributes are a policy's, by policy and number.
	attributes map[int]map[uint16]accepted
}

// policiesOf reads the answers to CTRL_CMD_GETPOLICY, without our own tables.
func policiesOf(t *testing.T, datagrams [][]byte) policies {
	t.Helper()
	p := policies{map[uint8][]int{}, map[int]map[uint16]accepted{}}
	for _, b := range datagrams {
		for len(b) >= 16 {
			length := int(uint32(b[0]) | uint32(b[1])<<8)
			if length > 20 && b[4] >= 16 { // not DONE
				p.read(t, b[20:length])
			}
			b = b[min(len(b), (length+3)&^3):]
		}
	}
	return p
}

// each calls f with every attribute of a nest.
func each(t *testing.T, b []byte, f func(number uint16, value []byte)) {
	t.Helper()
	ad, err := netlink.NewAttributeDecoder(b)
	if err != nil {
		t.Fatal(err)
	}
	for ad.Next() {
		f(ad.Type(), ad.Bytes())
	}
	if err := ad.Err(); err != nil {
		t.Fatal(err)
	}
}

func (p policies) read(t *testing.T, message []byte) {
	t.Helper()
	each(t, message, func(number uint16, inner []byte) {
		switch number {
		case ctrlOpPolicy:
			each(t, inner, func(cmd uint16, inner []byte) {
				each(t, inner, func(number uint16, value []byte) {
					if number == policyDo || number == policyDump {
						p.of[uint8(cmd)] = append(p.of[uint8(cmd)], int(u32(value)))
					}
				})
			})
		case ctrlPolicy:
			each(t, inner, func(index uint16, inner []byte) {
				each(t, inner, func(attr uint16, inner []byte) {
					a := accepted{policy: -1}
					each(t, inner, func(number uint16, value []byte) {
						switch number {
						case typeKind:
							a.kind = u32(value)
						case typeMaxBytes:
							a.maxBytes = u32(value)
						case typePolicy:
							a.policy = int(u32(value))
						}
					})
					if p.attributes[int(index)] == nil {
						p.attributes[int(index)] = map[uint16]accepted{}
					}
					p.attributes[int(index)][attr] = a
				})
			})
		}
	})
}

func u32(b []byte) uint32 {
	if len(b) != 4 {
		return 0
	}
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// attributeTypes are enum netlink_attribute_type of include/uapi/linux/netlink.h.
var attributeTypes = []string{"INVALID", "FLAG", "U8", "U16", "U32", "U64", "S8", "S16", "S32", "S64", "BINARY", "STRING",
	"NUL_STRING", "NESTED", "NESTED_ARRAY", "BITFIELD32", "SINT", "UINT"}

func (a accepted) String() string {
	name := fmt.Sprint(a.kind)
	if int(a.kind) < len(attributeTypes) {
		name = attributeTypes[a.kind]
	}
	if a.maxBytes > 0 {
		name += fmt.Sprintf(" of at most %d bytes", a.maxBytes)
	}
	return name
}

// fits says whether an attribute as our tables have it is one that the kernel
// takes. A policy speaks of lengths and not of meanings: four bytes may be a
// number, an address or a struct.
func (a accepted) fits(attr nlspec.Attribute) bool {
	k := attr.Kind()
	if k == nlspec.KindPad || attr.Unused() {
		return true
	}
	nests := slices.Contains([]nlspec.Kind{nlspec.KindNested, nlspec.KindArray, nlspec.KindTypeValue, nlspec.KindSub, nlspec.KindMessage, nlspec.KindRecords}, k)
	sized := func(n int) bool {
		return !nests && k != nlspec.KindFlag && k != nlspec.KindString && attr.Size() == n || k == nlspec.KindErrno && n == 4 || k == nlspec.KindIP && n == 4
	}
	switch name := a.String(); {
	case a.kind == 0:
		return true
	case a.kind >= uint32(len(attributeTypes)):
		return false
	case name == "FLAG":
		return k == nlspec.KindFlag
	case a.kind <= 5: // U8 to U64
		return sized(1 << (a.kind - 2))
	case a.kind <= 9: // S8 to S64
		return sized(1 << (a.kind - 6))
	case attributeTypes[a.kind] == "BINARY":
		return k != nlspec.KindNested && k != nlspec.KindFlag && (a.maxBytes == 0 || attr.Size() <= int(a.maxBytes))
	case attributeTypes[a.kind] == "STRING", attributeTypes[a.kind] == "NUL_STRING":
		return k == nlspec.KindString
	case attributeTypes[a.kind] == "NESTED", attributeTypes[a.kind] == "NESTED_ARRAY":
		return nests
	case attributeTypes[a.kind] == "BITFIELD32":
		return k == nlspec.KindBitfield32
	default: // SINT, UINT
		return k == nlspec.KindUint || k == nlspec.KindInt || k == nlspec.KindHex
	}
}

// comparison is what has been found of the differences that are known.
type comparison struct {
	known map[string]string // reasons, by attribute
	met   map[string]bool
}

// against compares a policy with a set, and what is nested with what is nested.
func (p policies) against(t *testing.T, index int, set nlspec.Set, path string, c comparison, seen map[[2]int]bool) (count int) {
	t.Helper()
	if seen[[2]int{index, int(set)}] || !set.Valid() {
		return 0
	}
	seen[[2]int{index, int(set)}] = true
	for _, number := range slices.Sorted(maps.Keys(p.attributes[index])) {
		a := p.attributes[index][number]
		attr := set.Find(number)
		name := fmt.Sprintf("%s/%d", path, number)
		if attr.Valid() {
			name = path + "/" + attr.Name()
		}
		count++
		if !attr.Valid() || !a.fits(attr) {
			if c.met[name] = true; c.known[name] == "" {
				t.Errorf("%s: the kernel takes %s; the tables say kind %d of %d bytes", name, a, attr.Kind(), attr.Size())
			}
			continue
		}
		if a.policy >= 0 {
			count += p.against(t, a.policy, attr.Nested(), name, c, seen)
		}
	}
	return count
}

// TestGuestPolicies asks a guest what it takes of every generic family's
// commands, and compares that with the types in the tables.
func TestGuestPolicies(t *testing.T) {
	k := newKernel(t)
	text, err := os.ReadFile("testdata/generic.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		orderFile
		// Policies are attributes that differ, with the reason.
		Policies map[string]string
	}
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	k.load(f.Modules)
	families := k.families()
	var ids []nlmsg.GenericID
	for _, r := range families {
		ids = append(ids, nlmsg.GenericID{ID: r.id, Name: r.name})
	}
	var orders []*order
	for _, r := range families {
		doc := fmt.Sprintf(`{"op":"nlctrl/getpolicy","part":"dump-request","attrs":{"CTRL_ATTR_FAMILY_ID":%d}}`, r.id)
		o := parseOrder(t, json.RawMessage(doc), ids)
		if o == nil {
			t.FailNow()
		}
		o.name = r.name
		orders = append(orders, o)
	}
	c := comparison{f.Policies, map[string]bool{}}
	count, told := 0, 0
	for _, a := range k.ask(orders, func(int32) []uint32 { return nil }) {
		p := policiesOf(t, a.replies)
		family := nlspec.GenericFamily(a.name)
		if len(p.of) > 0 {
			told++
		}
		for _, cmd := range slices.Sorted(maps.Keys(p.of)) {
			m := family.Command(cmd, nlspec.FromUser)
			for _, index := range p.of[cmd] {
				count += p.against(t, index, m.Set(), a.name, c, map[[2]int]bool{})
			}
		}
	}
	for name := range c.known {
		if c.met[name] {
			continue
		}
		t.Errorf("%s stands among the differences and is none", name)
	}
	if told == 0 {
		t.Error("no family tells its policies")
	}
	t.Logf("%d attributes of %d families", count, told)
}
