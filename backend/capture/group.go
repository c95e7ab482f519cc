// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/nlspec"
)

// All stands for every group of a protocol.
const All = 0

// protocolCount is the kernel's MAX_LINKS: protocols are numbered below it.
const protocolCount = 32

// Group is a multicast group to join.
type Group struct {
	Protocol int32
	// Number counts from 1, or is All.
	Number uint32
}

// Directory knows groups by their names: the classic protocols' from the tables,
// and the generic families' from the running kernel.
type Directory struct {
	Families []Family
	// Protocol reads the name or number of a protocol.
	Protocol func(string) (int32, error)
}

// Find gives the groups that a text means:
//
//	all              every group of every protocol
//	RTNLGRP_LINK     a group of a classic protocol
//	nl80211          all groups of a generic family
//	nl80211:mlme     one of them
//	netfilter        all groups of a protocol
//	route:1          a group by its number
func (d *Directory) Find(text string) ([]Group, error) {
	if text == "all" {
		var all []Group
		for p := range int32(protocolCount) {
			all = append(all, Group{p, All})
		}
		return all, nil
	}
	if g, ok := classicGroup(text); ok {
		return []Group{g}, nil
	}
	before, after, one := strings.Cut(text, ":")
	for i := range d.Families {
		if f := &d.Families[i]; f.Name == before {
			return f.find(after, one)
		}
	}
	p, err := d.Protocol(before)
	if err != nil {
		return nil, fmt.Errorf("group %q: no group, generic family or protocol of this kernel is called so; "+
			"such are RTNLGRP_LINK, nlctrl:notify, netfilter, route:1 and all", text)
	}
	if !one {
		return []Group{{p, All}}, nil
	}
	n, err := strconv.ParseUint(after, 10, 32)
	if err != nil || n == 0 {
		return nil, fmt.Errorf("group %q: %q is no group's number, which count from 1", text, after)
	}
	return []Group{{p, uint32(n)}}, nil
}

func (f *Family) find(name string, one bool) ([]Group, error) {
	if len(f.Groups) == 0 {
		return nil, fmt.Errorf("the generic family %s has no groups", f.Name)
	}
	if one {
		n, ok := f.Groups[name]
		if !ok {
			return nil, fmt.Errorf("%s has no group %q; it has %s", f.Name, name, strings.Join(slices.Sorted(maps.Keys(f.Groups)), ", "))
		}
		return []Group{{unix.NETLINK_GENERIC, n}}, nil
	}
	var all []Group
	for _, n := range slices.Sorted(maps.Values(f.Groups)) {
		all = append(all, Group{unix.NETLINK_GENERIC, n})
	}
	return all, nil
}

// classicGroup finds a group with a number of its own by its kernel name, in
// letters of any size.
func classicGroup(name string) (Group, bool) {
	for f := nlspec.Family(1); f.Valid(); f++ {
		first, n := f.Groups()
		for g := first; g < first+nlspec.Group(n); g++ {
			if g.Number() != 0 && f.Generic() == "" && strings.EqualFold(g.Name(), name) {
				return Group{f.Protocol(), g.Number()}, true
			}
		}
	}
	return Group{}, false
}

// Name gives a group's kernel name, "family:name" for a generic one, or its number.
func (d *Directory) Name(g Group) string {
	for i := range d.Families {
		for name, n := range d.Families[i].Groups {
			if g.Protocol == unix.NETLINK_GENERIC && n == g.Number {
				return d.Families[i].Name + ":" + name
			}
		}
	}
	for f := nlspec.Family(1); f.Valid(); f++ {
		first, n := f.Groups()
		for s := first; s < first+nlspec.Group(n); s++ {
			if f.Protocol() == g.Protocol && f.Generic() == "" && s.Number() == g.Number && g.Number != 0 {
				return s.Name()
			}
		}
	}
	return strconv.FormatUint(uint64(g.Number), 10)
}
