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
	off = t.errno(off, end, msg, "error")
	if off >= end {
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
		gap := t.add(Node{Offset: rest, Length: requestEnd - rest, Parent: msg, Kind: KindGap, Name: "trailing bytes"})
		t.problem(ShortHeader, rest, requestEnd-rest, gap)
	}
	if requestEnd < end {
		tlvs := len(t.Nodes)
		t.attrs(requestEnd, end, msg, &nlspec.ExtendedAck)
		t.point(request, tlvs, off)
	}
}

// doneBody decodes an NLMSG_DONE: an errno, then an extended ACK if the flag says so.
func (t *Tree) doneBody(off, end, msg int, flags uint64) {
	off = t.errno(off, end, msg, "error")
	if off >= end {
		return
	}
	if flags&flagAckTLVs != 0 {
		t.attrs(off, end, msg, &nlspec.ExtendedAck)
		return
	}
	t.add(Node{Offset: off, Length: end - off, Parent: msg, Kind: KindPayload, Name: "payload", Tag: 'D'})
}

func (t *Tree) errno(off, end, msg int, name string) int {
	if end-off < 4 {
		n := t.add(Node{Offset: off, Length: end - off, Parent: msg, Kind: KindPayload, Name: "payload", Tag: 'D'})
		t.problem(FixedShort, off, end-off, n)
		return end
	}
	t.add(Node{Offset: off, Length: 4, Parent: msg, Kind: KindField, Name: name, CType: "int", Value: nlspec.KindErrno, Tag: 'E'})
	return off + 4
}

// point marks what an extended ACK's NLMSGERR_ATTR_OFFS points at: the smallest
// node of the echoed request that starts there.
func (t *Tree) point(request, tlvs, start int) {
	for i := tlvs; i < len(t.Nodes); i++ {
		n := &t.Nodes[i]
		if n.Kind != KindPayload || n.Length != 4 || t.Nodes[n.Parent].Name != "NLMSGERR_ATTR_OFFS" {
			continue
		}
		at := start + int(t.uint(n.Offset, 4, t.opts.BigEndian))
		for j := tlvs - 1; j >= request; j-- {
			if t.Nodes[j].Offset == at {
				t.problem(Rejected, at, t.Nodes[j].Length, j)
				return
			}
		}
	}
}
