// SPDX-License-Identifier: Apache-2.0

package nlbuild_test

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"testing"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// author writes random documents that the tables allow.
type author struct {
	*rand.Rand
	first byte
	// left bounds how many attributes a message gets: sets may hold themselves.
	left int
}

func str(s string) jsondoc.Value { return jsondoc.Value{Kind: jsondoc.String, Text: s} }

func num(n uint64) jsondoc.Value { return str(strconv.FormatUint(n, 10)) }

func (a *author) number(size int, signed bool, e nlspec.Enum) jsondoc.Value {
	if e.Len() > 0 && a.IntN(2) == 0 {
		if v, name := e.At(a.IntN(e.Len())); size == 0 || size >= 4 || v < 1<<(8*size) {
			// Two values may share a name; the first one counts.
			return str(name)
		}
	}
	if size == 0 {
		size = 4 + 4*a.IntN(2)
	}
	v := a.Uint64() >> (64 - 8*size)
	if signed {
		return str(strconv.FormatInt(int64(v<<(64-8*size))>>(64-8*size), 10))
	}
	return num(v)
}

func (a *author) hex(n int) jsondoc.Value {
	const digits = "0123456789abcdef"
	b := make([]byte, 2*n)
	for i := range b {
		b[i] = digits[a.IntN(16)]
	}
	return str(string(b))
}

func (a *author) scalar(k nlspec.Kind, size int, e nlspec.Enum, bits bool) jsondoc.Value {
	switch k {
	case nlspec.KindUint, nlspec.KindHex:
		if bits {
			e = 0
		}
		return a.number(size, false, e)
	case nlspec.KindInt:
		return a.number(size, true, 0)
	case nlspec.KindErrno:
		return str([]string{"0", "-22", "EPERM"}[a.IntN(3)])
	case nlspec.KindFamily:
		return str([]string{"AF_UNSPEC", "AF_INET6", "99"}[a.IntN(3)])
	case nlspec.KindString:
		return str([]string{"", "eth0", "a\"\\\n", "名字"}[a.IntN(4)][:])
	case nlspec.KindMAC:
		if size != 0 && size != 6 {
			return a.hex(size)
		}
		return str("02:00:00:00:00:01")
	case nlspec.KindIP:
		if size == 16 || size == 0 && a.IntN(2) == 0 {
			return str("fe80::1:0:2")
		}
		return str("10.0.0.1")
	case nlspec.KindUUID:
		return str("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	case nlspec.KindPad:
		return a.hex(4 * a.IntN(2))
	}
	if size == 0 {
		size = a.IntN(9)
	}
	return a.hex(size)
}

func obj(members ...jsondoc.Member) jsondoc.Value {
	return jsondoc.Value{Kind: jsondoc.Object, Members: members}
}

func (a *author) structure(l nlspec.Layout, skip int) jsondoc.Value {
	v := obj()
	for i := skip; i < l.Len(); i++ {
		m := l.Member(i)
		if m.Kind == nlspec.KindPad || m.Count == 0 || a.IntN(4) == 0 {
			continue
		}
		one := func() jsondoc.Value {
			if m.Kind == nlspec.KindStruct {
				return a.structure(m.Layout, 0)
			}
			return a.scalar(nlbuildKind(m), m.Size, m.Enum, m.Bits)
		}
		var value jsondoc.Value
		switch {
		case m.Kind == nlspec.KindBytes:
			value = a.hex(m.Size * m.Count)
		case m.Kind == nlspec.KindString:
			value = str("eth"[:min(3, m.Size*m.Count)])
		case m.Count == 1:
			value = one()
		default:
			value.Kind = jsondoc.List
			for range a.IntN(m.Count + 1) {
				value.Items = append(value.Items, one())
			}
		}
		v.Members = append(v.Members, jsondoc.Member{Key: m.Name, Value: value})
	}
	return v
}

func nlbuildKind(m nlspec.Member) nlspec.Kind { return nlmsg.MemberKind(m) }

// attrs writes some attributes of a set; chosen are the selectors that were
// written around here.
func (a *author) attrs(set nlspec.Set, depth int, chosen map[nlspec.Attribute]jsondoc.Value) jsondoc.Value {
	v := obj()
	inner := map[nlspec.Attribute]jsondoc.Value{}
	for k, c := range chosen {
		inner[k] = c
	}
	// What the set's own choices depend on comes first.
	for i := range set.Len() {
		row := set.At(i)
		sub, selector := row.Sub()
		if sub == 0 || selector == 0 || selector == row || sub.Len() == 0 || set.Find(selector.Number()) != selector || v.Get(selector.Name()) != nil {
			continue
		}
		format := sub.At(a.IntN(sub.Len()))
		value := str(format.Value)
		if selector.Kind() != nlspec.KindString {
			value = num(uint64(format.Number))
		}
		inner[selector] = value
		v.Members = append(v.Members, jsondoc.Member{Key: selector.Name(), Value: value})
	}
	for i := range set.Len() {
		row := set.At(i)
		if a.left <= 0 || row == 0 || row.Unused() || v.Get(row.Name()) != nil || a.IntN(1+min(set.Len(), 24)/8) != 0 {
			continue
		}
		if twice(set, row) {
			continue
		}
		a.left--
		value, ok := a.value(row, depth, inner)
		if !ok {
			continue
		}
		if row.Multi() {
			value = jsondoc.Value{Kind: jsondoc.List, Items: []jsondoc.Value{value}}
		}
		v.Members = append(v.Members, jsondoc.Member{Key: row.Name(), Value: value})
	}
	return v
}

// twice says whether another attribute of the set has the same name.
func twice(set nlspec.Set, row nlspec.Attribute) bool { return set.ByName(row.Name()) != row }

func (a *author) value(row nlspec.Attribute, depth int, chosen map[nlspec.Attribute]jsondoc.Value) (v jsondoc.Value, ok bool) {
	switch row.Kind() {
	case nlspec.KindFlag:
		return jsondoc.Value{Kind: jsondoc.Bool, Text: "true"}, true
	case nlspec.KindNested:
		if depth == 0 || row.Nested() == 0 {
			return obj(), true
		}
		return a.attrs(row.Nested(), depth-1, chosen), true
	case nlspec.KindArray:
		v.Kind = jsondoc.List
		for range a.IntN(3) {
			switch row.Element() {
			case nlspec.KindNested:
				if depth > 0 && row.Nested() != 0 {
					v.Items = append(v.Items, a.attrs(row.Nested(), depth-1, chosen))
				}
			case nlspec.KindStruct:
				v.Items = append(v.Items, a.structure(row.Layout(), 0))
			default:
				v.Items = append(v.Items, a.scalar(row.Element(), row.Size(), row.Enum(), row.Bits()))
			}
		}
		return v, true
	case nlspec.KindTypeValue:
		if depth == 0 {
			return v, false
		}
		v = a.attrs(row.Nested(), depth-1, chosen)
		for range row.Levels() {
			v = obj(jsondoc.Member{Key: strconv.Itoa(a.IntN(50)), Value: v})
		}
		return v, true
	case nlspec.KindRecords:
		v.Kind = jsondoc.List
		for range a.IntN(3) {
			record := a.structure(row.Layout(), 1)
			if depth > 0 && a.IntN(2) == 0 {
				record.Members = append(record.Members, jsondoc.Member{Key: "attrs", Value: a.attrs(row.Nested(), depth-1, chosen)})
			}
			v.Items = append(v.Items, record)
		}
		return v, true
	case nlspec.KindStruct:
		if !row.Sequence() {
			return a.structure(row.Layout(), 0), true
		}
		v.Kind = jsondoc.List
		for range a.IntN(3) {
			v.Items = append(v.Items, a.structure(row.Layout(), 0))
		}
		return v, true
	case nlspec.KindVector:
		v.Kind = jsondoc.List
		for range a.IntN(5) {
			v.Items = append(v.Items, a.scalar(row.Element(), row.Size(), row.Enum(), row.Bits()))
		}
		return v, row.Size() > 0
	case nlspec.KindBitfield32:
		return obj(jsondoc.Member{Key: "value", Value: num(uint64(a.Uint32()))}, jsondoc.Member{Key: "selector", Value: num(uint64(a.Uint32()))}), true
	case nlspec.KindSub:
		return a.choice(row, depth, chosen)
	case nlspec.KindMessage:
		v = obj(jsondoc.Member{Key: "header", Value: a.structure(row.Layout(), 0)})
		if depth > 0 {
			v.Members = append(v.Members, jsondoc.Member{Key: "attrs", Value: a.attrs(row.Nested(), depth-1, chosen)})
		}
		return v, true
	}
	return a.scalar(row.Kind(), row.Size(), row.Enum(), row.Bits()), true
}

func (a *author) choice(row nlspec.Attribute, depth int, chosen map[nlspec.Attribute]jsondoc.Value) (v jsondoc.Value, ok bool) {
	sub, selector := row.Sub()
	var format nlspec.Format
	if selector == row { // an address, which says its own family
		format = sub.At(a.IntN(sub.Len()))
		family := jsondoc.Member{Key: format.Layout.Member(0).Name, Value: num(uint64(format.Number))}
		v = a.structure(format.Layout, 1)
		v.Members = append([]jsondoc.Member{family}, v.Members...)
		return v, true
	}
	switch c, there := chosen[selector]; {
	case selector == 0:
		format, ok = sub.FindNumber(uint32(a.first))
	case !there:
		return v, false
	case selector.Kind() == nlspec.KindString:
		format, ok = sub.Find([]byte(c.Text))
	default:
		n, _ := strconv.ParseUint(c.Text, 10, 32)
		format, ok = sub.FindNumber(uint32(n))
	}
	switch {
	case !ok || depth == 0 || format.Set == 0 && format.Layout == 0:
		return v, false
	case format.Layout == 0:
		return a.attrs(format.Set, depth-1, chosen), true
	case format.Set == 0:
		return a.structure(format.Layout, 0), true
	}
	return obj(jsondoc.Member{Key: "header", Value: a.structure(format.Layout, 0)}, jsondoc.Member{Key: "attrs", Value: a.attrs(format.Set, depth-1, chosen)}), true
}

// message writes a document for a part of an operation.
func (a *author) message(o nlspec.Operation, p nlspec.Part) jsondoc.Value {
	m := o.Message(p)
	v := obj(jsondoc.Member{Key: "op", Value: str(o.Family().Name() + "/" + o.Name())}, jsondoc.Member{Key: "part", Value: str(nlbuild.PartName(p))})
	if o.Family().Generic() != "" {
		v.Members = append(v.Members, jsondoc.Member{Key: "id", Value: num(uint64(familyID(o.Family())))})
	}
	a.first, a.left = m.AddressFamily(), 100
	if l := m.Layout(); l != 0 {
		header := a.structure(l, 0)
		if first := l.Member(0); first.Size == 1 {
			a.first = max(a.first, []byte{2, 10}[a.IntN(2)])
			if m.AddressFamily() != 0 {
				a.first, a.left = m.AddressFamily(), 100
			}
			rest := header.Members
			if len(rest) > 0 && rest[0].Key == first.Name {
				rest = rest[1:]
			}
			header.Members = append([]jsondoc.Member{{Key: first.Name, Value: num(uint64(a.first))}}, rest...)
		}
		v.Members = append(v.Members, jsondoc.Member{Key: "header", Value: header})
	}
	if m.Set() != 0 {
		v.Members = append(v.Members, jsondoc.Member{Key: "attrs", Value: a.attrs(m.Set(), 4, map[nlspec.Attribute]jsondoc.Value{})})
	}
	return v
}

func familyID(f nlspec.Family) uint16 {
	if f.Generic() == "nlctrl" {
		return nlspec.GENL_ID_CTRL
	}
	if f.Generic() == "VFS_DQUOT" {
		return nlspec.GENL_ID_VFS_DQUOT
	}
	return 0x400 + uint16(f)
}

func generic() (ids []nlmsg.GenericID) {
	for f := nlspec.Family(1); f.Valid(); f++ {
		if f.Generic() != "" {
			ids = append(ids, nlmsg.GenericID{ID: familyID(f), Name: f.Generic()})
		}
	}
	return ids
}

// eachOperation calls f for every part of every operation of every family.
func eachOperation(f func(o nlspec.Operation, p nlspec.Part)) {
	for o := nlspec.Operation(1); o.Valid(); o++ {
		for p := nlspec.Part(0); p < nlspec.PartCount; p++ {
			if m := o.Message(p); m != 0 && (m.Value() >= 0x10 || o.Family().Generic() != "") {
				f(o, p)
			}
		}
	}
}

// TestEveryOperation builds random messages of every operation of every family.
// Each decodes without a problem and becomes the same bytes again by way of a
// document.
func TestEveryOperation(t *testing.T) {
	ids := generic()
	count := 0
	eachOperation(func(o nlspec.Operation, p nlspec.Part) {
		for seed := range uint64(6) {
			roundTrip(t, o, p, seed, ids)
			count++
		}
	})
	if count < 3000 {
		t.Errorf("only %d messages", count)
	}
}

func roundTrip(t *testing.T, o nlspec.Operation, p nlspec.Part, seed uint64, ids []nlmsg.GenericID) {
	t.Helper()
	a := &author{Rand: rand.New(rand.NewPCG(seed, uint64(o)<<8|uint64(p)))}
	doc := a.message(o, p)
	text := doc.Append(nil)
	big := seed%2 == 1
	r, err := nlbuild.Build(text, nlbuild.Options{BigEndian: big, Generic: ids})
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	way := nlspec.FromKernel
	if p == nlspec.DoRequest || p == nlspec.DumpRequest {
		way = nlspec.FromUser
	}
	tree := nlmsg.Decode(r.Bytes, nlmsg.Options{Protocol: r.Protocol, BigEndian: big, Direction: way, Generic: ids})
	for _, problem := range tree.Problems {
		t.Errorf("%s\n%x\n%s at %d (%s)", text, r.Bytes, problem.Code, problem.Offset, tree.Nodes[problem.Node].Name)
		return
	}
	if got := tree.Spans[0].Message(); got != o.Message(p) && got.Name() != o.Message(p).Name() {
		t.Errorf("%s is decoded as %s", text, tree.SpanName(0))
	}
	back := nlbuild.Document(tree)
	if back.Get("payload") != nil {
		t.Errorf("%s has no document but its bytes: %s", text, back.Append(nil))
	}
	again, err := nlbuild.BuildValue(&back, nlbuild.Options{BigEndian: big, Generic: ids})
	if err != nil || !bytes.Equal(again.Bytes, r.Bytes) {
		t.Errorf("%s\nbecame %s\n%v\n%x, want\n%x", text, back.Append(nil), err, again.Bytes, r.Bytes)
	}
}
