// SPDX-License-Identifier: Apache-2.0

package nlspec

// Kind says how a field's or an attribute's bytes read.
type Kind uint8

// Kinds of values. Numbers are in host byte order unless the name says BE.
const (
	KindBytes      Kind = iota // no more is known
	KindUint                   // 1, 2, 4 or 8 bytes
	KindInt                    // two's complement
	KindString                 // text, with or without a zero byte at its end
	KindErrno                  // a 4-byte int: 0 or a negative errno
	KindNested                 // attributes
	KindFlag                   // no bytes: being there is the value
	KindMAC                    // a hardware address
	KindIP                     // an IPv4 or IPv6 address, in network byte order
	KindFamily                 // an address family
	KindHex                    // a KindUint that people read in hexadecimal
	KindUUID                   // 16 bytes
	KindPad                    // filler without meaning
	KindBitfield32             // struct nla_bitfield32: 4 bytes of values, 4 bytes of which of them count
	KindStruct                 // a Layout, or an array of them
	KindVector                 // an array of numbers
	KindArray                  // attributes that only count, with an element in each
	KindTypeValue              // attributes whose numbers mean something, with the nest inside
	KindRecords                // structs with attributes behind each; their first two bytes are the length of both
	KindSub                    // what a selector says
	KindMessage                // a Layout with attributes behind it, as in a message
)
