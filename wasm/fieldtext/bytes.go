// SPDX-License-Identifier: Apache-2.0

package fieldtext

import (
	"errors"

	"netlinklab/wasm/nlspec"
)

// Errors of Bytes.
var (
	ErrCut    = errors.New("bytes were left out here")
	ErrField  = errors.New("this does not say which bytes it stands for")
	ErrSyntax = errors.New("this is no message as strace writes one")
)

// MaxBytes bounds what is made of a text, in bytes.
const MaxBytes = 1 << 20

// Bytes gives the messages at the beginning of a text, which are of a protocol
// and go a way. at is the place in the text that an error is about.
func Bytes(text string, protocol int32, way nlspec.Direction) (b []byte, at int, err error) {
	p := parser{s: text}
	var v value
	if !p.value(&v) {
		return nil, p.i, ErrSyntax
	}
	m := maker{protocol: protocol, way: way}
	if !m.messages(&v, way) || !m.fill() {
		if m.err == nil {
			m.err = ErrField
		}
		return nil, m.at, m.err
	}
	return m.b, 0, nil
}

// maker lays out messages.
type maker struct {
	b        []byte
	protocol int32
	way      nlspec.Direction
	holes    []hole
	at       int
	err      error
}

// hole is where bytes go that only the decoder can tell: a field's, by its
// name, of those that begin in a range, or the value that the range is.
type hole struct {
	start, end int
	name       string
	v          *value
}

// fail says what is wrong, and where.
func (m *maker) fail(v *value, err error) bool {
	m.at, m.err = v.at, err
	return false
}

// member finds one of the fields.
func (v *value) member(name string) *value {
	for i := range v.items {
		if v.kind == fields && v.items[i].name == name {
			return &v.items[i]
		}
	}
	return nil
}

func (v *value) number(name string) (n uint64, ok bool) {
	m := v.member(name)
	if m == nil || m.kind != word {
		return 0, false
	}
	return number(m.text)
}

// header gives the struct nlmsghdr that a message begins with, or nil.
func header(v *value) *value {
	if v.kind == list && len(v.items) > 0 {
		v = &v.items[0]
	}
	if v.kind == fields && v.member("nlmsg_len") != nil {
		return v
	}
	return nil
}

// messages lays out one message or a list of them.
func (m *maker) messages(v *value, way nlspec.Direction) bool {
	if v.kind == list && len(v.items) > 0 && (v.items[0].kind == list || len(v.items) > 1 && header(&v.items[1]) != nil) {
		for i := range v.items {
			m.pad(0)
			if !m.message(&v.items[i], way) {
				return false
			}
		}
		if v.cut {
			return m.fail(v, ErrCut)
		}
		return true
	}
	return m.message(v, way)
}

// headerSize is sizeof(struct nlmsghdr), and attrSize sizeof(struct nlattr).
const headerSize, attrSize = 16, 4

// message lays out a message.
func (m *maker) message(v *value, way nlspec.Direction) bool {
	h := header(v)
	if h == nil {
		return m.fail(v, ErrSyntax)
	}
	length, ok := h.number("nlmsg_len")
	if !ok || length > MaxBytes || len(m.b) > MaxBytes {
		return m.fail(h, ErrSyntax)
	}
	start := len(m.b)
	m.zeros(headerSize)
	kind := uint16(0)
	for i := range h.items {
		f := &h.items[i]
		at, size := place(f.name)
		n, ok := number(f.text)
		if f.name == "nlmsg_type" {
			if !ok {
				n, ok = m.kind(f.text)
			}
			if !ok {
				return m.fail(f, ErrField)
			}
			kind = uint16(n)
		}
		if ok {
			copy(m.b[start+at:], littleEndian(n, size))
		} else {
			m.holes = append(m.holes, hole{start + at, start + at + size, f.name, f})
		}
	}
	if v.kind == list {
		end := start + int(length)
		for i := 1; i < len(v.items); i++ {
			m.pad(start)
			if !m.item(&v.items[i], end, kind, way, i == len(v.items)-1) {
				return false
			}
		}
		if v.cut {
			return m.fail(v, ErrCut)
		}
	}
	if (len(m.b)-start+3)&^3 < int(length) && length >= headerSize && !m.echoed(v, h) {
		return m.fail(v, ErrCut)
	}
	for len(m.b)-start < int(length) && (len(m.b)-start)%4 != 0 {
		m.b = append(m.b, 0)
	}
	return true
}

// echoed says whether a message is no more than the header that an ACK has of it.
func (m *maker) echoed(v, h *value) bool { return v == h }

// place is where a field of struct nlmsghdr stands, and how wide it is.
func place(name string) (at, size int) {
	switch name {
	case "nlmsg_len":
		return 0, 4
	case "nlmsg_type":
		return 4, 2
	case "nlmsg_flags":
		return 6, 2
	case "nlmsg_seq":
		return 8, 4
	case "nlmsg_pid":
		return 12, 4
	}
	return 0, 0
}

// zeros makes room for n bytes.
func (m *maker) zeros(n int) {
	for range n {
		m.b = append(m.b, 0)
	}
}

// pad makes what begins at start a multiple of 4 bytes long.
func (m *maker) pad(start int) { m.zeros((start - len(m.b)) & 3) }
