// SPDX-License-Identifier: Apache-2.0

// Package listing prints decoded messages for people, and as JSON for programs:
// where each piece is, its bytes, its name, its value.
//
//	at  len  bytes                    name               value
//	 0   40                           RTM_NEWLINK
//	 0   16                           │ nlmsghdr
//	 0    4  28 00 00 00              │ │ nlmsg_len      40
//	…
//	32    8  07 00 03 00 6c 6f 00 00  │ IFLA_IFNAME      "lo"
//
// An attribute is one row, with its nla_len, its nla_type and its padding among
// its bytes, unless it holds attributes or Style asks for all. What is wrong
// stands below the row that it is about.
package listing
