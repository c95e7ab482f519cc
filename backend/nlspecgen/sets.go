// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"slices"

	"netlinklab/wasm/nlspec"
)

// setsOf makes a family's sets, with names and numbers but without links.
// Subsets may stand before the sets that they are of.
func (r *resolver) setsOf(f *family) {
	for _, subsets := range []bool{false, true} {
		for i := range f.spec.AttributeSets {
			if y := &f.spec.AttributeSets[i]; (y.SubsetOf != "") == subsets {
				r.numberSet(f, y)
			}
		}
	}
}

func (r *resolver) numberSet(f *family, y *AttributeSet) {
	s := &set{family: f, name: y.Name, header: headerOr(y.Header, f), every: y.Every, byName: map[string]*attr{}}
	if y.SubsetOf != "" {
		if s.parent = f.sets[y.SubsetOf]; s.parent == nil {
			r.errorf(f, "set %s is a subset of %q, which is not there", y.Name, y.SubsetOf)
			return
		}
		s.prefix = s.parent.prefix
	} else {
		s.prefix = setPrefix(f.name, y)
	}
	number := uint16(1)
	for _, a := range y.Attributes {
		n := &attr{set: s, yaml: a}
		if s.parent != nil {
			from := s.parent.byName[a.Name]
			if from == nil {
				r.errorf(f, "set %s: there is no %s in %s", y.Name, a.Name, s.parent.name)
				continue
			}
			n.number, n.name = from.number, from.name
			if n.yaml = over(from.yaml, a); sameAttribute(&n.yaml, &from.yaml) {
				n.inherited = from
			}
		} else {
			if a.Value != nil {
				number = *a.Value
			}
			n.number, n.name = number, attrName(s.prefix, &a)
			number++
		}
		if n.name == "-" {
			continue
		}
		if s.byName[a.Name] != nil {
			if s.parent == nil {
				r.errorf(f, "set %s: %s is there twice", y.Name, a.Name)
			}
			continue
		}
		s.attrs, s.byName[a.Name] = append(s.attrs, n), n
	}
	slices.SortStableFunc(s.attrs, func(a, b *attr) int { return int(a.number) - int(b.number) })
	r.sets = append(r.sets, s)
	f.sets[y.Name] = s
}

// over is a parent set's attribute with what a subset says differently.
func over(from, a Attribute) Attribute {
	out := from
	if a.Type != "" {
		out.Type = a.Type
	}
	if a.NestedAttributes != "" {
		out.NestedAttributes = a.NestedAttributes
	}
	if a.Enum != "" {
		out.Enum = a.Enum
	}
	if a.SubType != "" {
		out.SubType = a.SubType
	}
	if a.SubMessage != "" {
		out.SubMessage = a.SubMessage
	}
	out.MultiAttr = out.MultiAttr || a.MultiAttr
	out.Required = a.Required
	return out
}

func sameAttribute(a, b *Attribute) bool {
	return a.Type == b.Type && a.NestedAttributes == b.NestedAttributes && a.Enum == b.Enum &&
		a.SubType == b.SubType && a.SubMessage == b.SubMessage && a.MultiAttr == b.MultiAttr && a.Required == b.Required
}

// linkSets gives attributes their kinds and what they lead to.
func (r *resolver) linkSets(f *family) {
	for i := range f.spec.AttributeSets {
		s := f.sets[f.spec.AttributeSets[i].Name]
		if s == nil {
			continue
		}
		for _, a := range s.attrs {
			if a.inherited == nil {
				r.linkAttr(f, a)
			}
		}
	}
}

func (r *resolver) linkAttr(f *family, a *attr) {
	y := &a.yaml
	a.big = y.ByteOrder == "big-endian"
	a.enum = r.enum(f, y.Enum)
	a.bits = y.EnumAsFlags && a.enum != nil && !a.enum.flags
	a.nested = r.set(f, y.NestedAttributes)
	a.layout = r.layout(f, y.Struct)
	a.sub = r.sub(f, y.SubMessage)
	if n, ok := scalars[y.Type]; ok {
		a.kind, a.size = n.kind, n.size
	} else if k, ok := kinds[y.Type]; ok {
		a.kind = k
	} else {
		r.errorf(f, "set %s: %s has type %q", a.set.name, y.Name, y.Type)
	}
	if a.kind == nlspec.KindSub && a.sub == nil {
		a.kind = nlspec.KindBytes
	}
	switch {
	case y.Errno:
		a.kind = nlspec.KindErrno
	case y.Family:
		a.kind = nlspec.KindFamily
	case a.layout != nil && a.kind == nlspec.KindBytes:
		a.kind = nlspec.KindStruct
		switch {
		case a.nested != nil && y.Sequence:
			a.kind = nlspec.KindRecords
		case a.nested != nil:
			a.kind = nlspec.KindMessage
		}
	case a.kind == nlspec.KindBytes && y.SubType != "":
		a.kind, a.elem, a.size = nlspec.KindVector, scalars[y.SubType].kind, scalars[y.SubType].size
	case a.kind == nlspec.KindArray || a.kind == nlspec.KindTypeValue:
		if n, ok := scalars[y.SubType]; ok {
			a.elem, a.size = hinted(n.kind, y.DisplayHint), n.size
		} else if a.elem = hinted(kinds[y.SubType], y.DisplayHint); a.nested != nil {
			a.elem = nlspec.KindNested
		} else if a.layout != nil {
			a.elem = nlspec.KindStruct
		}
	}
	if a.kind != nlspec.KindArray {
		a.kind = hinted(a.kind, y.DisplayHint)
	}
	if n, ok := y.Checks.ExactLen.(int); ok && a.size == 0 {
		a.size = n
	}
	if n := hintedSize(y.DisplayHint); n != 0 && a.size == 0 {
		a.size = n
	}
	if a.layout != nil && a.size == 0 {
		a.size = a.layout.size
	}
	if a.sub != nil && y.Selector != "" {
		if a.selector = r.selector(a.set, y.Selector); a.selector == nil {
			r.errorf(f, "set %s: %s is chosen by %q, which is not there", a.set.name, y.Name, y.Selector)
		}
	}
}

// selector finds the attribute that chooses a sub-message: in the same set, or
// in the first set of the family whose nests lead to this one.
func (r *resolver) selector(s *set, name string) *attr {
	if a := s.named(name); a != nil {
		return a
	}
	for _, other := range r.sets {
		for _, a := range other.attrs {
			if other.family == s.family && a.yaml.NestedAttributes == s.name && other.byName[name] != nil {
				return other.byName[name]
			}
		}
	}
	return nil
}

func (r *resolver) subsOf(f *family) {
	for i := range f.spec.SubMessages {
		y := &f.spec.SubMessages[i]
		s := &sub{family: f, name: y.Name}
		r.subs = append(r.subs, s)
		f.subs[y.Name] = s
	}
}

// linkSubs sorts formats by their values; numbers come from the selector's enum
// where a document names them only by its entries.
func (r *resolver) linkSubs(f *family) {
	for i := range f.spec.SubMessages {
		y := &f.spec.SubMessages[i]
		s := f.subs[y.Name]
		for _, n := range y.Formats {
			m := choice{value: n.Value, layout: r.layout(f, n.FixedHeader), set: r.set(f, n.AttributeSet)}
			if n.Number != nil {
				m.number = *n.Number
			} else {
				m.number = r.numberOf(s, n.Value)
			}
			s.formats = append(s.formats, m)
		}
		slices.SortFunc(s.formats, func(a, b choice) int {
			if a.value == b.value {
				return int(a.number) - int(b.number)
			} else if a.value < b.value {
				return -1
			}
			return 1
		})
	}
}

// numberOf is a format's number if its selector is an enum with such an entry.
func (r *resolver) numberOf(s *sub, value string) uint32 {
	for _, in := range s.family.spec.AttributeSets {
		for _, a := range in.Attributes {
			if a.SubMessage != s.name {
				continue
			}
			for _, b := range in.Attributes {
				if b.Name == a.Selector && b.Enum != "" {
					if e := r.enum(s.family, b.Enum); e != nil {
						for _, v := range e.entries {
							if len(v.name) > len(value) && v.name[len(v.name)-len(value)-1:] == "_"+upper(value) {
								return uint32(v.value)
							}
						}
					}
				}
			}
		}
	}
	return 0
}
