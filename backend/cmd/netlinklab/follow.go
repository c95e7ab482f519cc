// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"netlinklab/backend/capture"
	"netlinklab/wasm/hextext"
	"netlinklab/wasm/intake"
	"netlinklab/wasm/pcap"
)

// followFlags are the flags of decode that belong to -follow.
type followFlags struct {
	on     bool
	groups []string
	pcap   string
	count  int
}

func (f *followFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.on, "follow", false, "print what sockets of this host see, until interrupted")
	c.Flags().StringSliceVar(&f.groups, "group", nil, "with -follow: a group, a generic family, a protocol, or all; may be given again")
	c.Flags().StringVar(&f.pcap, "pcap", "", "with -follow: also write what is seen to this capture")
	c.Flags().IntVar(&f.count, "count", 0, "with -follow: end after so many packets")
}

// followSockets prints what the groups see until ctx ends.
func (d *decoder) followSockets(ctx context.Context) (err error) {
	families, err := capture.Families()
	if err != nil {
		return err
	}
	names := capture.Directory{Families: families, Protocol: parseProtocol}
	groups, err := d.wanted(&names)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	listener, refused, err := capture.Listen(groups)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, listener.Close()) }()
	if refused != nil {
		fmt.Fprintf(os.Stderr, "netlinklab: left out:\n%v\n", refused)
	}
	if !d.asJSON {
		fmt.Fprintf(os.Stderr, "groups joined: %d; ctrl-C ends\n", listener.Joined())
	}
	var file io.WriteCloser
	if d.follow.pcap != "" {
		if file, err = os.Create(d.follow.pcap); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		if _, err := file.Write(pcap.AppendHeader(nil)); err != nil {
			return err
		}
	}
	out := newPrinter(os.Stdout, d, append(d.generic.given, idsOf(families)...))
	err = listener.Run(ctx, func(g capture.Datagram) error {
		if err := d.show(out, file, &names, g); err != nil {
			return err
		}
		if out.count == d.follow.count {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// errEnough ends following after the packets that were asked for.
var errEnough = errors.New("enough packets")

// wanted gives the groups that the flags name.
func (d *decoder) wanted(names *capture.Directory) ([]capture.Group, error) {
	words := d.follow.groups
	switch {
	case len(words) == 0 && d.proto < 0:
		return nil, errors.New("name what to follow: -group RTNLGRP_LINK, -group nlctrl:notify, -proto netfilter, -group all; see: netlinklab decode -h")
	case len(words) == 0:
		return []capture.Group{{Protocol: int32(d.proto), Number: capture.All}}, nil
	}
	var all []capture.Group
	for _, w := range words {
		if n, err := strconv.ParseUint(w, 10, 32); err == nil && n > 0 && d.proto >= 0 {
			all = append(all, capture.Group{Protocol: int32(d.proto), Number: uint32(n)})
			continue
		}
		g, err := names.Find(w)
		if err != nil {
			return nil, err
		}
		all = append(all, g...)
	}
	return all, nil
}

// show prints a datagram and adds it to the capture, if there is one.
func (d *decoder) show(out *printer, file io.Writer, names *capture.Directory, g capture.Datagram) error {
	if g.Lost {
		fmt.Fprintf(os.Stderr, "netlinklab: %s: ENOBUFS, datagrams were lost here: they came faster than they were printed\n", protocolName(g.Group.Protocol))
		return nil
	}
	m := packet{Message: intake.Message{Data: g.Data, Protocol: g.Group.Protocol, Direction: hextext.Received, Time: g.Time.UnixNano()}}
	if g.Group.Number != 0 {
		m.note = names.Name(g.Group)
	}
	if g.PortID != 0 {
		m.note += fmt.Sprintf(" from port %d", g.PortID)
	}
	if g.Cut {
		m.note += " (cut short)"
	}
	if file != nil {
		p := pcap.Cooked(m.Time, uint16(m.Protocol), pcap.ToUser, m.Data)
		if _, err := file.Write(pcap.AppendPacket(nil, &p)); err != nil {
			return err
		}
	}
	if m.Protocol == unix.NETLINK_GENERIC && !out.knows(&m) { // of a module that has come since
		families, err := capture.Families()
		if err != nil {
			return err
		}
		out.learn(idsOf(families))
	}
	if err := out.packet(m); err != nil {
		return err
	}
	return out.flush()
}
