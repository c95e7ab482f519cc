// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// Bits of nla_type.
const (
	attrNested    = 0x8000
	attrByteOrder = 0x4000
	attrTypeMask  = 0x3fff
)

// frame is a nest that is being written, with those around it: a selector may
// stand in any of them.
type frame struct {
	outer *frame
	doc   *jsondoc.Value
	set   nlspec.Set
	// first is the first byte of the message's fixed header.
	first byte
	// by and found remember the last selector that was looked for here.
	by    nlspec.Attribute
	found *jsondoc.Value
}

// attrs writes an object of attributes, or a list of objects with one each.
func (b *builder) attrs(v *jsondoc.Value, set nlspec.Set, f *frame) {
	switch v.Kind {
	case jsondoc.Object:
		for i := range v.Members {
			b.member(&v.Members[i], set, f)
		}
	case jsondoc.List:
		for i := range v.Items {
			b.atIndex(i, func() {
				if v.Items[i].Kind != jsondoc.Object || len(v.Items[i].Members) != 1 {
					b.fail(`in a list of attributes each stands alone: {"NAME": value}`)
					return
				}
				b.member(&v.Items[i].Members[0], set, f)
			})
		}
	default:
		b.fail(`attributes are an object {"NAME": value, …}, not ` + v.Kind.String())
	}
}

// member writes an attribute, or many if it is one that comes many times.
func (b *builder) member(m *jsondoc.Member, set nlspec.Set, f *frame) {
	b.at(m.Key, func() {
		row, number, ok := findAttr(set, m.Key)
		if !ok {
			where := "nobody knows what these attributes are called: write #number"
			if set != 0 {
				where = "the set " + set.Prefix() + "… has no such attribute" + suggest(m.Key, AttributeNames(set))
			}
			b.fail(where)
			return
		}
		if row.Multi() && m.Value.Kind == jsondoc.List {
			for i := range m.Value.Items {
				b.atIndex(i, func() { b.attr(row, number, &m.Value.Items[i], f) })
			}
			return
		}
		b.attr(row, number, &m.Value, f)
	})
}

// findAttr finds an attribute by its name or as "#number".
func findAttr(set nlspec.Set, key string) (row nlspec.Attribute, number uint16, ok bool) {
	if len(key) > 1 && key[0] == '#' {
		n, ok := nlmsg.ParseUint(key[1:], 10, 14)
		return set.Find(uint16(n)), uint16(n), ok
	}
	row = set.ByName(key)
	return row, row.Number(), row != 0
}

// AttributeNames gives the names of a set's attributes.
func AttributeNames(set nlspec.Set) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range set.Len() {
			if a := set.At(i); a != 0 && !a.Unused() && !yield(a.Name()) {
				return
			}
		}
	}
}

// attr writes one struct nlattr.
func (b *builder) attr(row nlspec.Attribute, number uint16, v *jsondoc.Value, f *frame) {
	b.framed(number, v, func(v *jsondoc.Value) bool { return b.value(row, v, f) })
}

// framed writes struct nlattr around what value writes; value says whether that
// is a nest. It reads the members that begin with "$".
func (b *builder) framed(number uint16, v *jsondoc.Value, value func(*jsondoc.Value) bool) {
	start := len(b.out)
	kind, told := uint64(number), false
	inner := v
	var raw *jsondoc.Value
	if v.Kind == jsondoc.Object && len(v.Members) > 0 && v.Members[0].Key != "" && v.Members[0].Key[0] == '$' {
		inner = nil
		for i := range v.Members {
			switch m := &v.Members[i]; m.Key {
			case "$type":
				kind, told = b.number(v, "$type", 16, 0), true
			case "$raw":
				raw = &m.Value
			case "$value":
				inner = &m.Value
			case "$index":
			default:
				b.at(m.Key, func() { b.fail("what an attribute says of itself is $type, $raw, $value or $index") })
			}
		}
	}
	b.put(0, 4)
	switch {
	case raw != nil:
		b.at("$raw", func() { b.hex(raw) })
	case inner != nil:
		if value(inner) && !told && !b.plain {
			kind |= attrNested
		}
	}
	length := len(b.out) - start
	if length > 1<<16-1 {
		b.fail("this is " + strconv.Itoa(length) + " bytes, and nla_len counts to 65535")
		return
	}
	b.patch(start, uint64(length), 2)
	b.patch(start+2, kind, 2)
	b.pad()
}

// selected finds the value of a selector in the nests around.
func (b *builder) selected(f *frame, selector nlspec.Attribute) *jsondoc.Value {
	for ; f != nil; f = f.outer {
		if f.set == 0 || f.set.Find(selector.Number()) != selector {
			continue
		}
		if f.by != selector {
			f.by, f.found = selector, f.lookFor(selector)
		}
		if f.found != nil {
			return f.found
		}
	}
	return nil
}

// lookFor finds a selector's value in one nest. The last one counts.
func (f *frame) lookFor(selector nlspec.Attribute) *jsondoc.Value {
	if f.doc.Kind == jsondoc.Object {
		return selectorIn(f.doc, f.set, selector)
	}
	for i := len(f.doc.Items) - 1; i >= 0; i-- {
		if v := selectorIn(&f.doc.Items[i], f.set, selector); v != nil {
			return v
		}
	}
	return nil
}

func selectorIn(doc *jsondoc.Value, set nlspec.Set, selector nlspec.Attribute) *jsondoc.Value {
	for i := range doc.Members {
		if row, _, ok := findAttr(set, doc.Members[i].Key); ok && row == selector {
			v := &doc.Members[i].Value
			if v.Kind == jsondoc.List && len(v.Items) > 0 {
				v = &v.Items[len(v.Items)-1]
			}
			return v
		}
	}
	return nil
}

// format finds the format of a KindSub. An address is of the struct whose first
// member, the family, it has.
func (b *builder) format(row nlspec.Attribute, value *jsondoc.Value, f *frame) (format nlspec.Format, known bool, why string) {
	sub, selector := row.Sub()
	if selector == row {
		for i := range sub.Len() {
			if format = sub.At(i); value.Get(format.Layout.Member(0).Name) != nil {
				return format, true, ""
			}
		}
		return format, false, "an address has a member that says its family: sin_family or sin6_family"
	}
	if selector == 0 {
		format, known = sub.FindNumber(uint32(f.first))
		return format, known, "the address family in the message's header does not say how this is written"
	}
	v := b.selected(f, selector)
	if v == nil {
		return format, false, selector.Name() + " has to say how this is written"
	}
	probe := builder{opts: b.opts}
	probe.attr(selector, selector.Number(), v, f)
	if probe.err != nil || len(probe.out) < 4 {
		return format, false, selector.Name() + " has to say how this is written"
	}
	n := int(probe.out[0]) | int(probe.out[1])<<8
	if b.opts.BigEndian {
		n = int(probe.out[1]) | int(probe.out[0])<<8
	}
	data := probe.out[4:n]
	if selector.Kind() == nlspec.KindString {
		format, known = sub.Find(data)
	} else if len(data) <= 8 {
		format, known = sub.FindNumber(uint32(number(data, b.opts.BigEndian || selector.BigEndian())))
	}
	return format, known, "the tables do not know how this is written when " + selector.Name() + " is " + string(v.Append(nil))
}

func number(b []byte, big bool) (v uint64) {
	for i := range b {
		if big {
			v = v<<8 | uint64(b[i])
		} else {
			v |= uint64(b[i]) << (8 * i)
		}
	}
	return v
}
