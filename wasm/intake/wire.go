// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"slices"

	"netlinklab/wasm/hextext"
	"netlinklab/wasm/pcap"
)

// RowSize is the size of a message's row in AppendWire's table, in bytes.
const RowSize = 32

// AppendWire appends a collection as the page reads it, little-endian, so that
// ten thousand messages cost no parsing:
//
//	u32 messages | row … | bytes of all messages
//	row: u32 offset from the first byte of all messages, u32 length,
//	     i32 protocol, u32 direction, u32 packet, u32 zero, u64 time in ns
func (c *Collection) AppendWire(dst []byte) []byte {
	size := 4 + RowSize*len(c.Messages)
	for i := range c.Messages {
		size += len(c.Messages[i].Data)
	}
	dst = put32(slices.Grow(dst, size), uint32(len(c.Messages)))
	offset := 0
	for i := range c.Messages {
		m := &c.Messages[i]
		dst = put32(dst, uint32(offset))
		dst = put32(dst, uint32(len(m.Data)))
		dst = put32(dst, uint32(m.Protocol))
		dst = put32(dst, uint32(m.Direction))
		dst = put32(dst, uint32(m.Packet))
		dst = put32(dst, 0)
		dst = put32(dst, uint32(m.Time))
		dst = put32(dst, uint32(m.Time>>32))
		offset += len(m.Data)
	}
	for i := range c.Messages {
		dst = append(dst, c.Messages[i].Data...)
	}
	return dst
}

func put32(dst []byte, v uint32) []byte {
	return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

// ParseWire is AppendWire read back, sharing b's memory.
func ParseWire(b []byte) (c Collection, ok bool) {
	if len(b) < 4 || uint64(get32(b)) > uint64(len(b)-4)/RowSize {
		return c, false
	}
	n := int(get32(b))
	rows, data := b[4:4+n*RowSize], b[4+n*RowSize:]
	c.Messages = make([]Message, n)
	for i := range c.Messages {
		r := rows[i*RowSize:]
		offset, length := uint64(get32(r)), uint64(get32(r[4:]))
		if offset+length > uint64(len(data)) {
			return c, false
		}
		c.Messages[i] = Message{
			Data: data[offset : offset+length], Protocol: int32(get32(r[8:])),
			Direction: hextext.Direction(get32(r[12:])), Packet: int(get32(r[16:])),
			Time: int64(uint64(get32(r[24:])) | uint64(get32(r[28:]))<<32),
		}
	}
	return c, true
}

func get32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// Capture makes a pcap file of the messages, each a packet of its own. A message
// whose protocol is not known is said to be of NETLINK_ROUTE, which is 0.
func (c *Collection) Capture(dst []byte) []byte {
	packets := make([]pcap.Packet, len(c.Messages))
	for i, m := range c.Messages {
		direction := pcap.ToUser
		if m.Direction == hextext.Sent {
			direction = pcap.ToKernel
		}
		packets[i] = pcap.Cooked(m.Time, uint16(max(m.Protocol, 0)), direction, m.Data)
	}
	return pcap.Append(dst, packets)
}
