// SPDX-License-Identifier: Apache-2.0

// Package capture listens to netlink on this host: what the kernel sends to the
// groups of any protocol, as the bytes that a socket receives.
//
//	"RTNLGRP_LINK", "nlctrl:notify", "all" --Directory.Find--> []Group
//	[]Group --Listen--> one socket a protocol --Run--> Datagram, Datagram, …
//
// Sockets hear the network namespace that they were made in. Sources: netlink(7),
// net/netlink/af_netlink.c, include/uapi/linux/genetlink.h.
package capture
