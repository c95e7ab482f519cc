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
	v, ok := p.value()
	if !ok {
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
	for i, n := range v.names {
		if n == name {
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
			for len(m.b)%4 != 0 {
				m.b = append(m.b, 0)
			}
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
	m.b = append(m.b, make([]byte, headerSize)...)
	kind := uint16(0)
	for i, name := range h.names {
		place := [...]struct {
			name       string
			start, end int
		}{{"nlmsg_len", 0, 4}, {"nlmsg_type", 4, 6}, {"nlmsg_flags", 6, 8}, {"nlmsg_seq", 8, 12}, {"nlmsg_pid", 12, 16}}
		for _, p := range place {
			if p.name != name {
				continue
			}
			f := &h.items[i]
			n, ok := number(f.text)
			if !ok && name == "nlmsg_type" {
				n, ok = m.kind(f.text)
				ok = ok || m.fail(f, ErrField)
			} else if !ok {
				m.holes = append(m.holes, hole{start + p.start, start + p.end, name, f})
				continue
			}
			if !ok {
				return false
			}
			copy(m.b[start+p.start:], littleEndian(n, p.end-p.start))
			if name == "nlmsg_type" {
				kind = uint16(n)
			}
		}
	}
	if v.kind == list {
		end := start + int(length)
		for i := 1; i < len(v.items); i++ {
			for (len(m.b)-start)%4 != 0 {
				m.b = append(m.b, 0)
			}
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
