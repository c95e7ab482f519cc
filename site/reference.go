// SPDX-License-Identifier: Apache-2.0

package site

import (
	"strconv"

	"netlinklab/wasm/nlspec"
)

// ReferenceGroup is a protocol with the families that speak it.
type ReferenceGroup struct {
	Protocol string
	Families []FamilyRow
}

// FamilyRow is a family in the index.
type FamilyRow struct {
	Name, Generic                   string
	Operations, Attributes, Structs int
	Samples                         []string
}

// References lists all families by protocol, the busiest protocols first.
func References() []ReferenceGroup {
	var groups []ReferenceGroup
	at := map[string]int{}
	for f := nlspec.Family(1); f.Valid(); f++ {
		name := protocolName(f.Protocol())
		i, ok := at[name]
		if !ok {
			i = len(groups)
			at[name] = i
			groups = append(groups, ReferenceGroup{Protocol: name})
		}
		groups[i].Families = append(groups[i].Families, familyRow(f))
	}
	order := []string{"NETLINK_ROUTE", "NETLINK_GENERIC", "NETLINK_NETFILTER"}
	sorted := make([]ReferenceGroup, 0, len(groups))
	for _, name := range order {
		if i, ok := at[name]; ok {
			sorted = append(sorted, groups[i])
			delete(at, name)
		}
	}
	for _, g := range groups {
		if _, left := at[g.Protocol]; left {
			sorted = append(sorted, g)
		}
	}
	return sorted
}

// samples is how many operations the index names of a family.
const samples = 4

func familyRow(f nlspec.Family) FamilyRow {
	r := FamilyRow{Name: f.Name(), Generic: f.Generic()}
	first, n := f.Operations()
	r.Operations = n
	for o := first; o < first+nlspec.Operation(n) && len(r.Samples) < samples; o++ {
		r.Samples = append(r.Samples, o.Name())
	}
	set, n := f.Sets()
	for s := set; s < set+nlspec.Set(n); s++ {
		if s.Parent() != 0 {
			continue
		}
		for i := range s.Len() {
			if s.At(i).Valid() {
				r.Attributes++
			}
		}
	}
	_, r.Structs = f.Layouts()
	return r
}

// protocolName is a protocol's name in include/uapi/linux/netlink.h, "" for
// tables that belong to no protocol of their own.
func protocolName(number int32) string {
	names := map[int32]string{
		0: "NETLINK_ROUTE", 2: "NETLINK_USERSOCK", 4: "NETLINK_SOCK_DIAG", 6: "NETLINK_XFRM", 7: "NETLINK_SELINUX", 8: "NETLINK_ISCSI",
		9: "NETLINK_AUDIT", 10: "NETLINK_FIB_LOOKUP", 11: "NETLINK_CONNECTOR", 12: "NETLINK_NETFILTER", 15: "NETLINK_KOBJECT_UEVENT",
		16: "NETLINK_GENERIC", 18: "NETLINK_SCSITRANSPORT", 20: "NETLINK_RDMA", 21: "NETLINK_CRYPTO", 30: "NETLINK_TEST_30",
	}
	if number < 0 {
		return ""
	}
	if name, ok := names[number]; ok {
		return name
	}
	return strconv.Itoa(int(number))
}

// FamilyNames are the paths of the reference's pages.
func FamilyNames() []string {
	var names []string
	for f := nlspec.Family(1); f.Valid(); f++ {
		names = append(names, f.Name())
	}
	return names
}
