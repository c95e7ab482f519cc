// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"netlinklab/wasm/intake"
)

// decoder holds the flags of decode.
type decoder struct {
	proto  protocolFlag
	big    bool
	raw    bool
	asJSON bool
	doc    bool
	full   bool
	// generic are the ids of generic families.
	generic genericFlag
	color   colorFlag
	follow  followFlags
}

func newDecodeCommand() *cobra.Command {
	d := decoder{proto: -1, color: "auto"}
	c := &cobra.Command{
		Use:   "decode [FILE…]",
		Short: "Take messages apart: hex, strace, captures, or what this host's sockets see",
		Long: `Take messages apart, and say where each piece is, its bytes, its name and its value.

Messages come from the files, else from standard input ("-"), in any of these forms,
which it tells apart by itself:

  hex       14 00 00 00 12 00 …, with 0x, colons, commas or nothing between the bytes
  dumps     of xxd, hexdump, od, gdb, tshark -x, tcpdump -xx, a kernel log
  literals  {0x14, 0, …}, "\x14\0" and lists of numbers of C, Go, Rust, Python, Java, JSON
  strace    lines of -e trace=network: with -e write=all -e read=all, or the fields that it
            shows by itself, with -v -s 65535 -X raw
  base64
  captures  pcap and pcapng, of a device of type nlmon or of -pcap
  binary    the messages as they are

A capture says which protocol its messages are of, and so does strace if it saw the
socket made. For the rest -proto says it; without, they are of the test module's.

With -document each packet is one line of JSON by name, as short as it can be. It can
be edited, and netlinklab encode makes the bytes of it:

  netlinklab decode -document capture.pcap | sed 's/veth0/veth1/' | netlinklab encode

With -json each packet is one line, with every byte in it, wrong ones too:
  {"protocol", "length", "nodes":[{"name","kind","offset","length","value","bytes","children"}],
   "problems":[{"code","offset","length","node","text"}]}
which netlinklab encode reads.

The exit status is 0 if all is well with the messages, 1 if something is wrong with
one, 2 if the input cannot be used.

With -follow (Linux) it prints what sockets of this host see, until it is interrupted:

  netlinklab decode -follow -group RTNLGRP_LINK -group RTNLGRP_NEIGH
  netlinklab decode -follow -proto netfilter           all groups of a protocol
  netlinklab decode -follow -group nlctrl:notify       a generic family's group, or all of them: nlctrl
  netlinklab decode -follow -group all                 all groups of all protocols`,
		Example: "  echo 15000000 1000 0000 01000000 00000000 68656c6c6f | netlinklab decode\n" +
			"  strace -e trace=network -e write=all -e read=all ip link 2>&1 | netlinklab decode",
		RunE: func(c *cobra.Command, args []string) error {
			if d.follow.on {
				if len(args) > 0 {
					return &exitError{exitUsage, errors.New("-follow reads sockets and no files")}
				}
				return d.followSockets(c.Context())
			}
			if len(d.follow.groups) > 0 || d.follow.pcap != "" {
				return &exitError{exitUsage, errors.New("-group and -pcap belong to -follow")}
			}
			return d.files(args)
		},
	}
	c.Flags().Var(&d.proto, "proto", "protocol of messages that do not say it: test, route, generic, … or a number")
	c.Flags().BoolVar(&d.big, "big-endian", false, "read numbers as a big-endian host has them")
	c.Flags().BoolVar(&d.raw, "raw", false, "the input is the messages as they are, whatever it looks like")
	c.Flags().BoolVar(&d.asJSON, "json", false, "print one JSON object a packet")
	c.Flags().BoolVar(&d.doc, "document", false, "print each packet as a document that encode reads, by name")
	c.Flags().Var(&d.generic, "generic", genericUsage+"; packets of nlctrl's in the input tell theirs")
	c.Flags().BoolVar(&d.full, "full", false, "give nla_len, nla_type and padding rows of their own")
	c.Flags().Var(&d.color, "color", "use colours: auto, always or never")
	d.follow.add(c)
	return c
}

// errDecoded ends the program with the status of messages that are wrong.
var errDecoded = &exitError{exitNegative, nil}

// files decodes each source and gives the worst verdict on them.
func (d *decoder) files(names []string) error {
	if len(names) == 0 {
		names = []string{"-"}
	}
	var verdict error
	ids, err := d.generic.ids()
	if err != nil {
		return err
	}
	out := newPrinter(os.Stdout, d, ids)
	for _, name := range names {
		b, err := readSource(name)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		if name == "-" {
			name = "standard input"
		}
		err = d.source(out, name, b)
		var e *exitError
		if errors.As(err, &e) && (verdict == nil || e.code == exitUsage) {
			verdict = e
		} else if err != nil && e == nil {
			return err
		}
	}
	return verdict
}

// maxSource bounds a source, in bytes.
const maxSource = 256 << 20

func readSource(name string) ([]byte, error) {
	in := os.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxSource+1))
	if err == nil && len(b) > maxSource {
		err = fmt.Errorf("%s: more than %d MiB are not read at once; cut it with editcap or split", name, maxSource>>20)
	}
	return b, err
}

// source prints one source. What can be read is printed, whatever the rest is;
// only of a text that should be bytes all over nothing is, once a byte is in
// doubt.
func (d *decoder) source(out *printer, name string, b []byte) error {
	var c intake.Collection
	if d.raw {
		c = intake.Collection{Form: "binary", Messages: []intake.Message{{Data: b, Protocol: -1}}}
		if len(b) == 0 {
			return &exitError{exitUsage, fmt.Errorf("%s is empty", name)}
		}
	} else {
		c = intake.Read(b)
	}
	if text := bytes.TrimSpace(b); len(c.Problems) > 0 && json.Valid(text) && len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return &exitError{exitUsage, fmt.Errorf("%s: %w", name, errDocument)}
	}
	packets := packetsOf(&c)
	partial := c.Form == "pcap" || c.Form == "strace"
	if len(c.Problems) > 0 && (!partial || len(packets) == 0) {
		return &exitError{exitUsage, sourceError(name, &c)}
	}
	out.foresee(packets)
	for _, p := range packets {
		if err := out.packet(p); err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	if len(c.Problems) > 0 {
		fmt.Fprintln(os.Stderr, "netlinklab:", sourceError(name, &c))
		return errDecoded
	}
	if out.assumed && term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintf(os.Stderr, "netlinklab: %s does not say its protocol: read as %s; -proto says another, such as route\n", name, protocolName(testProtocol))
	}
	if out.problems > 0 {
		return errDecoded
	}
	return nil
}

// shownProblems bounds the problems of a source that are told.
const shownProblems = 10

// errDocument is what a document in JSON gets that is given to decode.
var errDocument = errors.New("this is JSON: netlinklab encode makes bytes of it")

// sourceError tells of a source's problems, each with its place. Of a line with
// many of the same kind the first stands for all.
func sourceError(name string, c *intake.Collection) error {
	var all []error
	last := intake.Problem{Line: -1}
	for i, p := range c.Problems {
		if p.Line > 0 && p.Line == last.Line && p.Code == last.Code {
			continue
		}
		last = p
		if len(all) == shownProblems {
			all = append(all, fmt.Errorf("%s: and %d more", name, len(c.Problems)-i))
			break
		}
		if p.Line > 0 {
			all = append(all, fmt.Errorf("%s:%d:%d: %s", name, p.Line, p.Column, p.Text))
		} else {
			all = append(all, fmt.Errorf("%s: byte %d: %s", name, p.Column, p.Text))
		}
	}
	return errors.Join(all...)
}
