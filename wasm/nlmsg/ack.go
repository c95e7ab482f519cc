// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// ackAttrs is the set of the attributes behind an NLMSG_ERROR or NLMSG_DONE with
// NLM_F_ACK_TLVS (enum nlmsgerr_attrs).
func (t *Tree) ackAttrs() nlspec.Set {
	if t.ackSet == 0 {
		t.ackSet = setBefore(nlspec.FamilyByName("netlink"), "NLMSGERR_ATTR_")
	}
	return t.ackSet
}

// ackOffset is NLMSGERR_ATTR_OFFS.
const ackOffset = 2

// ackBody decodes struct nlmsgerr: an errno, the header of the request, all of
// the request unless NLM_F_CAPPED, and an extended ACK if NLM_F_ACK_TLVS.
func (t *Tree) ackBody(off, end int, msg int32, flags uint16) {
	depth := t.Spans[msg].Depth + 1
	off = t.errno(off, end, msg, depth)
	if off >= end {
		return
	}
	if depth > maxDepth {
		// An error that echoes an error that echoes an error …
		deep := t.add(KindPayload, off, end-off, msg, depth)
		t.fault(AttrDeep, off, end-off, deep, roleSelf)
		return
	}
	requestEnd := end
	if end-off >= headerSize {
		length := int(min(uint64(t.u32(off)), uint64(end-off)))
		if flags&flagCapped != 0 {
			length = headerSize
		}
		if length >= headerSize && flags&(flagCapped|flagAckTLVs) != 0 {
			requestEnd = off + min(align(length), end-off)
		}
	}
	request := len(t.Spans)
	if rest := t.message(off, requestEnd, msg, flagEcho); rest < requestEnd {
		gap := t.add(KindGap, rest, requestEnd-rest, msg, depth)
		t.fault(Trailing, rest, requestEnd-rest, gap, roleSelf)
	}
	if requestEnd < end {
		tlvs := len(t.Spans)
		t.acked(requestEnd, end, msg, depth)
		t.point(request, tlvs, off)
	}
}

// acked decodes an extended ACK.
func (t *Tree) acked(start, end int, msg int32, depth uint8) {
	set := t.ackAttrs()
	t.Spans[msg].inner = uint16(set)
	t.attrs(start, end, msg, depth, set, 0)
}

// doneBody decodes an NLMSG_DONE: an errno, then an extended ACK if the flag says
// so. Audit ends a list without an errno (kernel/audit.c).
func (t *Tree) doneBody(off, end int, s *scope, flags uint16) {
	if off >= end {
		return
	}
	off = t.errno(off, end, s.span, s.depth)
	if off >= end {
		return
	}
	if flags&flagAckTLVs != 0 {
		t.acked(off, end, s.span, s.depth)
		return
	}
	t.payload(off, end, s.span, s.depth)
}

// errno decodes the first member of struct nlmsgerr.
func (t *Tree) errno(off, end int, msg int32, depth uint8) int {
	if off >= end {
		t.fault(FixedShort, off, 0, msg, roleSelf)
		return end
	}
	if end-off < 4 {
		t.fault(FixedShort, off, end-off, t.payload(off, end, msg, depth), roleSelf)
		return end
	}
	n := t.add(KindField, off, 4, msg, depth)
	t.Spans[n].Value, t.Spans[n].flags, t.Spans[n].row = nlspec.KindErrno, flagCore, coreError
	return off + 4
}

// point marks what an extended ACK's first NLMSGERR_ATTR_OFFS points at: the
// attribute of the echoed request that starts there (NL_SET_BAD_ATTR gives the
// offset of a struct nlattr), else the smallest span that does, else the field
// of the header.
func (t *Tree) point(request, tlvs, start int) {
	for i := tlvs; i < len(t.Spans); i++ {
		t.steps++
		s := &t.Spans[i]
		if s.Kind != KindAttr || s.Attribute().Number() != ackOffset || s.set != uint16(t.ackSet) || len(t.SpanData(i)) != 4 {
			continue
		}
		at := start + int(uintAt(t.SpanData(i), t.big))
		found := -1
		for j := request; j < tlvs; j++ {
			t.steps++
			if int(t.Spans[j].Offset) != at {
				continue
			}
			if found = j; t.Spans[j].Kind == KindAttr {
				break
			}
		}
		if found >= 0 {
			t.fault(Rejected, at, int(t.Spans[found].Length), int32(found), roleSelf)
			return
		}
		t.pointInHeader(request, start, at)
		return
	}
}

// pointInHeader marks a field of the echoed request's nlmsghdr.
func (t *Tree) pointInHeader(request, start, at int) {
	offset := start
	for i, f := range coreStructs[coreHeader].fields {
		if offset == at && request < len(t.Spans) && t.Spans[request].Kind == KindMessage {
			t.fault(Rejected, at, int(f.size), int32(request), roleSecond+role(i))
			return
		}
		offset += int(f.size)
	}
}
