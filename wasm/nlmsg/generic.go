// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// genericSize is sizeof(struct genlmsghdr).
const genericSize = 4

// learned is a generic family by the id that this kernel gave it. Family is 0
// for one that the tables do not have.
type learned struct {
	id     uint16
	family nlspec.Family
	name   string
}

// genericFamily finds the family that an nlmsg_type of NETLINK_GENERIC stands
// for. ok is false if nobody has named it.
func (t *Tree) genericFamily(id uint16) (f nlspec.Family, name string, ok bool) {
	if f = nlspec.FixedGeneric(id); f != 0 {
		return f, f.Generic(), true
	}
	for i := len(t.learned) - 1; i >= 0; i-- {
		if l := &t.learned[i]; l.id == id {
			return l.family, l.name, true
		}
	}
	for i := range t.opts.Generic {
		if g := &t.opts.Generic[i]; g.ID == id {
			f = nlspec.GenericFamily(g.Name)
			t.learned = append(t.learned, learned{id, f, g.Name})
			return f, g.Name, true
		}
	}
	return 0, "", false
}

// Learned gives the generic families that the input's own messages of the
// controller name, and those of Options that it has messages of.
func (t *Tree) Learned() []GenericID {
	ids := make([]GenericID, len(t.learned))
	for i, l := range t.learned {
		ids[i] = GenericID{l.id, l.name}
	}
	return ids
}

// generic decodes struct genlmsghdr, the family's own header and attributes.
func (t *Tree) generic(start, end int, msg int32, id uint16, way nlspec.Direction, s *scope) {
	switch {
	case id == typeError:
		t.ackBody(start, end, msg, t.u16(start-headerSize+6))
		return
	case id == typeDone:
		t.doneBody(start, end, s, t.u16(start-headerSize+6))
		return
	case id < typeMin:
		if id != typeNoop && id != typeOverrun {
			t.fault(TypeReserved, start-headerSize+4, 2, msg, roleThird)
		}
		t.payload(start, end, msg, s.depth)
		return
	}
	family, _, named := t.genericFamily(id)
	if !named {
		t.fault(FamilyUnknown, start-headerSize+4, 2, msg, roleThird)
	}
	if start >= end && t.Spans[msg].flags&flagEcho != 0 {
		return // an ACK echoes struct nlmsghdr alone
	}
	if end-start < genericSize {
		at := msg
		if start < end {
			at = t.payload(start, end, msg, s.depth)
		}
		t.fault(FixedShort, start, max(end-start, 0), at, roleSelf)
		return
	}
	h := t.add(KindHeader, start, genericSize, msg, s.depth)
	t.Spans[h].flags, t.Spans[h].row = flagCore, coreGeneric
	found := family.Command(t.Bytes[start], way)
	t.Spans[msg].row = uint16(found)
	start += genericSize
	t.first = 0
	if start < end {
		t.first = t.Bytes[start]
	}
	if found == 0 {
		if named {
			t.fault(TypeUnknown, start-genericSize, 1, h, roleFirst)
		}
		if t.plausible(start, end) {
			t.attrs(start, end, msg, s.depth, 0, 0)
			return
		}
		t.payload(start, end, msg, s.depth)
		return
	}
	if start < end || found.Layout() != 0 {
		t.classic(start, end, found, way, s)
	}
	t.Spans[msg].inner = uint16(found.Set())
	if family == nlspec.FixedGeneric(nlspec.GENL_ID_CTRL) && id == nlspec.GENL_ID_CTRL {
		t.learn(msg)
	}
}

// Numbers of enum ctrl_attrs (include/uapi/linux/genetlink.h).
const (
	ctrlFamilyID   = 1
	ctrlFamilyName = 2
)

// learn takes a family's name and id from a message of the controller.
func (t *Tree) learn(msg int32) {
	l := learned{}
	for i := int(msg) + 1; i < len(t.Spans); i++ {
		s := &t.Spans[i]
		if s.Parent != msg || s.Kind != KindAttr {
			continue
		}
		switch data := t.SpanData(i); s.Attribute().Number() {
		case ctrlFamilyID:
			if len(data) == 2 {
				l.id = uint16(uintAt(data, t.big))
			}
		case ctrlFamilyName:
			for len(data) > 0 && data[len(data)-1] == 0 {
				data = data[:len(data)-1]
			}
			l.name = string(data)
		}
	}
	if l.id < typeMin || l.name == "" {
		return
	}
	// A family that is told of again replaces what was known: the table stays
	// as short as the kernel's.
	for i := range t.learned {
		if t.learned[i].id == l.id {
			l.family = nlspec.GenericFamily(l.name)
			t.learned[i] = l
			return
		}
	}
	if len(t.learned) < maxLearned {
		l.family = nlspec.GenericFamily(l.name)
		t.learned = append(t.learned, l)
	}
}

// maxLearned bounds what a lookup costs; kernels have a few dozen families.
const maxLearned = 256
