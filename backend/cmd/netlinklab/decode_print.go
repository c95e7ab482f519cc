// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/listing"
	"netlinklab/wasm/hextext"
	"netlinklab/wasm/intake"
	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// packet is a datagram, with what is known of how it came.
type packet struct {
	intake.Message
	// note is what a socket said of it besides.
	note string
}

// packetsOf puts the messages of a packet together again: several share a
// datagram, and the decoder takes them apart itself.
func packetsOf(c *intake.Collection) []packet {
	var all []packet
	for i, m := range c.Messages {
		if i > 0 && m.Packet == c.Messages[i-1].Packet {
			last := &all[len(all)-1]
			last.Data = append(last.Data[:len(last.Data):len(last.Data)], m.Data...)
			continue
		}
		all = append(all, packet{Message: m})
	}
	return all
}

// printer writes packets as decode prints them.
type printer struct {
	w     *bufio.Writer
	json  *json.Encoder
	d     *decoder
	style listing.Style
	tree  nlmsg.Tree
	count int
	// generic are the ids of generic families that are known so far.
	generic []nlmsg.GenericID
	// problems counts those of all packets.
	problems int
	// assumed says that a packet's protocol was said by nobody.
	assumed bool
}

func newPrinter(w io.Writer, d *decoder, generic []nlmsg.GenericID) *printer {
	p := &printer{w: bufio.NewWriter(w), d: d, style: d.color.style(), generic: generic}
	p.style.Full = d.full
	p.json = json.NewEncoder(p.w)
	p.json.SetEscapeHTML(false)
	return p
}

func (p *printer) flush() error { return p.w.Flush() }

// line is a packet as JSON: the document of its bytes, with how it came.
type line struct {
	Direction string `json:"direction,omitempty"`
	// Time is RFC 3339's, in UTC.
	Time string `json:"time,omitempty"`
	Note string `json:"note,omitempty"`
	listing.Document
}

// learn keeps ids for the packets that follow, the newest first.
func (p *printer) learn(ids []nlmsg.GenericID) {
	for _, id := range ids {
		p.generic = slices.DeleteFunc(p.generic, func(g nlmsg.GenericID) bool { return g.ID == id.ID })
		p.generic = append(p.generic, id)
	}
}

// foresee learns the ids that packets of the controller tell further down: a
// capture may begin before somebody asked. What one says first holds until
// another says something else.
func (p *printer) foresee(packets []packet) {
	for i := range packets {
		o := p.options(&packets[i])
		if o.Protocol != unix.NETLINK_GENERIC {
			continue
		}
		p.tree.Scan(packets[i].Data, nlmsg.Options{Protocol: o.Protocol, BigEndian: o.BigEndian})
		for _, id := range p.tree.Learned() {
			if !slices.ContainsFunc(p.generic, func(g nlmsg.GenericID) bool { return g.ID == id.ID }) {
				p.generic = append(p.generic, id)
			}
		}
	}
}

// knows says whether all generic families of a packet are known.
func (p *printer) knows(m *packet) bool {
	p.tree.Scan(m.Data, p.options(m))
	for code := range p.tree.Codes {
		if code == nlmsg.FamilyUnknown {
			return false
		}
	}
	return true
}

// options are how a packet is decoded.
func (p *printer) options(m *packet) nlmsg.Options {
	o := nlmsg.Options{Protocol: m.Protocol, BigEndian: p.d.big, Direction: ways[m.Direction], Generic: p.generic}
	if o.Protocol < 0 {
		if o.Protocol = int32(p.d.proto); o.Protocol < 0 {
			o.Protocol, p.assumed = testProtocol, true
		}
	}
	return o
}

var ways = map[hextext.Direction]nlspec.Direction{hextext.Sent: nlspec.FromUser, hextext.Received: nlspec.FromKernel}

var directions = map[hextext.Direction]string{hextext.Sent: "sent", hextext.Received: "received"}

func (p *printer) packet(m packet) error {
	o := p.options(&m)
	p.tree.Decode(m.Data, o)
	if o.Protocol == unix.NETLINK_GENERIC {
		p.learn(p.tree.Learned())
	}
	p.problems += len(p.tree.Problems)
	p.count++
	if p.d.doc {
		doc := nlbuild.Document(&p.tree)
		_, err := p.w.Write(append(doc.Append(nil), '\n'))
		return err
	}
	if p.d.asJSON {
		l := line{Direction: directions[m.Direction], Note: m.note, Document: listing.NewDocument(&p.tree, o)}
		if m.Time != 0 {
			l.Time = time.Unix(0, m.Time).UTC().Format(time.RFC3339Nano)
		}
		return p.json.Encode(l)
	}
	if p.count > 1 {
		p.w.WriteByte('\n')
	}
	p.w.Write(p.style.Title(nil, p.title(m, o)))
	_, err := p.w.Write(listing.Append(nil, &p.tree, p.style))
	return err
}

// title is the line above a packet.
func (p *printer) title(m packet, o nlmsg.Options) string {
	text := fmt.Sprintf("packet %d", p.count)
	if m.Time != 0 {
		text += "  " + time.Unix(0, m.Time).Format("2006-01-02 15:04:05.000000")
	}
	text += "  " + protocolName(o.Protocol)
	if d := directions[m.Direction]; d != "" {
		text += "  " + d
	}
	if m.note != "" {
		text += "  " + m.note
	}
	return fmt.Sprintf("%s  %d bytes", text, len(m.Data))
}
