// SPDX-License-Identifier: Apache-2.0

package nlspecgen_test

import (
	"fmt"
	"strings"

	"netlinklab/wasm/nlspec"
)

// claim is something that the tables say about a header.
type claim struct {
	header, where, name string
	// assertion is an integer constant expression in C.
	assertion string
}

// claims lists what the tables say. Subsets repeat their parents, and what has
// no header is the tables' own.
func claims() []claim {
	var out []claim
	add := func(header, where, name, format string, args ...any) {
		if header != "" {
			out = append(out, claim{header, where, name, fmt.Sprintf(format, args...)})
		}
	}
	for f := nlspec.Family(1); f.Valid(); f++ {
		where := f.Name()
		first, n := f.Sets()
		for s := first; s < first+nlspec.Set(n); s++ {
			if s.Parent() != 0 {
				continue
			}
			for i := range s.Len() {
				if a := s.At(i); a != 0 && !a.Unused() {
					add(s.Header(), where+" set "+s.Name(), a.Name(), "%s == %d", a.Name(), a.Number())
				}
			}
		}
		firstEnum, n := f.Enums()
		for e := firstEnum; e < firstEnum+nlspec.Enum(n); e++ {
			for i := range e.Len() {
				value, name := e.At(i)
				add(e.Header(), where+" enum "+e.Name(), name, "(unsigned int)(%s) == %dU", name, value)
			}
		}
		firstLayout, n := f.Layouts()
		for l := firstLayout; l < firstLayout+nlspec.Layout(n); l++ {
			layoutClaims(l, where, add)
		}
	}
	for m := nlspec.Message(1); m.Valid(); m++ {
		value := m.Value()
		switch m.Family().Protocol() { // the headers number the types of a subsystem
		case netfilter:
			if value >= 0x100 {
				value &= 0xff
			}
		case rdma:
			value &= 0x3ff
		}
		add(m.Family().Header(), m.Family().Name()+" messages", m.Name(), "%s == %d", m.Name(), value)
	}
	for g := nlspec.Group(1); g.Valid(); g++ {
		if g.Number() != 0 {
			add(g.Family().Header(), g.Family().Name()+" groups", g.Name(), "%s == %d", g.Name(), g.Number())
		}
	}
	return out
}

const (
	netfilter = 12 // NETLINK_NETFILTER
	rdma      = 20 // NETLINK_RDMA
)

func layoutClaims(l nlspec.Layout, where string, add func(header, where, name, format string, args ...any)) {
	if l.Header() == "" {
		return
	}
	c := "struct " + l.Name()
	add(l.Header(), where, c, "sizeof(%s) == %d", c, l.Size())
	for i := range l.Len() {
		m := l.Member(i)
		if m.Kind == nlspec.KindPad || strings.Contains(m.Name, ":") { // C gives bit fields no offset
			continue
		}
		name := c + "." + m.Name
		if m.Count == 0 { // an array without a length
			add(l.Header(), where, name, "offsetof(%s, %s) == %d", c, m.Name, m.Offset)
			continue
		}
		add(l.Header(), where, name, "offsetof(%s, %s) == %d && sizeof(((%s *)0)->%s) == %d", c, m.Name, m.Offset, c, m.Name, m.Size*m.Count)
	}
}
