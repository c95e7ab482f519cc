// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlspec"
)

// Forms are drawn from these, each asked for when it is opened:
//
//	operations ── operation ── header ──> layout ──> enum
//	                  └─ set ─> attributes ── set, layout, enum, formats ──> …

// form appends a JSON object; members that are zero are left out.
type form struct {
	dst   []byte
	comma bool
}

func (f *form) open(c byte) {
	f.next()
	f.dst = append(f.dst, c)
	f.comma = false
}

func (f *form) close(c byte) {
	f.dst = append(f.dst, c)
	f.comma = true
}

func (f *form) next() {
	if f.comma {
		f.dst = append(f.dst, ',')
	}
	f.comma = true
}

func (f *form) key(k string) {
	f.next()
	f.dst = append(append(append(f.dst, '"'), k...), '"', ':')
	f.comma = false
}

func (f *form) text(k, v string) {
	if v != "" {
		f.key(k)
		f.dst = jsondoc.AppendString(f.dst, v)
		f.comma = true
	}
}

func (f *form) int(k string, v int) {
	if v != 0 {
		f.always(k, v)
	}
}

func (f *form) always(k string, v int) {
	f.key(k)
	f.dst = strconv.AppendInt(f.dst, int64(v), 10)
	f.comma = true
}

func (f *form) bool(k string, v bool) {
	if v {
		f.key(k)
		f.dst = append(f.dst, "true"...)
		f.comma = true
	}
}

// AppendOperations appends the list of all operations as JSON:
//
//	[{"family":"rt-link","protocol":0,"operations":[{"id":7,"name":"newlink"},…]},…]
func AppendOperations(dst []byte) []byte {
	f := form{dst: dst}
	f.open('[')
	for family := nlspec.Family(1); family.Valid(); family++ {
		first, n := family.Operations()
		if n == 0 {
			continue
		}
		f.open('{')
		f.text("family", family.Name())
		f.text("generic", family.Generic())
		f.always("protocol", int(family.Protocol()))
		f.key("operations")
		f.open('[')
		for o := first; o < first+nlspec.Operation(n); o++ {
			f.open('{')
			f.int("id", int(o))
			f.text("name", o.Name())
			f.close('}')
		}
		f.close(']')
		f.close('}')
	}
	f.close(']')
	return f.dst
}

// AppendOperation appends what a form for an operation needs:
//
//	{"op":"rt-link/newlink","protocol":0,"set":3,"admin":true,"parts":[
//	  {"part":"do-request","name":"RTM_NEWLINK","type":16,"flags":5,"header":2,"attrs":[3,4]},…]}
//
// "attrs" are the numbers that the part carries, "header" is a layout.
func AppendOperation(dst []byte, o nlspec.Operation) []byte {
	f := form{dst: dst}
	family := o.Family()
	f.open('{')
	f.text("op", family.Name()+"/"+o.Name())
	f.text("generic", family.Generic())
	f.always("protocol", int(family.Protocol()))
	f.int("set", int(o.Set()))
	f.bool("admin", o.Admin())
	f.key("parts")
	f.open('[')
	for p := nlspec.Part(0); p < nlspec.PartCount; p++ {
		m := o.Message(p)
		if m == 0 {
			continue
		}
		f.open('{')
		f.text("part", parts[p])
		f.text("name", m.Name())
		f.always("type", int(m.Value()))
		switch p {
		case nlspec.DoRequest:
			f.int("flags", flagRequest|flagAck)
		case nlspec.DumpRequest:
			f.int("flags", flagRequest|flagDump)
		}
		f.int("header", int(m.Layout()))
		f.int("set", int(m.Set()))
		f.key("attrs")
		f.open('[')
		for i := 0; ; i++ {
			n, ok := o.Attr(p, i)
			if !ok {
				break
			}
			f.next()
			f.dst = strconv.AppendInt(f.dst, int64(n), 10)
		}
		f.close(']')
		f.close('}')
	}
	f.close(']')
	f.close('}')
	return f.dst
}
