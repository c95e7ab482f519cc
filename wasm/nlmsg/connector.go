// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// cnIdxProc is CN_IDX_PROC (include/uapi/linux/connector.h), and cnIDSize where
// it stands: struct cb_id begins struct cn_msg.
const (
	cnIdxProc = 1
	cnIDSize  = 8
)

// connected decodes what follows a struct cn_msg: of the process events, a
// struct proc_event from the kernel and a struct proc_input to it
// (include/uapi/linux/cn_proc.h). Other connectors keep their formats to
// themselves.
func (t *Tree) connected(head, start, end int, way nlspec.Direction, s *scope) {
	if start >= end {
		return
	}
	family := nlspec.FamilyByName("connector")
	if start-head < cnIDSize || t.u32(head) != cnIdxProc {
		t.payload(start, end, s.span, s.depth)
		return
	}
	layout := layoutNamed(family, "proc_input")
	if way == nlspec.FromKernel && end-start >= 4 {
		format, _ := subNamed(family, "proc-event").FindNumber(t.u32(start))
		layout = format.Layout
	}
	if layout == 0 {
		t.fault(ChoiceUnknown, start, end-start, t.payload(start, end, s.span, s.depth), roleSelf)
		return
	}
	size := min(layout.Size(), end-start)
	h := t.add(KindHeader, start, size, s.span, s.depth)
	t.Spans[h].row = uint16(layout)
	switch {
	case start+size < end:
		p := t.payload(start+size, end, s.span, s.depth)
		t.fault(Trailing, start+size, end-start-size, p, roleSelf)
	case size < layout.Size() && !atMember(layout, size):
		t.Spans[h].flags = flagCut
		t.fault(FixedShort, start, size, h, roleSelf)
	}
}

func subNamed(f nlspec.Family, name string) nlspec.SubMessage {
	for s := nlspec.SubMessage(1); s.Valid(); s++ {
		if s.Family() == f && s.Name() == name {
			return s
		}
	}
	return 0
}
