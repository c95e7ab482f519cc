// SPDX-License-Identifier: Apache-2.0

package pcap

// LinkNetlink is LINKTYPE_NETLINK.
const LinkNetlink = 253

// hatypeNetlink is ARPHRD_NETLINK, of include/uapi/linux/if_arp.h.
const hatypeNetlink = 824

// cookedSize is the size of the header in front of a packet's messages, in bytes.
const cookedSize = 16

// Packet types of the cooked header (include/uapi/linux/if_packet.h).
const (
	// ToUser is PACKET_USER: the message is on its way to user space.
	ToUser uint16 = 6
	// ToKernel is PACKET_KERNEL: the message is on its way to the kernel.
	ToKernel uint16 = 7
)

// Packet is what one record of a capture holds.
type Packet struct {
	// Time is in nanoseconds since 1970, UTC.
	Time int64
	// Link is the link type.
	Link uint16
	// Full is the packet's length when it was captured, in bytes; it is more
	// than len(Data) if the capture was told to cut packets.
	Full int
	// Data is the packet with its cooked header.
	Data []byte
	// Offset is where Data begins in the file, in bytes.
	Offset int
}

// Netlink takes a packet of LINKTYPE_NETLINK apart. ok is false if it is none.
func (p *Packet) Netlink() (protocol, direction uint16, messages []byte, ok bool) {
	b := p.Data
	if p.Link != LinkNetlink || len(b) < cookedSize || be16(b[2:]) != hatypeNetlink {
		return 0, 0, nil, false
	}
	return be16(b[14:]), be16(b), b[cookedSize:], true
}

// Cooked gives a packet of LINKTYPE_NETLINK around messages.
func Cooked(time int64, protocol, direction uint16, messages []byte) Packet {
	b := make([]byte, cookedSize, cookedSize+len(messages))
	putBE16(b, direction)
	putBE16(b[2:], hatypeNetlink)
	putBE16(b[14:], protocol)
	b = append(b, messages...)
	return Packet{Time: time, Link: LinkNetlink, Full: len(b), Data: b}
}

func be16(b []byte) uint16       { return uint16(b[0])<<8 | uint16(b[1]) }
func putBE16(b []byte, v uint16) { b[0], b[1] = byte(v>>8), byte(v) }
