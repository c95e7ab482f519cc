// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Command address does what address.c does, with github.com/mdlayher/netlink.
package main

import (
	"errors"
	"fmt"
	"log"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

func main() {
	c, err := netlink.Dial(unix.NETLINK_ROUTE, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	if err := c.SetOption(netlink.ExtendedAcknowledge, true); err != nil {
		log.Fatal(err)
	}
	// struct ifaddrmsg: family, prefix length, flags, scope, and the index of lo.
	ifa := []byte{unix.AF_INET, 24, 0, 0, 1, 0, 0, 0}
	attrs, err := netlink.MarshalAttributes([]netlink.Attribute{
		{Type: unix.IFA_LOCAL, Data: []byte{10, 0, 0, 1}},
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Execute(netlink.Message{
		Header: netlink.Header{
			Type:  unix.RTM_NEWADDR,
			Flags: netlink.Request | netlink.Acknowledge | netlink.Create | netlink.Excl,
		},
		Data: append(ifa, attrs...),
	})
	var refusal *netlink.OpError
	if errors.As(err, &refusal) {
		// Offset is 0 where the kernel names none.
		log.Fatalf("%v; %q, offset %d", refusal.Err, refusal.Message, refusal.Offset)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("acknowledged")
}
