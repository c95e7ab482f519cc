// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"unicode/utf8"

	"netlinklab/wasm/fieldtext"
	"netlinklab/wasm/hextext"
	"netlinklab/wasm/nlspec"
	"netlinklab/wasm/pcap"
)

// Message is one netlink message, or the bytes between two.
type Message struct {
	// Data has the padding behind the message with it.
	Data []byte
	// Protocol is the netlink protocol, or -1 if the source does not tell.
	Protocol int32
	// Direction says whether a program sent or received it.
	Direction hextext.Direction
	// Time is in nanoseconds since 1970, 0 if the source does not tell.
	Time int64
	// Packet counts the packets from 0, across those that were left out.
	Packet int
}

// Problem is what could not be read.
type Problem struct {
	// Line and Column count from 1 in a text; Line is 0 for a capture, and
	// Column then the offset in bytes.
	Line, Column int
	Code         string
	// Text says it in English.
	Text string
}

// Collection is what a source holds.
type Collection struct {
	// Form is "pcap", or what hextext read the text as.
	Form     string
	Messages []Message
	Problems []Problem
	// Others counts the packets of a capture that are not netlink.
	Others int
}

// Problem codes of captures; those of texts are hextext's.
const (
	CodeCapture    = "bad-capture"    // the capture is broken from here on
	CodeNoNetlink  = "no-netlink"     // a capture without a packet of netlink
	CodeCutPacket  = "cut-packet"     // the capture was told to keep the first bytes of packets only
	CodeBinaryFile = "unknown-binary" // neither a capture nor text
)

// Read takes a source apart, sharing its memory where it can.
func Read(source []byte) Collection {
	if pcap.Magic(source) {
		return capture(source)
	}
	source = fromUTF16(source)
	if !utf8.Valid(source) || hasNUL(source) {
		// Messages as they are, such as a program wrote them to a file.
		return raw(source)
	}
	r := hextext.Parse(string(source))
	c := Collection{Form: string(r.Form)}
	for i, p := range r.Packets {
		if p.Fields != "" {
			p.Data = c.fields(&p)
		}
		c.split(p.Data, Message{Protocol: int32(p.Protocol), Direction: p.Direction, Packet: i})
	}
	for _, p := range r.Problems {
		c.Problems = append(c.Problems, Problem{p.Line, p.Column, string(p.Code), p.Code.Text()})
	}
	return c
}

// fields makes the bytes of a packet that a tracer shows as fields.
func (c *Collection) fields(p *hextext.Packet) []byte {
	way := nlspec.FromKernel
	if p.Direction == hextext.Sent {
		way = nlspec.FromUser
	}
	b, at, err := fieldtext.Bytes(p.Fields, int32(p.Protocol), way)
	if err != nil {
		code := hextext.Decoded
		if err == fieldtext.ErrCut {
			code = hextext.Shortened
		}
		c.Problems = append(c.Problems, Problem{p.Line, p.Column + at, string(code), code.Text()})
	}
	return b
}

func hasNUL(b []byte) bool {
	for _, c := range b {
		if c == 0 {
			return true
		}
	}
	return false
}

func raw(source []byte) Collection {
	c := Collection{Form: "binary"}
	if !plausible(source) {
		c.Problems = append(c.Problems, Problem{0, 0, CodeBinaryFile, "neither a capture nor text, and it does not begin with a message"})
		return c
	}
	c.split(source, Message{Protocol: -1})
	return c
}

// plausible says whether bytes begin with a message whose length can be true.
func plausible(b []byte) bool {
	return len(b) >= headerSize && length(b) >= headerSize && length(b) <= len(b)
}

func capture(file []byte) Collection {
	packets, at, err := pcap.Read(file)
	c := Collection{Form: "pcap"}
	for i := range packets {
		p := &packets[i]
		protocol, direction, data, ok := p.Netlink()
		if !ok {
			c.Others++
			continue
		}
		m := Message{Protocol: int32(protocol), Time: p.Time, Packet: i}
		switch direction {
		case pcap.ToKernel:
			m.Direction = hextext.Sent
		case pcap.ToUser:
			m.Direction = hextext.Received
		}
		if p.Full > len(p.Data) {
			c.Problems = append(c.Problems, Problem{0, p.Offset, CodeCutPacket, "the capture kept only the first bytes of this packet"})
		}
		c.split(data, m)
	}
	switch {
	case err != nil:
		c.Problems = append(c.Problems, Problem{0, at, CodeCapture, err.Error()})
	case len(c.Messages) == 0:
		c.Problems = append(c.Problems, Problem{0, 0, CodeNoNetlink, "no packet of netlink in this capture; record on a device of type nlmon"})
	}
	return c
}

// headerSize is sizeof(struct nlmsghdr).
const headerSize = 16

// length reads nlmsg_len, in bytes.
func length(b []byte) int {
	return int(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
}

// split cuts a packet where each nlmsg_len says that the next message begins.
// The rest of a packet in which one is wrong stays together.
func (c *Collection) split(data []byte, m Message) {
	for plausible(data) {
		n := min((length(data)+3)&^3, len(data))
		// A last message's padding may be missing, or be no padding at all.
		m.Data = data[:n]
		c.Messages = append(c.Messages, m)
		data = data[n:]
	}
	if len(data) > 0 {
		m.Data = data
		c.Messages = append(c.Messages, m)
	}
}
