// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// kindNames are what forms call kinds of values, by nlspec.Kind.
var kindNames = [...]string{
	nlspec.KindBytes: "bytes", nlspec.KindUint: "uint", nlspec.KindInt: "int", nlspec.KindString: "string",
	nlspec.KindErrno: "errno", nlspec.KindNested: "nested", nlspec.KindFlag: "flag", nlspec.KindMAC: "mac",
	nlspec.KindIP: "ip", nlspec.KindFamily: "family", nlspec.KindHex: "hex", nlspec.KindUUID: "uuid",
	nlspec.KindPad: "pad", nlspec.KindBitfield32: "bitfield32", nlspec.KindStruct: "struct",
	nlspec.KindVector: "vector", nlspec.KindArray: "array", nlspec.KindTypeValue: "levels",
	nlspec.KindRecords: "records", nlspec.KindSub: "choice", nlspec.KindMessage: "message",
}

// KindName is what forms call a kind of value, "bytes" if they have no name for it.
func KindName(k nlspec.Kind) string {
	if int(k) >= len(kindNames) || kindNames[k] == "" {
		k = nlspec.KindBytes
	}
	return kindNames[k]
}

// AppendSet appends what a form for the attributes of a set needs:
//
//	{"set":3,"attributes":[
//	  {"name":"IFLA_MTU","number":4,"kind":"uint","size":4},
//	  {"name":"IFLA_LINKINFO","number":18,"kind":"nested","set":9},
//	  {"name":"IFLA_INFO_DATA","number":2,"kind":"choice","selector":"IFLA_INFO_KIND",
//	   "formats":[{"value":"vlan","set":12},…]},…]}
//
// "enum", "layout" and "set" are for AppendEnum, AppendLayout and AppendSet;
// "element" is what arrays are of, "levels" how many numbered nests stand around
// the set, "bits" says that the enum names bits by their numbers.
func AppendSet(dst []byte, s nlspec.Set) []byte {
	f := form{dst: dst}
	f.open('{')
	f.int("set", int(s))
	f.key("attributes")
	f.open('[')
	for i := range s.Len() {
		if row := s.At(i); row != 0 && !row.Unused() {
			f.attribute(row)
		}
	}
	f.close(']')
	f.close('}')
	return f.dst
}

func (f *form) attribute(row nlspec.Attribute) {
	f.open('{')
	f.text("name", row.Name())
	f.always("number", int(row.Number()))
	f.text("kind", KindName(row.Kind()))
	if k := row.Kind(); k == nlspec.KindArray || k == nlspec.KindVector {
		f.text("element", KindName(row.Element()))
	}
	f.int("size", row.Size())
	f.int("enum", int(row.Enum()))
	f.bool("bits", row.Bits() || row.Enum().Flags())
	f.bool("big", row.BigEndian())
	f.bool("multi", row.Multi())
	f.bool("required", row.Required())
	f.bool("sequence", row.Sequence())
	f.int("set", int(row.Nested()))
	f.int("levels", row.Levels())
	f.int("layout", int(row.Layout()))
	if sub, selector := row.Sub(); sub != 0 {
		f.text("selector", selector.Name())
		f.key("formats")
		f.open('[')
		for i := range sub.Len() {
			format := sub.At(i)
			f.open('{')
			if format.Value != "" {
				f.text("value", format.Value)
			} else {
				f.text("value", strconv.FormatUint(uint64(format.Number), 10))
			}
			f.int("layout", int(format.Layout))
			f.int("set", int(format.Set))
			f.close('}')
		}
		f.close(']')
	}
	f.close('}')
}

// AppendLayout appends what a form for a struct needs:
//
//	{"layout":2,"name":"ifinfomsg","size":16,"members":[
//	  {"name":"ifi_family","offset":0,"size":1,"count":1,"kind":"family"},…]}
func AppendLayout(dst []byte, l nlspec.Layout) []byte {
	f := form{dst: dst}
	f.open('{')
	f.int("layout", int(l))
	f.text("name", l.Name())
	f.always("size", l.Size())
	f.key("members")
	f.open('[')
	for i := range l.Len() {
		m := l.Member(i)
		f.open('{')
		f.text("name", m.Name)
		f.always("offset", m.Offset)
		f.always("size", m.Size)
		f.always("count", m.Count)
		f.text("kind", KindName(nlmsg.MemberKind(m)))
		f.int("enum", int(m.Enum))
		f.bool("bits", m.Bits || m.Enum.Flags())
		f.bool("big", m.BigEndian)
		f.int("layout", int(m.Layout))
		f.close('}')
	}
	f.close(']')
	f.close('}')
	return f.dst
}

// AppendEnum appends the choices of an enum; of one whose Flags or Bits say so,
// many can be chosen. Values are texts: JavaScript's numbers may be too short.
//
//	{"enum":5,"flags":true,"values":[["1","IFF_UP"],…]}
func AppendEnum(dst []byte, e nlspec.Enum) []byte {
	f := form{dst: dst}
	f.open('{')
	f.int("enum", int(e))
	f.bool("flags", e.Flags())
	f.key("values")
	f.open('[')
	for i := range e.Len() {
		value, name := e.At(i)
		f.next()
		f.dst = strconv.AppendUint(append(f.dst, '[', '"'), value, 10)
		f.dst = append(f.dst, '"', ',', '"')
		f.dst = append(append(f.dst, name...), '"', ']')
	}
	f.close(']')
	f.close('}')
	return f.dst
}
