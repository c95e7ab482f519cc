// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import "netlinklab/wasm/nlspec"

// layoutsOf makes a family's structs without their members.
func (r *resolver) layoutsOf(f *family) {
	for i := range f.spec.Definitions {
		d := &f.spec.Definitions[i]
		if d.Type != "struct" {
			continue
		}
		l := &layout{family: f, name: lower(d.Name), header: headerOr(d.Header, f)}
		switch d.CName {
		case "":
		case "-":
			l.header = ""
		default:
			l.name = d.CName
		}
		r.layouts = append(r.layouts, l)
		f.layouts[d.Name] = l
	}
}

func (r *resolver) linkLayouts(f *family) {
	for i := range f.spec.Definitions {
		if d := &f.spec.Definitions[i]; d.Type == "struct" {
			r.members(f, f.layouts[d.Name], d)
		}
	}
}

// members lays a struct's fields out as C does, with each at a multiple of its
// alignment. Some specs have the padding between them as members of their own,
// which comes to the same; others leave it out.
func (r *resolver) members(f *family, l *layout, d *Definition) {
	if l.done {
		return
	}
	l.done, l.align = true, 1
	for i := range d.Members {
		y := &d.Members[i]
		if y.CName == "-" {
			continue
		}
		m := member{name: prefixed(d.MemberPrefix, y), count: max(y.Count, 1),
			big: y.ByteOrder == "big-endian", enum: r.enum(f, y.Enum)}
		m.bits = y.EnumAsFlags && m.enum != nil && !m.enum.flags
		length, _ := y.Len.(int)
		align := 1
		switch scalar, ok := scalars[y.Type]; {
		case ok:
			m.kind, m.size, align = scalar.kind, scalar.size, scalar.size
		case y.Type == "pad":
			m.kind, m.size = nlspec.KindPad, max(length, 1)
		case y.Struct != "":
			if m.layout = r.layout(f, y.Struct); m.layout == nil {
				continue
			}
			r.membersOf(m.layout)
			m.kind, m.size, align = nlspec.KindStruct, m.layout.size, m.layout.align
		case y.Type == "binary" || y.Type == "string":
			m.kind, m.size = kindOfBytes(y.Type), length
			if length == 0 {
				r.errorf(f, "struct %s: member %s has no len", d.Name, y.Name)
			}
		default:
			r.errorf(f, "struct %s: member %s has type %q", d.Name, y.Name, y.Type)
		}
		m.kind = hinted(m.kind, y.DisplayHint)
		if y.Rest {
			m.count = 0
		}
		if d.Packed {
			align = 1
		}
		l.pad(align)
		m.offset = l.size
		l.size += m.size * m.count
		l.members = append(l.members, m)
	}
	l.pad(l.align)
}

// pad fills a struct up to a multiple of align, which is then its own least one.
func (l *layout) pad(align int) {
	l.align = max(l.align, align)
	if short := (align - l.size%align) % align; short > 0 {
		l.members = append(l.members, member{name: "pad", offset: l.size, size: short, count: 1, kind: nlspec.KindPad})
		l.size += short
	}
}

// membersOf makes sure that a struct within a struct has its size.
func (r *resolver) membersOf(l *layout) {
	for i := range l.family.spec.Definitions {
		if d := &l.family.spec.Definitions[i]; d.Type == "struct" && l.family.layouts[d.Name] == l {
			r.members(l.family, l, d)
		}
	}
}

func prefixed(prefix *string, y *Member) string {
	if y.CName != "" {
		return y.CName
	}
	return lower(prefixOr(prefix, "") + y.Name)
}

func kindOfBytes(t string) nlspec.Kind {
	if t == "string" {
		return nlspec.KindString
	}
	return nlspec.KindBytes
}
