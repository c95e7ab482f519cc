// SPDX-License-Identifier: Apache-2.0

package nlspec

// Family is what one spec describes: a part of a classic protocol ("rt-link"
// of NETLINK_ROUTE) or a generic netlink family ("nl80211"). The zero Family is
// none. To walk all: for f := Family(1); f.Valid(); f++.
type Family uint16

//go:noinline
func (f Family) row() *familyRecord {
	if int(f) >= len(families) {
		f = 0
	}
	return &families[f]
}

// Valid says whether there is such a family.
func (f Family) Valid() bool { return f > 0 && int(f) < len(families) }

// Name is the spec's name.
func (f Family) Name() string { return f.row().name.String() }

// Generic is the name that a generic family registers, "" for a classic protocol.
func (f Family) Generic() string { return f.row().generic.String() }

// Header is the header file below include/uapi (or below the source, if it
// starts with include/) that numbers its messages and
// groups.
func (f Family) Header() string {
	if !f.Valid() {
		return ""
	}
	return familyHeaders[f].String()
}

// Protocol is the netlink protocol: 0 for NETLINK_ROUTE, 16 for generic
// families, -1 for tables that only others refer to.
func (f Family) Protocol() int32 { return int32(f.row().protocol) }

// Version is genlmsghdr's version that it speaks.
func (f Family) Version() uint8 { return f.row().version }

// Text says that its messages are text without a struct nlmsghdr.
func (f Family) Text() bool { return f.row().text }

func (f Family) span(i int) (first, count int) {
	s := &f.row().spans[i]
	return int(s.first), int(s.count)
}

// Sets gives the first of its attribute sets and how many there are; they stand
// one behind the other.
func (f Family) Sets() (Set, int) { first, n := f.span(0); return Set(first), n }

// Enums gives the first of its enums and their count.
func (f Family) Enums() (Enum, int) { first, n := f.span(1); return Enum(first), n }

// Layouts gives the first of its structs and their count.
func (f Family) Layouts() (Layout, int) { first, n := f.span(2); return Layout(first), n }

// Operations gives the first of its operations and their count.
func (f Family) Operations() (Operation, int) { first, n := f.span(3); return Operation(first), n }

// Groups gives the first of its multicast groups and their count.
func (f Family) Groups() (Group, int) { first, n := f.span(4); return Group(first), n }

// FamilyByName finds a family by its spec's name.
//
//go:noinline
func FamilyByName(name string) Family {
	for f := Family(1); f.Valid(); f++ {
		if f.Name() == name {
			return f
		}
	}
	return 0
}

// GenericFamily finds a generic family by the name that it registers.
//
//go:noinline
func GenericFamily(name string) Family {
	for f := Family(1); name != "" && f.Valid(); f++ {
		if f.Generic() == name {
			return f
		}
	}
	return 0
}

// Ids of generic families that are the same in every kernel
// (include/uapi/linux/genetlink.h); the others are handed out at run time.
const (
	GENL_ID_CTRL      = 0x10
	GENL_ID_VFS_DQUOT = 0x11
	GENL_ID_PMCRAID   = 0x12
)

// FixedGeneric finds the generic family with a fixed nlmsg_type.
func FixedGeneric(id uint16) Family {
	switch id {
	case GENL_ID_CTRL:
		return GenericFamily("nlctrl")
	case GENL_ID_VFS_DQUOT:
		return GenericFamily("VFS_DQUOT")
	}
	return 0
}

// Group is a multicast group. Generic families' groups have names and no
// numbers: these are handed out at run time.
type Group uint16

func (g Group) row() *groupRecord {
	if int(g) >= len(groups) {
		g = 0
	}
	return &groups[g]
}

// Valid says whether there is such a group.
func (g Group) Valid() bool { return g > 0 && int(g) < len(groups) }

// Name is RTNLGRP_LINK, or a generic family's name for it.
func (g Group) Name() string { return g.row().name.String() }

// Number counts from 1; 0 is unknown.
func (g Group) Number() uint32 { return g.row().number }

// Family is the family that sends to it.
func (g Group) Family() Family { return Family(g.row().family) }
