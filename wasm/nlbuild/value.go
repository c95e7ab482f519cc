// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// value writes what an attribute holds and says whether it is a nest.
func (b *builder) value(row nlspec.Attribute, v *jsondoc.Value, f *frame) (nest bool) {
	switch row.Kind() {
	case nlspec.KindNested:
		b.nest(row.Nested(), v, f)
		return true
	case nlspec.KindArray:
		b.array(row, v, f)
		return true
	case nlspec.KindTypeValue:
		b.levels(row.Levels(), row.Nested(), v, f)
		return true
	case nlspec.KindRecords:
		b.records(row, v, f)
		return false
	case nlspec.KindSub:
		return b.choice(row, v, f)
	case nlspec.KindMessage:
		b.headed(nlspec.Format{Layout: row.Layout(), Set: row.Nested()}, v, f)
		return false
	case nlspec.KindStruct:
		b.structs(row, v)
	case nlspec.KindVector:
		b.vector(row, v)
	case nlspec.KindBitfield32:
		b.bitfield(row, v)
	case nlspec.KindFlag:
		if v.Kind != jsondoc.Bool || v.Text != "true" {
			b.fail("a flag is true, or is left out")
		}
	default:
		if row == 0 && v.Kind == jsondoc.Object {
			b.nest(0, v, f)
			return true
		}
		b.scalar(nlmsg.Scalar{Kind: row.Kind(), Size: row.Size(), Big: row.BigEndian(), Enum: row.Enum(), Bits: row.Bits()}, v)
	}
	return false
}

func (b *builder) nest(set nlspec.Set, v *jsondoc.Value, f *frame) {
	b.attrs(v, set, &frame{outer: f, doc: v, set: set, first: f.first})
}

// array writes elements, each in an attribute whose number only counts. It
// counts from 1, unless "$index" says otherwise.
func (b *builder) array(row nlspec.Attribute, v *jsondoc.Value, f *frame) {
	if v.Kind != jsondoc.List {
		b.fail("this is a list […], not " + v.Kind.String())
		return
	}
	for i := range v.Items {
		b.atIndex(i, func() {
			item := &v.Items[i]
			index := uint64(i + 1)
			if item.Get("$index") != nil {
				index = b.number(item, "$index", 14, 0)
			}
			b.framed(uint16(index), item, func(v *jsondoc.Value) bool {
				switch row.Element() {
				case nlspec.KindNested:
					b.nest(row.Nested(), v, f)
					return true
				case nlspec.KindStruct:
					b.structure(row.Layout(), v, "")
				default:
					b.scalar(nlmsg.Scalar{Kind: row.Element(), Size: row.Size(), Big: row.BigEndian(), Enum: row.Enum(), Bits: row.Bits()}, v)
				}
				return false
			})
		})
	}
}

// levels writes nests whose numbers have no names around a set.
func (b *builder) levels(left int, set nlspec.Set, v *jsondoc.Value, f *frame) {
	if left == 0 {
		b.nest(set, v, f)
		return
	}
	one := func(m *jsondoc.Member) {
		b.at(m.Key, func() {
			n, ok := nlmsg.ParseUint(m.Key, 10, 14)
			if !ok {
				b.fail("a number is needed as the key")
				return
			}
			b.framed(uint16(n), &m.Value, func(v *jsondoc.Value) bool {
				b.levels(left-1, set, v, f)
				return true
			})
		})
	}
	switch v.Kind {
	case jsondoc.Object:
		for i := range v.Members {
			one(&v.Members[i])
		}
	case jsondoc.List:
		for i := range v.Items {
			b.atIndex(i, func() {
				if len(v.Items[i].Members) != 1 {
					b.fail(`in this list each number stands alone: {"1": value}`)
					return
				}
				one(&v.Items[i].Members[0])
			})
		}
	default:
		b.fail(`this is an object with numbers as keys, {"1": {…}}, not ` + v.Kind.String())
	}
}

// choice writes what a selector says.
func (b *builder) choice(row nlspec.Attribute, v *jsondoc.Value, f *frame) (nest bool) {
	format, known, why := b.format(row, v, f)
	switch {
	case v.Kind == jsondoc.String:
		b.hex(v)
		return false
	case !known:
		if v.Kind == jsondoc.Object || v.Kind == jsondoc.List {
			// Nobody knows the names, but numbers will do.
			b.nest(0, v, f)
			if b.err != nil {
				b.err.Text = why + `; write the bytes in hex, or attributes as "#number"`
			}
			return true
		}
		b.fail(why + "; write the bytes in hex")
		return false
	case format.Set != 0 && format.Layout == 0:
		b.nest(format.Set, v, f)
		return true
	case format.Layout != 0 && format.Set == 0:
		b.structure(format.Layout, v, "")
		b.trail(format.Layout)
		return false
	case format.Layout != 0:
		b.headed(format, v, f)
		return false
	}
	b.fail("this holds nothing when " + why)
	return false
}

// headed writes a struct with attributes behind it: {"header": {…}, "attrs": {…}}.
func (b *builder) headed(format nlspec.Format, v *jsondoc.Value, f *frame) {
	if v.Kind != jsondoc.Object {
		b.fail(`this is an object {"header": {…}, "attrs": {…}}, not ` + v.Kind.String())
		return
	}
	for i := range v.Members {
		if k := v.Members[i].Key; k != "header" && k != "attrs" {
			b.at(k, func() { b.fail(`this has two parts: "header" and "attrs"`) })
		}
	}
	b.at("header", func() { b.structure(format.Layout, v.Get("header"), "") })
	if attrs := v.Get("attrs"); attrs != nil {
		for n := format.Layout.Size(); n%4 != 0; n++ {
			b.out = append(b.out, 0)
		}
		b.at("attrs", func() { b.nest(format.Set, attrs, f) })
	}
}

// records writes structs with attributes behind each; their first member is the
// length of both.
func (b *builder) records(row nlspec.Attribute, v *jsondoc.Value, f *frame) {
	if v.Kind != jsondoc.List {
		b.fail(`this is a list of objects {…, "attrs": {…}}, not ` + v.Kind.String())
		return
	}
	for i := range v.Items {
		b.atIndex(i, func() {
			b.pad()
			start := len(b.out)
			b.structure(row.Layout(), &v.Items[i], "attrs")
			if attrs := v.Items[i].Get("attrs"); attrs != nil {
				b.at("attrs", func() { b.nest(row.Nested(), attrs, f) })
			}
			b.patch(start, uint64(len(b.out)-start), 2)
		})
	}
}
