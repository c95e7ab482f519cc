// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Command echo does what echo.c does, with github.com/mdlayher/netlink.
package main

import (
	"fmt"
	"log"

	"github.com/mdlayher/netlink"
)

const (
	protocolTest = 30
	typeEcho     = 0x10
)

func main() {
	c, err := netlink.Dial(protocolTest, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	// The library rounds nlmsg_len up to a multiple of 4: 28 here, 26 in C.
	if _, err := c.Send(netlink.Message{
		Header: netlink.Header{Type: typeEcho, Flags: netlink.Request},
		Data:   []byte("Hello you!"),
	}); err != nil {
		log.Fatal(err)
	}
	answers, err := c.Receive()
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range answers {
		fmt.Printf("%q\n", m.Data)
	}
}
