// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"strings"

	"netlinklab/wasm/nlspec"
)

// SetView is an attribute set.
type SetView struct {
	ID, Name, Prefix, Parent, Header string
	// Used are the attributes and messages that it is in.
	Used       []LinkView
	Attributes []AttributeView
}

// AttributeView is an attribute of a set.
type AttributeView struct {
	ID, Number, Name, Type string
	Multi, Required        bool
	// More are the nest, the enum or the struct of its value; Choices those that
	// Selector picks from.
	More     []LinkView
	Selector string
	Choices  []LinkView
}

// StructView is a C struct.
type StructView struct {
	ID, Name, Size, Header string
	Used                   []LinkView
	Members                []MemberView
}

// MemberView is a member of a struct.
type MemberView struct {
	Offset, Size, Name, Type string
	More                     []LinkView
}

// EnumView is an enum or a set of flags.
type EnumView struct {
	ID, Name, Header string
	Flags            bool
	Used             []LinkView
	Values           []GroupView
}

// linker makes links from one family's page.
type linker struct {
	page   Page
	family nlspec.Family
	used   users
}

func (l linker) to(f nlspec.Family, anchor string) string {
	if f == l.family {
		return "#" + anchor
	}
	return l.page.URL("reference/" + f.Name() + "#" + anchor)
}

// structID is a struct's anchor. A family may have several of one name, such as
// the faces of a union; the second one is …-2.
func structID(y nlspec.Layout) string {
	first, _ := y.Family().Layouts()
	return again("struct-"+y.Name(), int(y-first), func(i int) string { return (first + nlspec.Layout(i)).Name() }, y.Name())
}

// setID is an attribute set's anchor, and enumID an enum's.
func setID(s nlspec.Set) string {
	first, _ := s.Family().Sets()
	return again("set-"+s.Name(), int(s-first), func(i int) string { return (first + nlspec.Set(i)).Name() }, s.Name())
}

func enumID(e nlspec.Enum) string {
	first, _ := e.Family().Enums()
	return again("enum-"+e.Name(), int(e-first), func(i int) string { return (first + nlspec.Enum(i)).Name() }, e.Name())
}

// again adds to an anchor how many of the n before have the name too.
func again(anchor string, n int, nameOf func(int) string, name string) string {
	same := 1
	for i := range n {
		if nameOf(i) == name {
			same++
		}
	}
	if same == 1 {
		return anchor
	}
	return fmt.Sprint(anchor, "-", same)
}

func (l linker) attribute(s nlspec.Set, a nlspec.Attribute) string {
	return l.to(s.Family(), setID(s)+"."+a.Name())
}

// header is the path of a header that the tables name, below a kernel's source
// or, where it is the C library's, below /usr/include.
func header(name string) string {
	switch {
	case name == "" || strings.HasPrefix(name, "include/"):
		return name
	case strings.HasPrefix(name, "netinet/") || strings.HasPrefix(name, "sys/"):
		return "<" + name + ">"
	}
	return "include/uapi/" + name
}

func (l linker) set(s nlspec.Set) SetView {
	v := SetView{ID: setID(s), Name: s.Name(), Prefix: s.Prefix(), Parent: s.Parent().Name(), Header: header(s.Header())}
	v.Used = l.used[v.ID]
	for i := range s.Len() {
		if a := s.At(i); a.Valid() {
			v.Attributes = append(v.Attributes, l.row(s, a))
		}
	}
	return v
}

func (l linker) row(s nlspec.Set, a nlspec.Attribute) AttributeView {
	v := AttributeView{ID: setID(s) + "." + a.Name(), Number: fmt.Sprint(a.Number()), Name: a.Name(),
		Type: l.typeOf(a), Multi: a.Multi(), Required: a.Required()}
	if n := a.Nested(); n.Valid() {
		v.More = append(v.More, LinkView{n.Name(), l.to(n.Family(), setID(n))})
	}
	if y := a.Layout(); y.Valid() {
		v.More = append(v.More, LinkView{"struct " + y.Name(), l.to(y.Family(), structID(y))})
	}
	if e := a.Enum(); e.Valid() {
		v.More = append(v.More, LinkView{e.Name(), l.to(e.Family(), enumID(e))})
	}
	sub, selector := a.Sub()
	if selector != a { // an address says its family itself
		v.Selector = selector.Name()
	}
	for i := range sub.Len() {
		f := sub.At(i)
		choice := LinkView{Text: f.Value}
		if f.Value == "" {
			choice.Text = fmt.Sprint(f.Number)
		}
		switch {
		case f.Set.Valid():
			choice.Href = l.to(f.Set.Family(), setID(f.Set))
		case f.Layout.Valid():
			choice.Href = l.to(f.Layout.Family(), structID(f.Layout))
		}
		v.Choices = append(v.Choices, choice)
	}
	return v
}

// typeOf is an attribute's type as the kernel's specs write it, or in words.
func (l linker) typeOf(a nlspec.Attribute) string {
	switch k := a.Kind(); k {
	case nlspec.KindVector:
		return l.kind(a.Element(), a.Size(), a.BigEndian()) + "[]"
	case nlspec.KindArray:
		return l.page.T("reference.array", "of", l.kind(a.Element(), a.Size(), a.BigEndian()))
	case nlspec.KindStruct:
		if a.Sequence() {
			return "struct[]"
		}
		return "struct"
	case nlspec.KindSub:
		if _, selector := a.Sub(); selector == a {
			return "struct"
		}
		return "nest"
	default:
		return l.kind(k, a.Size(), a.BigEndian())
	}
}

// kind names a kind of value of a size in bytes.
func (l linker) kind(k nlspec.Kind, size int, big bool) string {
	number := func(letter, any string) string {
		if big {
			letter = "be"
		}
		if size == 0 {
			return any
		}
		return fmt.Sprint(letter, 8*size)
	}
	switch k {
	case nlspec.KindUint, nlspec.KindHex, nlspec.KindFamily:
		return number("u", "uint")
	case nlspec.KindInt:
		return number("s", "sint")
	case nlspec.KindErrno:
		return "s32"
	case nlspec.KindString:
		return "string"
	case nlspec.KindNested, nlspec.KindSub, nlspec.KindTypeValue, nlspec.KindRecords:
		return "nest"
	case nlspec.KindFlag:
		return "flag"
	case nlspec.KindMAC:
		return l.page.T("reference.mac")
	case nlspec.KindIP:
		return l.page.T("reference.ip")
	case nlspec.KindUUID:
		return "UUID"
	case nlspec.KindPad:
		return l.page.T("reference.pad")
	case nlspec.KindBitfield32:
		return "bitfield32"
	case nlspec.KindStruct:
		return "struct"
	}
	if size > 0 {
		return l.page.T("reference.binary.size", "n", fmt.Sprint(size))
	}
	return l.page.T("reference.binary")
}

func (l linker) layout(y nlspec.Layout) StructView {
	v := StructView{ID: structID(y), Name: y.Name(), Size: fmt.Sprint(y.Size()), Header: header(y.Header())}
	v.Used = l.used[v.ID]
	for i := range y.Len() {
		m := y.Member(i)
		row := MemberView{Offset: fmt.Sprint(m.Offset), Size: fmt.Sprint(m.Size * max(m.Count, 1)), Name: m.Name, Type: l.kind(m.Kind, m.Size, m.BigEndian)}
		if m.Count > 1 {
			row.Type += fmt.Sprintf("[%d]", m.Count)
		}
		if m.Enum.Valid() {
			row.More = append(row.More, LinkView{m.Enum.Name(), l.to(m.Enum.Family(), enumID(m.Enum))})
		}
		if m.Layout.Valid() {
			row.More = append(row.More, LinkView{"struct " + m.Layout.Name(), l.to(m.Layout.Family(), structID(m.Layout))})
		}
		v.Members = append(v.Members, row)
	}
	return v
}

func (l linker) enum(e nlspec.Enum) EnumView {
	v := EnumView{ID: enumID(e), Name: e.Name(), Flags: e.Flags(), Header: header(e.Header())}
	v.Used = l.used[v.ID]
	for i := range e.Len() {
		value, name := e.At(i)
		number := fmt.Sprint(value)
		if e.Flags() {
			number = fmt.Sprintf("0x%x", value)
		}
		v.Values = append(v.Values, GroupView{name, number})
	}
	return v
}
