// SPDX-License-Identifier: Apache-2.0

package pcap

// snapLength is the longest packet that a file of ours promises, in bytes: the
// largest that Wireshark reads.
const snapLength = 262144

// Append appends a pcap file of packets to dst. Packets of other link types
// than LINKTYPE_NETLINK are left out.
func Append(dst []byte, packets []Packet) []byte {
	dst = AppendHeader(dst)
	for i := range packets {
		dst = AppendPacket(dst, &packets[i])
	}
	return dst
}

// AppendHeader appends what a pcap file of LINKTYPE_NETLINK begins with:
// little-endian, with times in nanoseconds.
func AppendHeader(dst []byte) []byte {
	dst = put32(dst, magicNano)
	dst = append(dst, 2, 0, 4, 0) // version 2.4
	dst = put32(dst, 0)
	dst = put32(dst, 0)
	dst = put32(dst, snapLength)
	return put32(dst, LinkNetlink)
}

// AppendPacket appends the record of a packet, nothing for one of another link
// type. A file can grow by it while it is read.
func AppendPacket(dst []byte, p *Packet) []byte {
	if p.Link != LinkNetlink {
		return dst
	}
	dst = put32(dst, uint32(p.Time/1e9))
	dst = put32(dst, uint32(p.Time%1e9))
	dst = put32(dst, uint32(len(p.Data)))
	dst = put32(dst, uint32(max(p.Full, len(p.Data))))
	return append(dst, p.Data...)
}

func put32(dst []byte, v uint32) []byte {
	return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
