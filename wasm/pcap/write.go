// SPDX-License-Identifier: Apache-2.0

package pcap

// snapLength is the longest packet that a file of ours promises, in bytes: the
// largest that Wireshark reads.
const snapLength = 262144

// Append appends a pcap file of LINKTYPE_NETLINK, little-endian, with times in
// nanoseconds, to dst. Packets of other link types are left out.
func Append(dst []byte, packets []Packet) []byte {
	dst = put32(dst, magicNano)
	dst = append(dst, 2, 0, 4, 0) // version 2.4
	dst = put32(dst, 0)
	dst = put32(dst, 0)
	dst = put32(dst, snapLength)
	dst = put32(dst, LinkNetlink)
	for i := range packets {
		p := &packets[i]
		if p.Link != LinkNetlink {
			continue
		}
		dst = put32(dst, uint32(p.Time/1e9))
		dst = put32(dst, uint32(p.Time%1e9))
		dst = put32(dst, uint32(len(p.Data)))
		dst = put32(dst, uint32(max(p.Full, len(p.Data))))
		dst = append(dst, p.Data...)
	}
	return dst
}

func put32(dst []byte, v uint32) []byte {
	return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
