// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// children calls f for the attributes directly inside a span.
func (w *writer) children(i int, f func(j int)) {
	spans := w.t.Spans
	for j := i + 1; j < len(spans) && spans[j].Depth > spans[i].Depth; j++ {
		if spans[j].Parent == int32(i) && spans[j].Kind == nlmsg.KindAttr {
			f(j)
		}
	}
}

// attrs describes the attributes inside a span: an object if each name stands
// once, or many times in a row where it may; else a list.
func (w *writer) attrs(i int) jsondoc.Value {
	var all []jsondoc.Member
	var multi []bool
	seen := map[string]bool{}
	inOrder := true
	w.children(i, func(j int) {
		s := &w.t.Spans[j]
		row := s.Attribute()
		key := row.Name()
		if row == 0 || row.Unused() {
			key = "#" + strconv.Itoa(int(w.t.SpanType(j)&attrTypeMask))
		}
		value := w.attr(j)
		if last := len(all) - 1; row.Multi() && last >= 0 && all[last].Key == key {
			if !multi[last] {
				all[last].Value, multi[last] = list(all[last].Value), true
			}
			all[last].Value.Items = append(all[last].Value.Items, value)
			return
		}
		inOrder = inOrder && !seen[key]
		seen[key] = true
		lonely := row.Multi() && value.Kind == jsondoc.List
		if lonely {
			value = list(value)
		}
		all, multi = append(all, jsondoc.Member{Key: key, Value: value}), append(multi, lonely)
	})
	if inOrder {
		return jsondoc.Value{Kind: jsondoc.Object, Members: all}
	}
	v := list()
	for _, m := range all {
		v.Items = append(v.Items, object(m))
	}
	return v
}

// attr describes one attribute. What its value does not say of nla_type stands
// beside it.
func (w *writer) attr(j int) jsondoc.Value {
	s := &w.t.Spans[j]
	kind := w.t.SpanType(j)
	value, named := w.value(j)
	expected := kind & attrTypeMask
	if row := s.Attribute(); row != 0 && !s.Counted() {
		expected = row.Number() // a list's elements may have other numbers
	}
	if named && isNest(s) && !w.plain {
		expected |= attrNested
	}
	if named && kind == expected {
		return value
	}
	v := object()
	if kind != kind&attrTypeMask || named {
		v.Members = append(v.Members, jsondoc.Member{Key: "$type", Value: text("0x" + strconv.FormatUint(uint64(kind), 16))})
	}
	if named {
		v.Members = append(v.Members, jsondoc.Member{Key: "$value", Value: value})
	} else {
		v.Members = append(v.Members, jsondoc.Member{Key: "$raw", Value: hexText(w.t.SpanData(j))})
	}
	return v
}

// value describes what an attribute holds; ok is false if only its bytes do.
func (w *writer) value(j int) (v jsondoc.Value, ok bool) {
	s := &w.t.Spans[j]
	row := s.Attribute()
	if !s.Whole() {
		switch {
		case s.Value == nlspec.KindRecords:
			return w.records(j), true
		case s.Value == nlspec.KindSub:
			return w.headed(j), true
		case row.Kind() == nlspec.KindArray && !s.Counted():
			return w.array(j), true
		case row.Kind() == nlspec.KindTypeValue:
			return w.levels(j, row.Levels()), true
		}
		return w.attrs(j), true
	}
	data := w.t.SpanData(j)
	kind := row.Kind()
	if s.Counted() {
		kind = row.Element()
	}
	switch {
	case kind == nlspec.KindSub && s.Value == nlspec.KindStruct:
		v = w.structure(s.Layout(), data)
		return v, w.same(data, func(b *builder) { b.structure(s.Layout(), &v, ""); b.trail(s.Layout()) })
	case kind == nlspec.KindSub:
		return hexText(data), len(data) > 0
	case kind == nlspec.KindIP && s.Value == nlspec.KindBytes:
		return v, false // the label stack of an MPLS route
	case kind == nlspec.KindArray || kind == nlspec.KindNested || kind == nlspec.KindTypeValue || kind == nlspec.KindRecords:
		return v, false // too deep to be taken apart
	}
	v = w.leaf(row, kind, s, data)
	return v, w.same(data, func(b *builder) {
		if s.Counted() {
			if kind == nlspec.KindStruct {
				b.structure(row.Layout(), &v, "")
				return
			}
			b.scalar(elementOf(row), &v)
			return
		}
		b.value(row, &v, nil)
	})
}

func elementOf(row nlspec.Attribute) nlmsg.Scalar {
	return nlmsg.Scalar{Kind: row.Element(), Size: row.Size(), Big: row.BigEndian(), Enum: row.Enum(), Bits: row.Bits()}
}

// same says whether a builder makes the same bytes again.
func (w *writer) same(data []byte, build func(*builder)) bool {
	b := builder{opts: w.opts}
	build(&b)
	return b.err == nil && string(b.out) == string(data)
}

// leaf describes a value that is no nest.
func (w *writer) leaf(row nlspec.Attribute, kind nlspec.Kind, s *nlmsg.Span, data []byte) jsondoc.Value {
	one := nlmsg.Scalar{Kind: kind, Size: row.Size(), Big: row.BigEndian(), Enum: row.Enum(), Bits: row.Bits()}
	switch kind {
	case nlspec.KindFlag:
		return jsondoc.Value{Kind: jsondoc.Bool, Text: "true"}
	case nlspec.KindStruct:
		if !row.Sequence() || s.Counted() {
			return w.structure(row.Layout(), data)
		}
		v := list()
		for size := nlmsg.SizeOf(row.Layout()); size > 0 && len(data) > 0; data = data[min(size, len(data)):] {
			v.Items = append(v.Items, w.structure(row.Layout(), data[:min(size, len(data))]))
		}
		return v
	case nlspec.KindVector:
		v := list()
		one.Kind = row.Element()
		for one.Size > 0 && len(data) >= one.Size {
			v.Items = append(v.Items, w.scalar(one, data[:one.Size]))
			data = data[one.Size:]
		}
		return v
	case nlspec.KindBitfield32:
		if len(data) != 8 {
			return jsondoc.Value{}
		}
		one.Kind, one.Size = nlspec.KindHex, 4
		return object(jsondoc.Member{Key: "value", Value: w.scalar(one, data[:4])}, jsondoc.Member{Key: "selector", Value: w.scalar(one, data[4:])})
	}
	return w.scalar(one, data)
}

// scalar describes a value that is not taken apart.
func (w *writer) scalar(s nlmsg.Scalar, data []byte) jsondoc.Value {
	switch {
	case s.Kind == nlspec.KindString:
		for len(data) > 0 && data[len(data)-1] == 0 {
			data = data[:len(data)-1]
		}
		return text(string(data))
	case numeric(s.Kind) && len(data) > 0 && len(data) <= 8:
		s.Big = s.Big || w.opts.BigEndian
		said := s.Text(data)
		if s.Kind == nlspec.KindErrno {
			said, _ = cut(said, ' ')
		}
		if digits(said) {
			return jsondoc.Value{Kind: jsondoc.Number, Text: said}
		}
		return text(said)
	case s.Kind == nlspec.KindMAC && len(data) > 0 && len(data) < 64, s.Kind == nlspec.KindIP && (len(data) == 4 || len(data) == 16), s.Kind == nlspec.KindUUID && len(data) == 16:
		return text(s.Text(data))
	}
	return hexText(data)
}

// digits says whether a text is a number that JavaScript holds exactly.
func digits(s string) bool {
	n, ok := nlmsg.ParseInt(s, 10)
	return ok && n < 1<<53 && n > -1<<53
}
