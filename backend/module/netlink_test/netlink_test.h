/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What user space and the module agree on. Include it from both.
 */
#ifndef NETLINK_TEST_H
#define NETLINK_TEST_H

/*
 * The protocol: socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30). 30 is unassigned
 * in include/uapi/linux/netlink.h. It does for teaching; a new family for
 * others to use belongs in generic netlink, which hands out numbers at run time.
 */
#define NETLINK_TEST_30		30

/* Message types. Below NLMSG_MIN_TYPE (0x10) they belong to netlink itself. */
#define NLTEST_ECHO		0x10	/* any payload: comes back to its sender */
#define NLTEST_GREET		0x11	/* no payload, or __u32 group: a greeting
					 * goes out to that multicast group
					 */
#define NLTEST_CRASH		0x12	/* an oops, if the module was loaded with bugs=1 */

/* The multicast group that a greeting goes to unless the request names one. */
#define NLTEST_GROUP_GREETING	1
#define NLTEST_GROUP_MAX	32

/* A greeting's payload, with its final zero byte. */
#define NLTEST_GREETING		"Greeting from kernel!"

#endif
