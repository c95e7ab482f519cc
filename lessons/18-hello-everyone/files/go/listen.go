// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Command listen does what listen.c does, with github.com/mdlayher/netlink.
package main

import (
	"bytes"
	"fmt"
	"log"

	"github.com/mdlayher/netlink"
)

const (
	protocolTest  = 30
	groupGreeting = 1
)

func main() {
	c, err := netlink.Dial(protocolTest, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	// By number. Config.Groups of Dial would be the mask of bind.
	if err := c.JoinGroup(groupGreeting); err != nil {
		log.Fatal(err)
	}
	fmt.Println("waiting for a greeting")
	messages, err := c.Receive()
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range messages {
		fmt.Printf("%s\n", bytes.TrimRight(m.Data, "\x00"))
	}
}
