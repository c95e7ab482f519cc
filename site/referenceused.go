// SPDX-License-Identifier: Apache-2.0

package site

import "netlinklab/wasm/nlspec"

// users are the attributes and messages that lead to a family's sets, structs and
// enums, by anchor.
type users map[string][]LinkView

func (u users) add(anchor string, by LinkView) {
	for _, there := range u[anchor] {
		if there.Text == by.Text {
			return
		}
	}
	u[anchor] = append(u[anchor], by)
}

// users looks through all tables, for a nest may be used by another family.
func (l linker) users() users {
	u := users{}
	for o := nlspec.Operation(1); o.Valid(); o++ {
		for p := range nlspec.PartCount {
			m := o.Message(p)
			l.leads(u, m.Set(), m.Layout(), 0, func() LinkView { return LinkView{m.Name(), l.to(o.Family(), "op-"+o.Name())} })
		}
	}
	for s := nlspec.Set(1); s.Valid(); s++ {
		for i := range s.Len() {
			if a := s.At(i); a.Valid() {
				l.usedBy(u, s, a)
			}
		}
	}
	for y := nlspec.Layout(1); y.Valid(); y++ {
		for i := range y.Len() {
			m := y.Member(i)
			l.leads(u, 0, m.Layout, m.Enum, func() LinkView { return LinkView{y.Name() + "." + m.Name, l.to(y.Family(), structID(y))} })
		}
	}
	return u
}

// usedBy adds what an attribute leads to.
func (l linker) usedBy(u users, s nlspec.Set, a nlspec.Attribute) {
	l.leads(u, a.Nested(), a.Layout(), a.Enum(), func() LinkView { return LinkView{a.Name(), l.attribute(s, a)} })
	sub, _ := a.Sub()
	for i := range sub.Len() {
		f := sub.At(i)
		l.leads(u, f.Set, f.Layout, 0, func() LinkView { return LinkView{a.Name() + " " + f.Value, l.attribute(s, a)} })
	}
}

// leads adds what leads to a set, a struct and an enum, zero for none, to those
// that are of the family. Few are: by is asked for only then.
func (l linker) leads(u users, s nlspec.Set, y nlspec.Layout, e nlspec.Enum, by func() LinkView) {
	if s.Valid() && s.Family() == l.family {
		u.add(setID(s), by())
	}
	if y.Valid() && y.Family() == l.family {
		u.add(structID(y), by())
	}
	if e.Valid() && e.Family() == l.family {
		u.add(enumID(e), by())
	}
}
