// SPDX-License-Identifier: Apache-2.0

package compose

import (
	"encoding/binary"

	"netlinklab/wasm/nlmsg"
)

var (
	messageKeys = []string{"protocol", "big_endian", "type", "flags", "seq", "pid", "length", "hex", "text", "attributes", "pad"}
	packetKeys  = []string{"protocol", "big_endian", "messages"}
	attrKeys    = []string{"type", "length", "hex", "text", "u8", "u16", "u32", "u64", "attributes", "pad"}
)

// Offsets and sizes of struct nlmsghdr and struct nlattr, in bytes.
const (
	headerSize  = 16
	typeAt      = 4
	flagsAt     = 6
	attrSize    = 4
	attrTypeAt  = 2
	lengthAlign = 4
)

// single is a packet of one message.
func (o *Options) single(v value) ([]Packet, error) {
	m, err := v.object(messageKeys...)
	if err != nil {
		return nil, err
	}
	p, err := o.packet(m)
	if err != nil {
		return nil, err
	}
	w := messageWriter{o: p.Options}
	if err := w.message(m); err != nil {
		return nil, err
	}
	p.Data, err = w.named()
	return []Packet{p}, err
}

// messages is a packet of several.
func (o *Options) messages(v value) ([]Packet, error) {
	m, err := v.object(packetKeys...)
	if err != nil {
		return nil, err
	}
	p, err := o.packet(m)
	if err != nil {
		return nil, err
	}
	list, err := m["messages"].list()
	if err != nil {
		return nil, err
	}
	w := messageWriter{o: p.Options}
	for i, e := range list {
		fields, err := e.object(messageKeys[2:]...)
		if err != nil {
			return nil, err
		}
		if _, said := fields["pad"]; !said && i+1 < len(list) {
			fields["pad"] = value{v: true, path: e.path}
		}
		if err := w.message(fields); err != nil {
			return nil, err
		}
	}
	p.Data, err = w.named()
	return []Packet{p}, err
}

// messageWriter writes messages, and names later: what a name means depends on
// what stands around it.
type messageWriter struct {
	o     nlmsg.Options
	dst   []byte
	names []named
	// lengths are those that were given. They are written last: names are found
	// by the right ones.
	lengths []length
}

// length is a length that was given.
type length struct {
	at, size int
	n        uint64
}

// named is a field that was given by name.
type named struct {
	at, size int
	text     string
	from     value
}

// named puts the numbers of names in, the outer ones first.
func (w *messageWriter) named() ([]byte, error) {
	for _, n := range w.names {
		t := nlmsg.Decode(w.dst, w.o)
		i := find(t, n.at, n.size)
		if i < 0 {
			return nil, n.from.fail("a wrong length hides this field; give its number")
		}
		b, err := t.SetField(i, n.text)
		if err != nil {
			return nil, n.from.fail("%v", err)
		}
		w.dst = b
	}
	for _, l := range w.lengths {
		w.put(l.at, l.size, l.n)
	}
	return w.dst, nil
}

// field writes a number, now or, if it is given by name, later.
func (w *messageWriter) field(m map[string]value, key string, at, size int) error {
	v, there := m[key]
	if !there {
		return nil
	}
	if n, err := v.number(8 * size); err == nil {
		w.put(at, size, n)
		return nil
	}
	text, err := v.words()
	if err != nil {
		return err
	}
	w.names = append(w.names, named{at, size, text, v})
	return nil
}

func (w *messageWriter) order() binary.ByteOrder {
	if w.o.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (w *messageWriter) put(at, size int, n uint64) {
	switch size {
	case 1:
		w.dst[at] = byte(n)
	case 2:
		w.order().PutUint16(w.dst[at:], uint16(n))
	case 4:
		w.order().PutUint32(w.dst[at:], uint32(n))
	case 8:
		w.order().PutUint64(w.dst[at:], n)
	}
}

func (w *messageWriter) message(m map[string]value) error {
	start := len(w.dst)
	w.dst = append(w.dst, make([]byte, headerSize)...)
	// The names of what is within need the type and the true length.
	if err := w.field(m, "type", start+typeAt, 2); err != nil {
		return err
	}
	if err := w.field(m, "flags", start+flagsAt, 2); err != nil {
		return err
	}
	for i, key := range []string{"seq", "pid"} {
		if err := w.plain(m, key, start+8+4*i, 4); err != nil {
			return err
		}
	}
	if err := w.content(m); err != nil {
		return err
	}
	w.put(start, 4, uint64(len(w.dst)-start))
	if err := w.pad(m, start, false); err != nil {
		return err
	}
	return w.length(m, start, 4)
}
