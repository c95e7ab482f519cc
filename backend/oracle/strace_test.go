// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"netlinklab/wasm/nlmsg"
)

// claim is something that strace says of a message: a field's name and value. A
// value behind an attribute's header is called "value".
type claim struct {
	name  string
	value expression
	// inside is the name of the attribute that it is in, as strace has it.
	inside string
}

// claims lists what an expression says, in the order of the bytes.
func claims(dst []claim, e expression, inside string) []claim {
	for _, m := range e.members {
		if m.value.members != nil || m.value.items != nil && m.value.function == "" {
			dst = claims(dst, m.value, inside)
			continue
		}
		dst = append(dst, claim{m.name, m.value, inside})
	}
	if e.function != "" {
		return dst
	}
	if len(e.items) == 2 && len(e.items[0].members) > 0 && e.items[0].members[0].name == "nla_len" {
		dst = claims(dst, e.items[0], inside)
		if names := e.items[0].members[1].value.names; len(names) > 0 {
			inside = names[len(names)-1]
		}
		if v := e.items[1]; v.members == nil && v.items == nil {
			return append(dst, claim{"value", v, inside})
		}
		return claims(dst, e.items[1], inside)
	}
	for _, item := range e.items {
		dst = claims(dst, item, inside)
	}
	return dst
}

// leaf is a leaf of ours.
type leaf struct {
	*nlmsg.Node
	index  int
	number uint64
	isUint bool
}

func leaves(t *nlmsg.Tree) []leaf {
	var all []leaf
	for i := range t.Nodes {
		if n := &t.Nodes[i]; n.Leaf && n.Kind != nlmsg.KindPadding {
			v, ok := t.Uint(n)
			all = append(all, leaf{n, i, v, ok})
		}
	}
	return all
}

// agrees says whether a leaf has the value that strace says.
func (l *leaf) agrees(t *nlmsg.Tree, e expression) bool {
	switch {
	case e.number != nil:
		mask := ^uint64(0)
		if l.Length < 8 {
			mask = 1<<(8*l.Length) - 1
		}
		return l.isUint && uint64(*e.number)&mask == l.number
	case e.text != nil:
		// A nest or a struct that strace leaves as bytes begins with a leaf of ours.
		inside := l.Name == "nla_len" || l.Kind == nlmsg.KindField && int(l.Length) < len(*e.text)
		if inside && strings.HasPrefix(string(t.Bytes[l.Offset:]), *e.text) {
			return true
		}
		data := string(t.Data(l.Node))
		return data == *e.text || data == *e.text+"\x00"
	case strings.HasPrefix(e.function, "hton") && len(e.items) == 1:
		return l.agrees(t, e.items[0])
	}
	return true // an address, which strace shows as a call that would make it
}

// other lists what strace says and our tree does not, with the reason: names,
// while the numbers agree, and one field.
var other = map[string]string{
	".nlmsg_type":     "for a generic family strace gives the family's name and for nlctrl's not GENL_ID_CTRL; ipset's commands have no tables here",
	".ifi_family":     "strace takes RTM_GETNEIGH of AF_BRIDGE for one with a struct ifinfomsg; the 12 bytes here are a struct ndmsg",
	".version":        "nfgenmsg's version has one value, NFNETLINK_V0; here it is the number 0",
	".sdiag_protocol": "NDIAG_PROTO_ALL is 255, the number here",
	".ndiag_state":    "strace shows a netlink socket's state by TCP's names; the kernel fills in sk_state, a number",
	".ifi_type":       "strace has names of if_arp.h for it, here it is a number: struct ifinfomsg says unsigned short",
	".ndm_state":      unnamed,
}

const unnamed = "the kernel's specs give the number no enum; here it is the number"

// matcher looks for claims in a tree, front to back.
type matcher struct {
	t      *nlmsg.Tree
	leaves []leaf
	at     int
	// fields and names count what agreed.
	fields, names int
}

// find gives what is wrong with a claim, "" if nothing is.
func (m *matcher) find(c claim, next *claim) string {
	for i := m.at; i < len(m.leaves); i++ {
		l := &m.leaves[i]
		switch {
		case c.name == "value":
			// The value is right behind its header, and nowhere else.
			if l.agrees(m.t, c.value) {
				m.at, m.fields = i+1, m.fields+1
				return m.nameOf(l, c)
			}
			return fmt.Sprintf("%s is %s", c.inside, m.t.Text(l.index))
		case l.Name != c.name || !l.agrees(m.t, c.value):
		case c.name == "nla_len" && (i+1 == len(m.leaves) || !m.leaves[i+1].agrees(m.t, next.value)):
		default:
			m.at, m.fields = i+1, m.fields+1
			return m.nameOf(l, c)
		}
	}
	return "no such field, or another value"
}

// nameOf holds the names that strace gives a value against ours.
func (m *matcher) nameOf(l *leaf, c claim) string {
	var names []string
	for _, s := range c.value.names {
		switch {
		case s == "NLM_F_DUMP":
			names = append(names, "NLM_F_ROOT", "NLM_F_MATCH")
		case s == "" || strings.Contains(s, "???") || strings.ContainsAny(s, " (<\"") || strings.HasPrefix(s, "0x"):
		default:
			names = append(names, s)
		}
	}
	if len(names) == 0 {
		return ""
	}
	ours := strings.Split(m.t.Text(l.index), "|")
	for _, want := range names {
		if want[0] == '-' { // -ENODEV
			want = want[1:]
			ours = strings.Fields(m.t.Text(l.index))
		}
		if !slices.Contains(ours, want) {
			return fmt.Sprintf("strace says %s, we say %s", strings.Join(names, "|"), m.t.Text(l.index))
		}
		m.names++
	}
	return ""
}

// TestStrace holds what strace understands of each call against our tree of its
// bytes: every field that it shows has the same name and value here.
func TestStrace(t *testing.T) {
	all := record(t)
	calls, fields, names := 0, 0, 0
	wrong, used := map[string]string{}, map[string]bool{}
	for i, r := range all {
		if !strings.Contains(r.call, "nlmsg_len=") {
			continue
		}
		_, args, _ := strings.Cut(r.call, "(")
		p := scanner{s: args}
		items, err := p.list(")")
		if err != nil {
			t.Errorf("%s: %v in %s", r.command, err, r.call)
			continue
		}
		calls++
		var said []claim
		for _, c := range claims(nil, expression{items: items}, "") {
			if len(said) > 0 || c.name == "nlmsg_len" {
				said = append(said, c)
			}
		}
		m := matcher{t: r.tree, leaves: leaves(r.tree)}
		for j, c := range said {
			if c.name == "sa_family" || c.name == "iov_len" {
				break // behind the bytes
			}
			var next *claim
			if j+1 < len(said) {
				next = &said[j+1]
			}
			if c.name == "value" && c.value.number == nil && c.value.text == nil {
				continue
			}
			what := m.find(c, next)
			key := c.inside + "." + c.name
			if what == "" {
				continue
			}
			if other[key] != "" && (strings.HasPrefix(what, "strace says") || key == ".ifi_family") {
				used[key] = true
				continue
			}
			wrong[key+": "+what] = fmt.Sprintf("datagram %d of %s", i, r.command)
		}
		fields, names = fields+m.fields, names+m.names
	}
	for _, what := range slices.Sorted(maps.Keys(wrong)) {
		t.Errorf("%s (%s)", what, wrong[what])
	}
	for key, why := range other {
		t.Logf("%s: %s", key, why)
		if !used[key] {
			t.Logf("%s agrees by now: take it out of the table", key)
		}
	}
	if calls < 100 || fields < 3000 || names < 1000 {
		t.Errorf("only %d calls, %d fields and %d names were compared", calls, fields, names)
	}
	t.Logf("%d calls, %d fields and %d names of values agree; %d differ", calls, fields, names, len(other))
}
