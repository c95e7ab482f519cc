// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// Bits of nlmsg_flags in an NLMSG_ERROR.
const (
	flagCapped  = 0x100
	flagAckTLVs = 0x200
)

// ackBody decodes struct nlmsgerr: an errno, the header of the request, all of
// the request unless NLM_F_CAPPED, and an extended ACK if NLM_F_ACK_TLVS.
func (t *Tree) ackBody(off, end, msg int, p *nlspec.Protocol, flags uint64) {
	off = t.errno(off, end, msg)
	if off >= end {
		return
	}
	if t.Nodes[msg].Depth >= maxDepth {
		// An error that echoes an error that echoes an error …
		deep := t.add(KindPayload, off, end-off, msg, "payload")
		t.Nodes[deep].Tag = 'D'
		t.problem(AttrDeep, off, end-off, deep)
		return
	}
	requestEnd := end
	if end-off >= headerSize {
		length := int(min(t.uint(off, 4, t.opts.BigEndian), uint64(end-off)))
		if flags&flagCapped != 0 {
			length = headerSize
		}
		if length >= headerSize && flags&(flagCapped|flagAckTLVs) != 0 {
			requestEnd = off + min(align(length), end-off)
		}
	}
	request := len(t.Nodes)
	if rest := t.message(off, requestEnd, msg, p, false); rest < requestEnd {
		gap := t.add(KindGap, rest, requestEnd-rest, msg, "trailing bytes")
		t.problem(Trailing, rest, requestEnd-rest, gap)
	}
	if requestEnd < end {
		tlvs := len(t.Nodes)
		t.attrs(requestEnd, end, msg, &nlspec.ExtendedAck)
		t.point(request, tlvs, off)
	}
}

// doneBody decodes an NLMSG_DONE: an errno, then an extended ACK if the flag says so.
func (t *Tree) doneBody(off, end, msg int, flags uint64) {
	off = t.errno(off, end, msg)
	if off >= end {
		return
	}
	if flags&flagAckTLVs != 0 {
		t.attrs(off, end, msg, &nlspec.ExtendedAck)
		return
	}
	t.Nodes[t.add(KindPayload, off, end-off, msg, "payload")].Tag = 'D'
}

func (t *Tree) errno(off, end, msg int) int {
	if end-off < 4 {
		i := t.add(KindPayload, off, end-off, msg, "payload")
		t.Nodes[i].Tag = 'D'
		t.problem(FixedShort, off, end-off, i)
		return end
	}
	n := &t.Nodes[t.add(KindField, off, 4, msg, "error")]
	n.CType, n.Value, n.Tag = "int", nlspec.KindErrno, 'E'
	return off + 4
}

// point marks what an extended ACK's first NLMSGERR_ATTR_OFFS points at: the
// attribute of the echoed request that starts there (NL_SET_BAD_ATTR gives the
// offset of a struct nlattr), else the smallest node that does.
func (t *Tree) point(request, tlvs, start int) {
	for i := tlvs; i < len(t.Nodes); i++ {
		t.steps++
		n := &t.Nodes[i]
		if n.Kind != KindPayload || n.Length != 4 || t.Nodes[n.Parent].Name != "NLMSGERR_ATTR_OFFS" {
			continue
		}
		at := start + int(t.uint(int(n.Offset), 4, t.opts.BigEndian))
		found := -1
		for j := request; j < tlvs; j++ {
			t.steps++
			if int(t.Nodes[j].Offset) != at {
				continue
			}
			if found = j; t.Nodes[j].Kind == KindAttr {
				break
			}
		}
		if found >= 0 {
			t.problem(Rejected, at, int(t.Nodes[found].Length), found)
		}
		return
	}
}
