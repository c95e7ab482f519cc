// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// structure describes a struct: its members but for padding that is zero.
func (w *writer) structure(l nlspec.Layout, data []byte) jsondoc.Value {
	v := object()
	for i := range l.Len() {
		m := l.Member(i)
		if m.Count == 0 && m.Size > 0 {
			if len(data) > m.Offset {
				v.Members = append(v.Members, jsondoc.Member{Key: m.Name, Value: w.flexible(m, data[m.Offset:])})
			}
			break
		}
		end := m.Offset + m.Size*m.Count
		if end > len(data) {
			break
		}
		if part := data[m.Offset:end]; m.Kind != nlspec.KindPad || !zero(part) {
			v.Members = append(v.Members, jsondoc.Member{Key: m.Name, Value: w.memberValue(m, part)})
		}
	}
	return v
}

// flexible describes a last member that takes all bytes there are.
func (w *writer) flexible(m nlspec.Member, data []byte) jsondoc.Value {
	switch {
	case m.Kind == nlspec.KindString:
		return text(string(data))
	case m.Size == 1:
		return hexText(data)
	}
	v := list()
	for len(data) >= m.Size {
		one := m
		one.Count = 1
		v.Items = append(v.Items, w.memberValue(one, data[:m.Size]))
		data = data[m.Size:]
	}
	return v
}

func (w *writer) memberValue(m nlspec.Member, data []byte) jsondoc.Value {
	one := nlmsg.Scalar{Kind: nlmsg.MemberKind(m), Size: m.Size, Big: m.BigEndian, Enum: m.Enum, Bits: m.Bits}
	switch {
	case m.Kind == nlspec.KindBytes || m.Kind == nlspec.KindPad:
		return hexText(data)
	case m.Kind == nlspec.KindStruct && m.Count == 1:
		return w.structure(m.Layout, data)
	case m.Kind == nlspec.KindString || m.Count == 1:
		return w.scalar(one, data)
	}
	v := list()
	for i := range m.Count {
		part := data[i*m.Size : (i+1)*m.Size]
		if m.Kind == nlspec.KindStruct {
			v.Items = append(v.Items, w.structure(m.Layout, part))
		} else {
			v.Items = append(v.Items, w.scalar(one, part))
		}
	}
	return v
}

func zero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// array describes the elements of an array; one that is not where counting from
// 1 puts it says its "$index".
func (w *writer) array(i int) jsondoc.Value {
	v := list()
	w.children(i, func(j int) {
		value := w.attr(j)
		index := int(w.t.SpanType(j) & attrTypeMask)
		if index != len(v.Items)+1 {
			at := jsondoc.Member{Key: "$index", Value: whole(uint64(index))}
			if value.Kind == jsondoc.Object && len(value.Members) > 0 && value.Members[0].Key[:1] == "$" {
				value.Members = append(value.Members, at)
			} else {
				value = object(at, jsondoc.Member{Key: "$value", Value: value})
			}
		}
		v.Items = append(v.Items, value)
	})
	return v
}

// levels describes nests whose numbers have no names.
func (w *writer) levels(i, left int) jsondoc.Value {
	if left == 0 {
		return w.attrs(i)
	}
	v := list()
	seen := map[string]bool{}
	once := true
	w.children(i, func(j int) {
		key := strconv.Itoa(int(w.t.SpanType(j) & attrTypeMask))
		kind := w.t.SpanType(j)
		value := w.levels(j, left-1)
		switch nested := kind&attrNested != 0; {
		case w.t.Spans[j].Whole():
			value = object(jsondoc.Member{Key: "$type", Value: whole(uint64(kind))}, jsondoc.Member{Key: "$raw", Value: hexText(w.t.SpanData(j))})
		case nested == w.plain || kind&attrByteOrder != 0:
			value = object(jsondoc.Member{Key: "$type", Value: whole(uint64(kind))}, jsondoc.Member{Key: "$value", Value: value})
		}
		once = once && !seen[key]
		seen[key] = true
		v.Items = append(v.Items, object(jsondoc.Member{Key: key, Value: value}))
	})
	if !once {
		return v
	}
	flat := object()
	for _, item := range v.Items {
		flat.Members = append(flat.Members, item.Members[0])
	}
	return flat
}

// records describes structs with attributes behind each.
func (w *writer) records(i int) jsondoc.Value {
	v := list()
	spans := w.t.Spans
	for j := i + 1; j < len(spans) && spans[j].Depth > spans[i].Depth; j++ {
		if spans[j].Parent != int32(i) || spans[j].Kind != nlmsg.KindRecord {
			continue
		}
		layout := spans[j].Layout()
		value := w.structure(layout, w.t.SpanData(j)[:layout.Size()])
		if len(value.Members) > 0 {
			value.Members = value.Members[1:] // its length, which is worked out
		}
		if attrs := w.attrs(j); len(attrs.Members) > 0 || len(attrs.Items) > 0 {
			value.Members = append(value.Members, jsondoc.Member{Key: "attrs", Value: attrs})
		}
		v.Items = append(v.Items, value)
	}
	return v
}

// headed describes a struct with attributes behind it.
func (w *writer) headed(i int) jsondoc.Value {
	v := object()
	spans := w.t.Spans
	for j := i + 1; j < len(spans) && spans[j].Depth > spans[i].Depth; j++ {
		if spans[j].Parent == int32(i) && spans[j].Kind == nlmsg.KindHeader {
			v.Members = append(v.Members, jsondoc.Member{Key: "header", Value: w.structure(spans[j].Layout(), w.t.SpanData(j))})
			break
		}
	}
	if attrs := w.attrs(i); len(attrs.Members) > 0 || len(attrs.Items) > 0 {
		v.Members = append(v.Members, jsondoc.Member{Key: "attrs", Value: attrs})
	}
	return v
}
