// SPDX-License-Identifier: Apache-2.0

package nlspecgen

// Constant is a name with a number that the tables hold, and where it stands.
type Constant struct {
	Name   string
	Value  uint64
	Header string // below include/uapi
	Family string // the spec
	Where  string // "set link-attrs", "enum nud-state", "messages", …
}

// constants lists all of them, for comparison with the kernel's headers.
func (m *model) constants() []Constant {
	var out []Constant
	for _, s := range m.sets {
		for _, a := range s.attrs {
			if a.inherited == nil && s.parent == nil && a.yaml.Type != "unused" {
				out = append(out, Constant{a.name, uint64(a.number), s.header, s.family.name, "set " + s.name})
			}
		}
	}
	for _, e := range m.enums {
		for _, v := range e.entries {
			out = append(out, Constant{v.name, v.value, e.header, e.family.name, "enum " + e.name})
		}
	}
	for _, v := range m.messages {
		value := v.value
		if v.family.protocol == 12 && v.value >= 0x100 {
			value &= 0xff // the headers number the types of a netfilter subsystem
		}
		out = append(out, Constant{v.name, uint64(value), v.family.header, v.family.name, "messages"})
	}
	for _, g := range m.groups {
		if g.family.generic == "" {
			out = append(out, Constant{g.name, uint64(g.number), g.family.header, g.family.name, "groups"})
		}
	}
	for _, c := range m.consts {
		out = append(out, Constant{c.name, c.value, c.header, c.family.name, "constants"})
	}
	return out
}
