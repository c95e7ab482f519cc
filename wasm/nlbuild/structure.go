// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// structure writes a struct without the padding behind it; members that are left
// out are zero. besides is a key that belongs to something else.
func (b *builder) structure(l nlspec.Layout, v *jsondoc.Value, besides string) {
	start := len(b.out)
	b.out = append(b.out, make([]byte, l.Size())...)
	var last *jsondoc.Value
	if v == nil {
		return
	}
	if v.Kind != jsondoc.Object {
		b.fail("struct " + l.Name() + " is an object {…}, not " + v.Kind.String())
		return
	}
	for i := range v.Members {
		key, value := v.Members[i].Key, &v.Members[i].Value
		if key == besides && besides != "" {
			continue
		}
		b.at(key, func() {
			m, ok := memberNamed(l, key)
			if !ok {
				b.fail("struct " + l.Name() + " has no such member" + suggest(key, memberNames(l)))
				return
			}
			if m.Count == 0 {
				last = value
				return
			}
			b.fill(start+m.Offset, m, value)
		})
	}
	if last != nil && b.err == nil {
		m := l.Member(l.Len() - 1)
		b.at(m.Name, func() { b.flexible(m, last) })
	}
}

// flexible writes a last member that is as long as it is.
func (b *builder) flexible(m nlspec.Member, v *jsondoc.Value) {
	one := nlmsg.Scalar{Kind: nlmsg.MemberKind(m), Size: m.Size, Big: m.BigEndian, Enum: m.Enum, Bits: m.Bits}
	switch {
	case m.Kind == nlspec.KindString:
		b.out = append(b.out, v.Text...)
	case m.Size == 1:
		b.hex(v)
	case v.Kind != jsondoc.List:
		b.fail("this is a list […], not " + v.Kind.String())
	default:
		for i := range v.Items {
			b.atIndex(i, func() {
				if m.Kind == nlspec.KindStruct {
					b.structure(m.Layout, &v.Items[i], "")
				} else {
					b.scalar(one, &v.Items[i])
				}
			})
		}
	}
}

func memberNamed(l nlspec.Layout, name string) (nlspec.Member, bool) {
	for i := range l.Len() {
		if m := l.Member(i); m.Name == name {
			return m, true
		}
	}
	return nlspec.Member{}, false
}

func memberNames(l nlspec.Layout) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range l.Len() {
			if m := l.Member(i); m.Kind != nlspec.KindPad && !yield(m.Name) {
				return
			}
		}
	}
}

// fill writes a member into its place.
func (b *builder) fill(at int, m nlspec.Member, v *jsondoc.Value) {
	part := builder{opts: b.opts, path: b.path}
	size := m.Size * m.Count
	one := nlmsg.Scalar{Kind: nlmsg.MemberKind(m), Size: m.Size, Big: m.BigEndian, Enum: m.Enum, Bits: m.Bits}
	switch {
	case m.Kind == nlspec.KindStruct && m.Count == 1:
		part.structure(m.Layout, v, "")
	case m.Kind == nlspec.KindBytes || m.Kind == nlspec.KindPad:
		part.hex(v)
	case m.Kind == nlspec.KindString:
		one.Size = size
		part.scalar(one, v)
	case m.Count == 1:
		if m.Kind == nlspec.KindIP {
			one.Size = 0 // an IPv4 address stands in the first 4 bytes of 16
		}
		part.scalar(one, v)
	case v.Kind != jsondoc.List || len(v.Items) > m.Count:
		part.fail("this is a list of up to " + strconv.Itoa(m.Count))
	default:
		for i := range v.Items {
			part.atIndex(i, func() {
				if m.Kind == nlspec.KindStruct {
					part.structure(m.Layout, &v.Items[i], "")
				} else {
					part.scalar(one, &v.Items[i])
				}
			})
		}
	}
	if part.err == nil && len(part.out) > size {
		part.fail("this is " + strconv.Itoa(len(part.out)) + " bytes, and there is room for " + strconv.Itoa(size))
	}
	if part.err != nil {
		if b.err == nil {
			b.err = part.err
		}
		return
	}
	copy(b.out[at:], part.out)
}

// structs writes a struct with the padding that C puts behind it, or many.
func (b *builder) structs(row nlspec.Attribute, v *jsondoc.Value) {
	if !row.Sequence() {
		b.structure(row.Layout(), v, "")
		b.trail(row.Layout())
		return
	}
	if v.Kind != jsondoc.List {
		b.fail("this is a list of structs […], not " + v.Kind.String())
		return
	}
	for i := range v.Items {
		b.atIndex(i, func() {
			b.structure(row.Layout(), &v.Items[i], "")
			b.trail(row.Layout())
		})
	}
}

// trail writes the padding behind a struct.
func (b *builder) trail(l nlspec.Layout) {
	b.out = append(b.out, make([]byte, nlmsg.SizeOf(l)-l.Size())...)
}

// vector writes an array of numbers.
func (b *builder) vector(row nlspec.Attribute, v *jsondoc.Value) {
	if v.Kind != jsondoc.List {
		b.fail("this is a list of numbers […], not " + v.Kind.String())
		return
	}
	for i := range v.Items {
		b.atIndex(i, func() {
			b.scalar(nlmsg.Scalar{Kind: row.Element(), Size: row.Size(), Big: row.BigEndian(), Enum: row.Enum(), Bits: row.Bits()}, &v.Items[i])
		})
	}
}

// bitfield writes struct nla_bitfield32: {"value": names, "selector": names}.
// Names alone are value and selector.
func (b *builder) bitfield(row nlspec.Attribute, v *jsondoc.Value) {
	s := nlmsg.Scalar{Kind: nlspec.KindHex, Size: 4, Big: row.BigEndian(), Enum: row.Enum(), Bits: row.Bits()}
	if v.Kind != jsondoc.Object {
		b.scalar(s, v)
		b.scalar(s, v)
		return
	}
	for _, key := range [...]string{"value", "selector"} {
		b.at(key, func() {
			if m := v.Get(key); m != nil {
				b.scalar(s, m)
			} else {
				b.put(0, 4)
			}
		})
	}
	for i := range v.Members {
		if k := v.Members[i].Key; k != "value" && k != "selector" {
			b.at(k, func() { b.fail(`this has two members: "value" and "selector"`) })
		}
	}
}
