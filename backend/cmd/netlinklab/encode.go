// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"netlinklab/backend/compose"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/pcap"
	"netlinklab/wasm/takeaway"
)

// encoder holds the flags of encode.
type encoder struct {
	proto   protocolFlag
	op      string
	generic genericFlag
	out     string
	forms   []form
}

// form is a way to write packets down.
type form struct {
	flag, short, usage string
	// binary output does not go to a terminal.
	binary bool
	// begin is what the output starts with.
	begin  func() []byte
	append func(dst []byte, t *nlmsg.Tree, p compose.Packet) []byte
	// single output has room for one packet.
	single bool
	on     bool
}

func encodeForms() []form {
	return []form{
		{flag: "hex", usage: "plain hex, sixteen bytes a line (the default)", append: func(dst []byte, t *nlmsg.Tree, _ compose.Packet) []byte { return takeaway.Hex(dst, t.Bytes) }},
		{flag: "hexdump", usage: "as hexdump -C prints it", append: func(dst []byte, t *nlmsg.Tree, _ compose.Packet) []byte { return takeaway.Hexdump(dst, t.Bytes) }},
		{flag: "base64", usage: "base64", append: func(dst []byte, t *nlmsg.Tree, _ compose.Packet) []byte { return takeaway.Base64(dst, t.Bytes) }},
		{flag: "c", short: "c", usage: "a C array, each field under its name", append: func(dst []byte, t *nlmsg.Tree, _ compose.Packet) []byte { return takeaway.CArray(dst, t) }},
		{flag: "go", usage: "a Go literal, each field under its name", append: func(dst []byte, t *nlmsg.Tree, _ compose.Packet) []byte { return takeaway.GoLiteral(dst, t) }},
		{flag: "c-program", single: true, usage: "a C program that sends the message", append: func(dst []byte, t *nlmsg.Tree, p compose.Packet) []byte {
			return takeaway.CProgram(dst, t, p.Protocol)
		}},
		{flag: "go-program", single: true, usage: "a Go program that sends the message", append: func(dst []byte, t *nlmsg.Tree, p compose.Packet) []byte {
			return takeaway.GoProgram(dst, t, p.Protocol)
		}},
		{flag: "pcap", binary: true, usage: "a capture, for Wireshark", begin: func() []byte { return pcap.AppendHeader(nil) }, append: func(dst []byte, t *nlmsg.Tree, p compose.Packet) []byte {
			packet := pcap.Cooked(0, uint16(p.Protocol), pcap.ToKernel, t.Bytes)
			return pcap.AppendPacket(dst, &packet)
		}},
		{flag: "raw", binary: true, usage: "the bytes as they are", append: func(dst []byte, t *nlmsg.Tree, _ compose.Packet) []byte { return append(dst, t.Bytes...) }},
	}
}

func newEncodeCommand() *cobra.Command {
	e := encoder{proto: -1, forms: encodeForms()}
	c := &cobra.Command{
		Use:   "encode [FILE…]",
		Short: "Make the bytes of messages that are written as JSON",
		Long: `Make the bytes of messages that are written as JSON, exactly as they are written,
right or wrong on purpose. They come from the files, else from standard input ("-").

An operation of any family is written by the kernel's names; "op" may come from -op:

  {"op":"rt-link/newlink", "flags":["NLM_F_REQUEST","NLM_F_CREATE"], "header":{"ifi_index":2},
   "attrs":{"IFLA_IFNAME":"veth0", "IFLA_LINKINFO":{"IFLA_INFO_KIND":"veth"}}}

Values are numbers, names joined by |, texts, addresses, hex, objects and lists; decode
-document prints messages so. {"$raw":"0102"} is an attribute's bytes, "#7" one by number.

What decode -json prints can be edited and read back. Values that were changed count;
lengths that were right follow them, and wrong ones stay. A leaf without "value" is
its "bytes".

  netlinklab decode -json FILE | jq '(.. | objects | select(.name=="nlmsg_len")).value = "99"' | netlinklab encode

A message can be written field by field. Names are the kernel's; lengths are computed
unless they are given; "hex", "text", then "attributes" follow the header:

  {"protocol":"NETLINK_ROUTE", "type":"RTM_GETLINK", "flags":"NLM_F_REQUEST", "seq":1,
   "hex":"00000000 00000000 00000000 00000000",
   "attributes":[{"type":"IFLA_IFNAME", "text":"lo\u0000", "length":7}]}

  {"type":16, "length":25, "text":"hello"}

Attributes have "hex", "text", "u8", "u16", "u32", "u64" or "attributes", and "pad":false
without padding. {"messages":[…]} puts several into one packet. Of a step file, what its
steps send is encoded.`,
		Example: `  echo '{"type":16,"text":"hello"}' | netlinklab encode -c
  netlinklab encode -op rt-link/newlink FILE.json
  netlinklab encode -pcap -o messages.pcap a.json b.json`,
		RunE: func(_ *cobra.Command, args []string) error { return e.run(args) },
	}
	c.Flags().Var(&e.proto, "proto", "protocol of messages that do not say it (default test)")
	c.Flags().StringVar(&e.op, "op", "", "operation of documents that name none, such as rt-link/newlink")
	c.Flags().Var(&e.generic, "generic", genericUsage)
	c.Flags().StringVarP(&e.out, "output", "o", "", "write to this file")
	for i := range e.forms {
		f := &e.forms[i]
		c.Flags().BoolVarP(&f.on, f.flag, f.short, false, "write "+f.usage)
	}
	return c
}

// form gives the one form that was asked for, else hex.
func (e *encoder) form() (*form, error) {
	var chosen *form
	for i := range e.forms {
		f := &e.forms[i]
		switch {
		case f.on && chosen != nil:
			return nil, fmt.Errorf("-%s and -%s: choose one", chosen.flag, f.flag)
		case f.on:
			chosen = f
		}
	}
	if chosen == nil {
		chosen = &e.forms[0]
	}
	if chosen.binary && e.out == "" && term.IsTerminal(int(os.Stdout.Fd())) {
		return nil, fmt.Errorf("-%s is no text for a terminal: name a file with -o, or redirect the output", chosen.flag)
	}
	return chosen, nil
}

func (e *encoder) run(names []string) error {
	f, err := e.form()
	if err != nil {
		return &exitError{exitUsage, err}
	}
	packets, err := e.packets(names)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if f.single && len(packets) > 1 {
		return &exitError{exitUsage, fmt.Errorf("-%s sends one packet, and here are %d", f.flag, len(packets))}
	}
	var text []byte
	if f.begin != nil {
		text = f.begin()
	}
	for i, p := range packets {
		if i > 0 && !f.binary {
			text = append(text, '\n')
		}
		text = f.append(text, nlmsg.Decode(p.Data, p.Options), p)
	}
	if e.out != "" {
		return os.WriteFile(e.out, text, 0o644)
	}
	w := bufio.NewWriter(os.Stdout)
	if _, err := w.Write(text); err != nil {
		return err
	}
	return w.Flush()
}

// packets reads all sources; an error names the source that it is about.
func (e *encoder) packets(names []string) ([]compose.Packet, error) {
	if len(names) == 0 {
		names = []string{"-"}
	}
	generic, err := e.generic.ids()
	if err != nil {
		return nil, err
	}
	o := compose.Options{Protocol: int32(e.proto), Op: e.op, Generic: generic}
	if o.Protocol < 0 {
		o.Protocol = testProtocol
	}
	var all []compose.Packet
	for _, name := range names {
		b, err := readSource(name)
		if err != nil {
			return nil, err
		}
		packets, err := compose.Parse(b, o)
		if err != nil {
			if name == "-" {
				name = "standard input"
			}
			if strings.Contains(err.Error(), "an id at run time") {
				err = fmt.Errorf("%w; -generic host has this host's, -generic NAME=ID another's", err)
			}
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, packets...)
	}
	if len(all) == 0 {
		return nil, errors.New("there is no message here")
	}
	return all, nil
}
