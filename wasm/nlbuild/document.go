// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// headerSize is sizeof(struct nlmsghdr).
const headerSize = 16

// Document describes the messages of a tree: one message as an object, many as a
// list. Build makes the same bytes of it, as long as the lengths and the padding
// are right; wrong ones are lost.
func Document(t *nlmsg.Tree) jsondoc.Value {
	w := writer{t: t, opts: Options{BigEndian: t.Options().BigEndian, Generic: t.Options().Generic}}
	var all []jsondoc.Value
	for i := range t.Spans {
		if s := &t.Spans[i]; s.Kind == nlmsg.KindMessage && s.Parent < 0 && s.Length >= headerSize {
			all = append(all, w.message(i))
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return jsondoc.Value{Kind: jsondoc.List, Items: all}
}

// writer turns spans into documents.
type writer struct {
	t    *nlmsg.Tree
	opts Options
	// plain says that nests have no NLA_F_NESTED in this message.
	plain bool
}

func text(s string) jsondoc.Value { return jsondoc.Value{Kind: jsondoc.String, Text: s} }

func whole(n uint64) jsondoc.Value {
	return jsondoc.Value{Kind: jsondoc.Number, Text: strconv.FormatUint(n, 10)}
}

func object(members ...jsondoc.Member) jsondoc.Value {
	return jsondoc.Value{Kind: jsondoc.Object, Members: members}
}

func list(items ...jsondoc.Value) jsondoc.Value {
	return jsondoc.Value{Kind: jsondoc.List, Items: items}
}

func hexText(b []byte) jsondoc.Value {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return text(string(out))
}

// message describes one message, by its bytes if names do not bring them back.
func (w *writer) message(i int) jsondoc.Value {
	data := w.t.SpanData(i)
	length := int(number(data[:4], w.opts.BigEndian))
	if length < headerSize || length > len(data) {
		length = len(data)
	}
	head, genl := w.head(i, data)
	named := head
	w.plain = w.prefersPlain(i)
	if w.plain {
		named.Members = append(named.Members, jsondoc.Member{Key: "nest-flag", Value: jsondoc.Value{Kind: jsondoc.Bool, Text: "false"}})
	}
	if layout := w.t.Spans[i].Message().Layout(); layout != 0 {
		for j := i + 1; j < len(w.t.Spans) && w.t.Spans[j].Depth > w.t.Spans[i].Depth; j++ {
			s := &w.t.Spans[j]
			if s.Parent == int32(i) && s.Layout() == layout && s.Kind == nlmsg.KindHeader {
				named.Members = append(named.Members, jsondoc.Member{Key: "header", Value: w.structure(layout, w.t.SpanData(j))})
				break
			}
		}
	}
	if attrs := w.attrs(i); len(attrs.Members) > 0 || len(attrs.Items) > 0 {
		named.Members = append(named.Members, jsondoc.Member{Key: "attrs", Value: attrs})
	}
	if again, err := BuildValue(&named, w.opts); err == nil && string(again.Bytes) == string(data[:length]) {
		return named
	}
	start := headerSize
	if genl {
		start += 4
	}
	head.Members = append(head.Members, jsondoc.Member{Key: "payload", Value: hexText(data[min(start, length):length])})
	return head
}

// head describes nlmsghdr, and genlmsghdr if there is one.
func (w *writer) head(i int, data []byte) (v jsondoc.Value, genl bool) {
	v.Kind = jsondoc.Object
	put := func(key string, value jsondoc.Value) {
		v.Members = append(v.Members, jsondoc.Member{Key: key, Value: value})
	}
	big := w.opts.BigEndian
	kind, flags := uint16(number(data[4:6], big)), uint16(number(data[6:8], big))
	m := w.t.Spans[i].Message()
	protocol := w.t.Options().Protocol
	name := w.t.SpanName(i)
	op, part := operationOf(m, flags)
	genl = protocol == protocolGeneric && kind >= 0x10 && len(data) >= headerSize+4
	switch {
	case op != 0:
		put("op", text(op.Family().Name()+"/"+op.Name()))
		if part != firstPart(op) {
			put("part", text(parts[part]))
		}
	case genl:
		put("protocol", whole(protocolGeneric))
		put("command", whole(uint64(data[headerSize])))
	default:
		put("protocol", whole(uint64(protocol)))
		if m != 0 {
			put("type", text(m.Name()))
		} else if n, ok := nlmsg.StandardType(name); ok && n == kind {
			put("type", text(name))
		} else {
			put("type", whole(uint64(kind)))
		}
	}
	if genl {
		if kind != nlspec.GENL_ID_CTRL || op == 0 {
			put("id", whole(uint64(kind)))
		}
		if version := data[headerSize+1]; op == 0 || version != op.Family().Version() {
			put("version", whole(uint64(version)))
		}
		if reserved := number(data[headerSize+2:headerSize+4], big); reserved != 0 {
			put("reserved", whole(reserved))
		}
	}
	names, rest := nlmsg.Flags(flags, name)
	set := list()
	for names != "" {
		var word string
		word, names = cut(names, '|')
		set.Items = append(set.Items, text(word))
	}
	if rest != 0 {
		set.Items = append(set.Items, text("0x"+strconv.FormatUint(uint64(rest), 16)))
	}
	put("flags", set)
	put("seq", whole(number(data[8:12], big)))
	put("pid", whole(number(data[12:16], big)))
	return v, genl
}

// operationOf finds an operation that a message is a part of, and which.
func operationOf(m nlspec.Message, flags uint16) (nlspec.Operation, nlspec.Part) {
	if m == 0 {
		return 0, 0
	}
	best, bestPart, least := nlspec.Operation(0), nlspec.Part(0), 4
	first, n := m.Family().Operations()
	for o := first; o < first+nlspec.Operation(n); o++ {
		for p := nlspec.Part(0); p < nlspec.PartCount; p++ {
			if o.Message(p) != m {
				continue
			}
			rank := 3
			switch request := flags&flagRequest != 0; {
			case request && p == nlspec.DumpRequest && flags&flagDump == flagDump:
				rank = 0
			case request && p == nlspec.DoRequest, !request && p == nlspec.Event, !request && p == nlspec.DoReply:
				rank = 1
			case !request && p == nlspec.DumpReply, request && p == nlspec.DumpRequest:
				rank = 2
			}
			if rank < least {
				best, bestPart, least = o, p, rank
			}
		}
	}
	return best, bestPart
}

// prefersPlain says whether most nests of a message have no NLA_F_NESTED.
func (w *writer) prefersPlain(i int) bool {
	flagged, plain := 0, 0
	for j := i + 1; j < len(w.t.Spans) && w.t.Spans[j].Depth > w.t.Spans[i].Depth; j++ {
		if s := &w.t.Spans[j]; s.Kind == nlmsg.KindAttr && isNest(s) {
			if w.t.SpanType(j)&attrNested != 0 {
				flagged++
			} else {
				plain++
			}
		}
	}
	return plain > flagged
}

// isNest says whether Build would put NLA_F_NESTED on an attribute.
func isNest(s *nlmsg.Span) bool {
	return !s.Whole() && s.Value == nlspec.KindNested
}
