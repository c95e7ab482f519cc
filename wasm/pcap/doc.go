// SPDX-License-Identifier: Apache-2.0

// Package pcap reads and writes captures of netlink: the files that tcpdump and
// Wireshark exchange, with the link type that the nlmon device has.
//
//	pcap    file header (24 bytes) | record header (16) packet | record header (16) packet | …
//	pcapng  block: type, length, body, length again | block | …
//	        section header, interface description, enhanced or simple packet
//	packet  cooked header (16 bytes, big-endian) | nlmsghdr … | nlmsghdr …
//	        __be16 pkttype, __be16 hatype = 824, __be16 halen = 0, 8 bytes of nothing,
//	        __be16 protocol: NETLINK_ROUTE …
//
// Sources: draft-ietf-opsawg-pcap and -pcapng, LINKTYPE_NETLINK at
// tcpdump.org/linktypes.html, net/netlink/af_netlink.c (__netlink_deliver_tap_skb).
package pcap
