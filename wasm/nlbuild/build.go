// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// Options say how to write.
type Options struct {
	// BigEndian writes integers as a big-endian host has them.
	BigEndian bool
	// Generic are the ids that a kernel gave generic families.
	Generic []nlmsg.GenericID
}

// Result are messages as they are sent.
type Result struct {
	Bytes []byte
	// Protocol is the netlink protocol of the first message.
	Protocol int32
}

// builder writes front to back. The first error sticks.
type builder struct {
	out      []byte
	opts     Options
	path     []byte
	err      *Error
	protocol int32
	// plain leaves NLA_F_NESTED off nests.
	plain bool
}

// Build makes the message that a document in JSON describes, or the messages of
// a list of them. The error is an *Error.
func Build(document []byte, o Options) (Result, error) {
	v, err := jsondoc.Parse(document)
	if err != nil {
		return Result{}, &Error{Text: err.Error()}
	}
	return BuildValue(&v, o)
}

// BuildValue does the same with a document that is parsed already.
func BuildValue(v *jsondoc.Value, o Options) (Result, error) {
	b := builder{opts: o, protocol: -1}
	switch v.Kind {
	case jsondoc.Object:
		b.message(v)
	case jsondoc.List:
		for i := range v.Items {
			b.atIndex(i, func() {
				for len(b.out)%4 != 0 {
					b.out = append(b.out, 0)
				}
				b.message(&v.Items[i])
			})
		}
	default:
		b.fail(`a message is an object such as {"op": "rt-link/getlink"}, or a list of them`)
	}
	if b.err != nil {
		return Result{}, b.err
	}
	return Result{b.out, b.protocol}, nil
}

// keys of a message.
var keys = [...]string{"op", "part", "protocol", "type", "id", "version", "reserved", "command", "flags", "seq", "pid", "header", "attrs", "payload", "nest-flag"}

func eachKey(yield func(string) bool) {
	for _, k := range keys {
		if !yield(k) {
			return
		}
	}
}

// kind is what a message is before its contents are written.
type kind struct {
	protocol int32
	nlmsg    uint16
	flags    uint16
	message  nlspec.Message
	family   nlspec.Family
	version  uint8
	command  uint8
	genl     bool
}

func (b *builder) message(v *jsondoc.Value) {
	if v.Kind != jsondoc.Object {
		b.fail(`a message is an object such as {"op": "rt-link/getlink"}`)
		return
	}
	for i := range v.Members {
		key := v.Members[i].Key
		known := false
		for k := range eachKey {
			known = known || k == key
		}
		if !known {
			b.at(key, func() { b.fail("a message has no such part" + suggest(key, eachKey)) })
		}
	}
	k := b.kind(v)
	if b.err != nil {
		return
	}
	if b.protocol < 0 {
		b.protocol = k.protocol
	}
	b.plain = false
	if f := v.Get("nest-flag"); f != nil {
		b.plain = f.Kind == jsondoc.Bool && f.Text == "false"
	}
	start := len(b.out)
	b.put(0, 4)
	b.put(uint64(k.nlmsg), 2)
	b.put(uint64(b.flags(v.Get("flags"), k)), 2)
	b.put(b.number(v, "seq", 32, 1), 4)
	b.put(b.number(v, "pid", 32, 0), 4)
	if k.genl {
		b.put(uint64(k.command), 1)
		b.put(uint64(k.version), 1)
		b.put(b.number(v, "reserved", 16, 0), 2)
	}
	b.contents(v, k)
	length := len(b.out) - start
	b.patch(start, uint64(length), 4)
}

// contents writes what follows nlmsghdr, or genlmsghdr.
func (b *builder) contents(v *jsondoc.Value, k kind) {
	if p := v.Get("payload"); p != nil {
		b.at("payload", func() { b.hex(p) })
		if v.Get("header") != nil || v.Get("attrs") != nil {
			b.fail(`"payload" is all of the message: leave "header" and "attrs" out`)
		}
		return
	}
	header := v.Get("header")
	first := byte(0)
	if layout := k.message.Layout(); layout != 0 {
		at := len(b.out)
		b.at("header", func() { b.structure(layout, header, "") })
		if len(b.out) > at {
			first = b.out[at]
		}
		if v.Get("attrs") != nil {
			b.pad()
		}
	} else if header != nil {
		b.at("header", func() { b.fail("this message has no fixed header") })
	}
	if attrs := v.Get("attrs"); attrs != nil {
		b.at("attrs", func() { b.attrs(attrs, k.message.Set(), &frame{doc: attrs, set: k.message.Set(), first: first}) })
	}
}

// put appends a number in the host's byte order.
func (b *builder) put(v uint64, size int) { b.out = appendUint(b.out, v, size, b.opts.BigEndian) }

// patch writes a number over what stands at an offset.
func (b *builder) patch(at int, v uint64, size int) {
	copy(b.out[at:], appendUint(nil, v, size, b.opts.BigEndian))
}

func (b *builder) pad() {
	for len(b.out)%4 != 0 {
		b.out = append(b.out, 0)
	}
}

func appendUint(dst []byte, v uint64, size int, big bool) []byte {
	for i := range size {
		shift := 8 * i
		if big {
			shift = 8 * (size - 1 - i)
		}
		dst = append(dst, byte(v>>shift))
	}
	return dst
}

// number reads a whole number of a message, or gives what it is without one.
func (b *builder) number(v *jsondoc.Value, key string, bits int, without uint64) uint64 {
	m := v.Get(key)
	if m == nil {
		return without
	}
	n, ok := nlmsg.ParseUint(m.Text, 0, bits)
	if !ok || m.Kind != jsondoc.Number && m.Kind != jsondoc.String {
		b.at(key, func() { b.fail("a whole number of " + strconv.Itoa(bits) + " bits is needed") })
	}
	return n
}
