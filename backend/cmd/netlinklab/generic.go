// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"

	"netlinklab/backend/capture"
	"netlinklab/wasm/nlmsg"
)

const genericUsage = `ids of generic families: "host" asks this host's kernel, nl80211=0x1c says one`

// genericFlag gathers the ids of generic families, which differ from kernel to
// kernel.
type genericFlag struct {
	host  bool
	given []nlmsg.GenericID
}

func (f *genericFlag) String() string { return "" }

func (f *genericFlag) Set(s string) error {
	if s == "host" {
		f.host = true
		return nil
	}
	name, number, ok := strings.Cut(s, "=")
	id, err := strconv.ParseUint(number, 0, 16)
	if !ok || name == "" || err != nil {
		return fmt.Errorf("%q is neither \"host\" nor a family with its id, such as nl80211=0x1c", s)
	}
	f.given = append(f.given, nlmsg.GenericID{ID: uint16(id), Name: name})
	return nil
}

func (f *genericFlag) Type() string { return "ids" }

// ids gives those that were asked for; what was said goes before what the host
// says.
func (f *genericFlag) ids() ([]nlmsg.GenericID, error) {
	if !f.host {
		return f.given, nil
	}
	families, err := capture.Families()
	return append(f.given[:len(f.given):len(f.given)], idsOf(families)...), err
}

func idsOf(families []capture.Family) []nlmsg.GenericID {
	var ids []nlmsg.GenericID
	for _, f := range families {
		ids = append(ids, nlmsg.GenericID{ID: f.ID, Name: f.Name})
	}
	return ids
}
