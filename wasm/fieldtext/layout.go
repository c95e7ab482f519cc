// SPDX-License-Identifier: Apache-2.0

package fieldtext

import (
	"strings"

	"netlinklab/wasm/nlspec"
)

// Netlink's own message types (include/uapi/linux/netlink.h).
const typeError, typeDone = 2, 3

// kind is the number of a message type's name.
func (m *maker) kind(name string) (n uint64, ok bool) {
	switch name {
	case "NLMSG_NOOP":
		return 1, true
	case "NLMSG_ERROR":
		return typeError, true
	case "NLMSG_DONE":
		return typeDone, true
	case "nlctrl":
		return nlspec.GENL_ID_CTRL, true
	}
	// NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_NEWTABLE
	if _, last, ok := strings.Cut(name, "<<8|"); ok {
		name = last
	}
	first, count := nlspec.Messages(m.protocol)
	for t := first; t < first+nlspec.Message(count); t++ {
		if t.Name() == name {
			return uint64(t.Value()), true
		}
	}
	return 0, false
}

// item lays out what a message holds: its fixed header, attributes, the error of
// an ACK, or bytes. last says that nothing comes behind it.
func (m *maker) item(v *value, end int, kind uint16, way nlspec.Direction, last bool) bool {
	switch v.kind {
	case word: // NLMSG_DONE's error
		return m.scalar(v, 4)
	case quoted:
		if v.cut && len(m.b)+len(v.text) < end {
			return m.fail(v, ErrCut)
		}
		m.b = append(m.b, v.text...)
		return true
	case list:
		if kind == typeError && len(v.items) > 0 && v.items[0].member("error") != nil {
			for i := range v.items { // [{error=-95, msg=…}, attributes]
				m.pad(0)
				if !m.item(&v.items[i], end, kind, way, i == len(v.items)-1) {
					return false
				}
			}
			return true
		}
		return m.attributes(v)
	}
	if e := v.member("error"); kind == typeError && e != nil {
		if !m.scalar(e, 4) {
			return false
		}
		if msg := v.member("msg"); msg != nil {
			return m.message(msg, nlspec.FromUser)
		}
		return true
	}
	size := nlspec.FindMessage(m.protocol, kind, way, family(v)).Layout().Size()
	if rest := end - len(m.b); last && (size == 0 || size > rest) {
		size = rest
	}
	start := len(m.b)
	if !m.structure(v, size) {
		return false
	}
	m.b[start] = family(v) // on which the fields depend
	return true
}

// family is the address family that a fixed header begins with.
func family(v *value) byte {
	if len(v.items) == 0 {
		return 0
	}
	switch v.items[0].text {
	case "AF_UNIX":
		return 1
	case "AF_INET":
		return 2
	case "AF_INET6":
		return 10
	case "AF_NETLINK":
		return 16
	case "AF_PACKET":
		return 17
	}
	n, _ := number(v.items[0].text)
	return byte(n)
}

// attributes lays out one attribute or several, [{nla_len=8, …}, 1].
func (m *maker) attributes(v *value) bool {
	if isAttribute(v) {
		return m.attribute(v)
	}
	for i := range v.items {
		m.pad(0)
		if !isAttribute(&v.items[i]) {
			return m.fail(&v.items[i], ErrField)
		}
		if !m.attribute(&v.items[i]) {
			return false
		}
	}
	if v.cut {
		return m.fail(v, ErrCut)
	}
	return true
}

// isAttribute says whether a value is an attribute, with or without its value.
func isAttribute(v *value) bool {
	if v.kind == list && len(v.items) > 0 && len(v.items) <= 2 {
		v = &v.items[0]
	}
	return v.kind == fields && v.member("nla_len") != nil
}

func (m *maker) attribute(v *value) bool {
	h := v
	if v.kind == list {
		h = &v.items[0]
	}
	length, ok := h.number("nla_len")
	kind := h.member("nla_type")
	if !ok || length < attrSize || length > 0xffff || kind == nil {
		return m.fail(h, ErrField)
	}
	start := len(m.b)
	m.b = append(m.b, littleEndian(length, 2)...)
	m.b = append(m.b, 0, 0)
	if n, ok := number(kind.text); ok {
		copy(m.b[start+2:], littleEndian(n, 2))
	} else {
		m.holes = append(m.holes, hole{start + 2, start + 4, "nla_type", kind})
	}
	end := start + int(length)
	if h != v && len(v.items) == 2 && !m.content(&v.items[1], end-len(m.b)) {
		return false
	}
	if len(m.b) < end {
		return m.fail(v, ErrCut)
	}
	if len(m.b) > (end+3)&^3 {
		return m.fail(v, ErrField)
	}
	return true
}

// content lays out an attribute's value of size bytes.
func (m *maker) content(v *value, size int) bool {
	switch v.kind {
	case word:
		return m.scalar(v, size)
	case quoted:
		missing := size - len(v.text)
		switch {
		case missing < 0:
			return m.fail(v, ErrField)
		case missing > 1 || missing == 1 && v.cut:
			return m.fail(v, ErrCut)
		}
		m.b = append(m.b, v.text...)
		m.zeros(missing) // the NUL that ends it
		return true
	case fields:
		return m.structure(v, size)
	}
	if len(v.items) == 0 {
		return size == 0 || m.fail(v, ErrCut)
	}
	if isAttribute(v) || isAttribute(&v.items[0]) {
		end := len(m.b) + size
		if !m.attributes(v) {
			return false
		}
		if end-len(m.b) < 4 { // a nest has its last attribute's padding
			m.zeros(end - len(m.b))
		}
		return true
	}
	if v.cut {
		return m.fail(v, ErrCut)
	}
	each := size / len(v.items)
	for i := range v.items {
		if each*len(v.items) != size || v.items[i].kind == list || !m.content(&v.items[i], each) {
			if m.err == nil {
				m.fail(v, ErrField)
			}
			return false
		}
	}
	return true
}

// scalar lays out a word of size bytes.
func (m *maker) scalar(v *value, size int) bool {
	if size < 0 || size > MaxBytes {
		return m.fail(v, ErrField)
	}
	if b, ok := data(v.text, size); ok {
		m.b = append(m.b, b...)
		return true
	}
	start := len(m.b)
	m.zeros(size)
	m.holes = append(m.holes, hole{start, start + size, "", v})
	return true
}

// maxFields bounds the fields of a struct; the largest has about a hundred.
const maxFields = 512

// structure leaves room for a struct of size bytes.
func (m *maker) structure(v *value, size int) bool {
	switch {
	case v.cut:
		return m.fail(v, ErrCut)
	case size <= 0 || size > 0xffff || len(v.items) > maxFields:
		return m.fail(v, ErrField)
	}
	start := len(m.b)
	m.zeros(size)
	m.holes = append(m.holes, hole{start, start + size, "{}", v})
	return true
}
