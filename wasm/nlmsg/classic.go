// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"unicode/utf8"

	"netlinklab/wasm/nlspec"
)

// nfnlHeader is sizeof(struct nfgenmsg), with which all of NETLINK_NETFILTER's
// messages begin.
const protocolNetfilter, nfnlHeader = 12, 4

// classic decodes a fixed header and the attributes behind it.
func (t *Tree) classic(start, end int, m nlspec.Message, way nlspec.Direction, s *scope) {
	layout, set := m.Layout(), m.Set()
	t.Spans[s.span].inner = uint16(set)
	if start >= end {
		if layout.Size() > 0 && t.Spans[s.span].flags&flagEcho == 0 {
			t.fault(FixedShort, start, 0, s.span, roleSelf)
		}
		return
	}
	if layout != 0 {
		at := start
		start = t.fixed(start, end, layout, way, s)
		if m.Family().Protocol() == protocolConnector {
			t.connected(at, start, end, way, s)
			return
		}
	}
	t.rest(start, end, set, layout != 0 || set != 0, s)
}

// rest decodes what stands behind a message's fixed header.
func (t *Tree) rest(start, end int, set nlspec.Set, told bool, s *scope) {
	switch {
	case start >= end:
	case set != 0:
		t.attrs(start, end, s.span, s.depth, set, 0)
	case told && t.plausible(start, end):
		t.attrs(start, end, s.span, s.depth, 0, 0)
	default:
		p := t.payload(start, end, s.span, s.depth)
		if told {
			t.fault(Trailing, start, end-start, p, roleSelf)
		}
	}
}

// rtgenmsg is the aligned size of struct rtgenmsg, an address family, which
// rtnetlink takes for any of its headers in a request for a dump.
const rtgenmsg = 4

// fixed decodes a family's fixed header and gives where the attributes start.
func (t *Tree) fixed(start, end int, layout nlspec.Layout, way nlspec.Direction, s *scope) int {
	size := layout.Size()
	if t.opts.Protocol != protocolConnector && end-start > size && Flexible(layout) {
		size = end - start
	}
	h := t.add(KindHeader, start, min(size, end-start), s.span, s.depth)
	t.Spans[h].row = uint16(layout)
	if end-start < size {
		t.Spans[h].flags = flagCut
		if t.opts.Protocol != 0 || way != nlspec.FromUser || end-start > rtgenmsg {
			t.fault(FixedShort, start, end-start, h, roleSelf)
		}
		return end
	}
	padded := min(start+align(size), end)
	if padded > start+size {
		t.padding(start+size, padded-start-size, s.span, s.depth)
	}
	return padded
}

// stranger decodes a message whose type the tables do not have.
func (t *Tree) stranger(start, end int, msg int32, s *scope) {
	if _, n := nlspec.Messages(t.opts.Protocol); n > 0 {
		t.fault(TypeUnknown, int(t.Spans[msg].Offset)+4, 2, msg, roleThird)
	}
	if start >= end {
		return
	}
	if t.opts.Protocol == protocolNetfilter && end-start >= nfnlHeader {
		if layout := layoutNamed(nlspec.FamilyByName("nftables"), "nfgenmsg"); layout != 0 {
			start = t.fixed(start, end, layout, 0, s)
			t.rest(start, end, 0, true, s)
			return
		}
	}
	t.payload(start, end, msg, s.depth)
}

func layoutNamed(f nlspec.Family, name string) nlspec.Layout {
	first, n := f.Layouts()
	for l := first; l < first+nlspec.Layout(n); l++ {
		if l.Name() == name {
			return l
		}
	}
	return 0
}

// setBefore finds a family's first set whose attributes begin with a prefix.
func setBefore(f nlspec.Family, prefix string) nlspec.Set {
	first, n := f.Sets()
	for s := first; s < first+nlspec.Set(n); s++ {
		if s.Prefix() == prefix {
			return s
		}
	}
	return 0
}

// plausible says whether bytes are one well-formed attribute after another.
func (t *Tree) plausible(start, end int) bool {
	if start >= end {
		return false
	}
	for start < end {
		t.steps++
		if end-start < attrSize {
			return false
		}
		n := int(t.u16(start))
		if n < attrSize || n > end-start {
			return false
		}
		start += align(n)
	}
	return true
}

// isText says whether bytes are printable, but for zero bytes at the end.
func isText(b []byte) bool {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return len(b) > 0 && utf8.Valid(b)
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
