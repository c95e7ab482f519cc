// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// Bits of nlmsg_flags.
const (
	flagRequest = 0x1
	flagAck     = 0x4
	flagDump    = 0x300
)

const protocolGeneric = 16

// parts are the names of an operation's messages, by nlspec.Part.
var parts = [...]string{"do-request", "do-reply", "dump-request", "dump-reply", "event"}

// PartName is what a document calls a message of an operation.
func PartName(p nlspec.Part) string { return parts[p] }

func eachPart(yield func(string) bool) {
	for _, p := range parts {
		if !yield(p) {
			return
		}
	}
}

// kind finds out which message a document is about.
func (b *builder) kind(v *jsondoc.Value) (k kind) {
	if op := v.Get("op"); op != nil {
		b.at("op", func() { k = b.operation(op, v.Get("part")) })
	} else {
		k = b.bare(v)
	}
	if b.err != nil || k.protocol != protocolGeneric || !k.genl {
		return k
	}
	k.version = uint8(b.number(v, "version", 8, uint64(k.version)))
	if id := v.Get("id"); id != nil {
		k.nlmsg = uint16(b.number(v, "id", 16, 0))
	} else if k.nlmsg == 0 && k.family != 0 {
		k.nlmsg = b.genericID(k.family)
	}
	return k
}

// operation finds "family/name" and one of its messages.
func (b *builder) operation(op, part *jsondoc.Value) (k kind) {
	family, name := cut(op.Text, '/')
	if op.Kind != jsondoc.String || name == "" {
		b.fail(`an operation is a family and a name, such as "rt-link/getlink"` + suggestOperation(op.Text))
		return k
	}
	f := nlspec.FamilyByName(family)
	if f == 0 {
		f = nlspec.GenericFamily(family)
	}
	if f == 0 {
		b.fail("no family is called " + quote(family) + suggest(family, familyNames))
		return k
	}
	o := f.Operation(name)
	if o == 0 {
		b.fail(family + " has no operation " + quote(name) + suggest(name, operationNames(f)))
		return k
	}
	p := firstPart(o)
	if part != nil {
		p = partNamed(part.Text)
		if p == nlspec.PartCount {
			b.fail("no part is called " + quote(part.Text) + suggest(part.Text, eachPart))
			return k
		}
	}
	m := o.Message(p)
	if m == 0 {
		b.fail("this operation has no " + parts[p])
		return k
	}
	k = kind{protocol: f.Protocol(), message: m, family: f, nlmsg: m.Value()}
	switch p {
	case nlspec.DoRequest:
		k.flags = flagRequest | flagAck
	case nlspec.DumpRequest:
		k.flags = flagRequest | flagDump
	}
	if f.Generic() != "" {
		k.genl, k.version, k.command, k.nlmsg = true, f.Version(), uint8(m.Value()), 0
	}
	return k
}

// firstPart is the message that an operation is most often asked with.
func firstPart(o nlspec.Operation) nlspec.Part {
	for _, p := range [...]nlspec.Part{nlspec.DoRequest, nlspec.DumpRequest, nlspec.Event, nlspec.DoReply, nlspec.DumpReply} {
		if o.Message(p) != 0 {
			return p
		}
	}
	return nlspec.DoRequest
}

func partNamed(name string) nlspec.Part {
	for p, n := range parts {
		if n == name {
			return nlspec.Part(p)
		}
	}
	return nlspec.PartCount
}

// bare takes a message by its protocol and type.
func (b *builder) bare(v *jsondoc.Value) (k kind) {
	if v.Get("type") == nil && v.Get("id") == nil {
		b.fail(`a message needs "op", such as "rt-link/getlink", or "protocol" and "type"`)
		return k
	}
	k.protocol = int32(b.number(v, "protocol", 31, 0))
	t := v.Get("type")
	if c := v.Get("command"); c != nil {
		k.genl, k.command = true, uint8(b.number(v, "command", 8, 0))
		k.nlmsg = uint16(b.number(v, "type", 16, 0))
		k.version = 1
		return k
	}
	if t.Kind == jsondoc.String {
		if n, ok := nlmsg.StandardType(t.Text); ok {
			k.nlmsg = n
			return k
		}
		first, count := nlspec.Messages(k.protocol)
		for m := first; m < first+nlspec.Message(count); m++ {
			if m.Name() == t.Text {
				k.message, k.nlmsg = m, m.Value()
				return k
			}
		}
	}
	k.nlmsg = uint16(b.number(v, "type", 16, 0))
	if k.nlmsg >= 0x10 {
		k.message = nlspec.FindMessage(k.protocol, k.nlmsg, nlspec.FromUser, 0)
	}
	return k
}

// genericID finds the id of a generic family.
func (b *builder) genericID(f nlspec.Family) uint16 {
	for _, id := range [...]uint16{nlspec.GENL_ID_CTRL, nlspec.GENL_ID_VFS_DQUOT} {
		if nlspec.FixedGeneric(id) == f {
			return id
		}
	}
	for _, g := range b.opts.Generic {
		if g.Name == f.Generic() {
			return g.ID
		}
	}
	b.fail("kernels give " + f.Generic() + ` an id at run time: ask nlctrl/getfamily for it and write it as "id"`)
	return 0
}

// flags reads a list of names, names joined by "|", or a number.
func (b *builder) flags(v *jsondoc.Value, k kind) uint16 {
	if v == nil {
		return k.flags
	}
	var flags uint16
	b.at("flags", func() {
		switch v.Kind {
		case jsondoc.List:
			for i := range v.Items {
				b.atIndex(i, func() { flags |= b.flag(&v.Items[i]) })
			}
		default:
			flags = b.flag(v)
		}
	})
	return flags
}

func (b *builder) flag(v *jsondoc.Value) (flags uint16) {
	for rest := v.Text; rest != ""; {
		var word string
		word, rest = cut(rest, '|')
		if n, ok := nlmsg.ParseUint(word, 0, 16); ok {
			flags |= uint16(n)
		} else if f, ok := nlmsg.FlagValue(word); ok {
			flags |= f
		} else {
			b.fail("no flag is called " + quote(word) + `; names are NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, …, numbers "0x300"`)
		}
	}
	return flags
}

func familyNames(yield func(string) bool) {
	for f := nlspec.Family(1); f.Valid(); f++ {
		if _, n := f.Operations(); n > 0 && !yield(f.Name()) {
			return
		}
	}
}

// suggestOperation is ": did you mean X?" for an operation that has a name, or that
// is asked for with a message type; of several the one of the lowest protocol.
func suggestOperation(name string) string {
	for _, p := range [...]nlspec.Part{nlspec.DoRequest, nlspec.DumpRequest, nlspec.Event} {
		var best nlspec.Operation
		for o := nlspec.Operation(1); o.Valid(); o++ {
			m := o.Message(p)
			if m == 0 || !same(m.Name(), name) && !same(o.Name(), name) {
				continue
			}
			if best == 0 || o.Family().Protocol() < best.Family().Protocol() {
				best = o
			}
		}
		if best != 0 {
			return ": did you mean " + best.Family().Name() + "/" + best.Name() + "?"
		}
	}
	return ""
}

func operationNames(f nlspec.Family) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		first, n := f.Operations()
		for o := first; o < first+nlspec.Operation(n); o++ {
			if !yield(o.Name()) {
				return
			}
		}
	}
}

func cut(s string, c byte) (before, after string) {
	for i := range len(s) {
		if s[i] == c {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
