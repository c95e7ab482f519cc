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
	own := func(f nlspec.Family) bool { return f == l.family }
	for o := nlspec.Operation(1); o.Valid(); o++ {
		for p := range nlspec.PartCount {
			m := o.Message(p)
			by := LinkView{m.Name(), l.to(o.Family(), "op-"+o.Name())}
			if s := m.Set(); s.Valid() && own(s.Family()) {
				u.add(setID(s), by)
			}
			if y := m.Layout(); y.Valid() && own(y.Family()) {
				u.add(structID(y), by)
			}
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
			by := LinkView{y.Name() + "." + m.Name, l.to(y.Family(), structID(y))}
			if m.Enum.Valid() && own(m.Enum.Family()) {
				u.add(enumID(m.Enum), by)
			}
			if m.Layout.Valid() && own(m.Layout.Family()) {
				u.add(structID(m.Layout), by)
			}
		}
	}
	return u
}

// usedBy adds what an attribute leads to.
func (l linker) usedBy(u users, s nlspec.Set, a nlspec.Attribute) {
	by := LinkView{a.Name(), l.attribute(s, a)}
	set := func(n nlspec.Set, by LinkView) {
		if n.Valid() && n.Family() == l.family {
			u.add(setID(n), by)
		}
	}
	layout := func(y nlspec.Layout, by LinkView) {
		if y.Valid() && y.Family() == l.family {
			u.add(structID(y), by)
		}
	}
	set(a.Nested(), by)
	layout(a.Layout(), by)
	if e := a.Enum(); e.Valid() && e.Family() == l.family {
		u.add(enumID(e), by)
	}
	sub, _ := a.Sub()
	for i := range sub.Len() {
		f := sub.At(i)
		chosen := LinkView{a.Name() + " " + f.Value, by.Href}
		set(f.Set, chosen)
		layout(f.Layout, chosen)
	}
}
