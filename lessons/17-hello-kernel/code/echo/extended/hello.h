/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* What the module and its programs agree on; both include it. */
#ifndef HELLO_H
#define HELLO_H

#define NETLINK_TEST_30 30

/* Types of messages. Those below 0x10 are netlink's own. */
#define HELLO_SAY 0x10

/* Attributes of HELLO_SAY, each one optional on the wire. */
enum {
	HELLO_A_UNSPEC,
	HELLO_A_TEXT,	/* string with its final zero, at most 64 letters */
	HELLO_A_TIMES,	/* __u32, 1 to 3: how often it is said; 1 if absent */
	HELLO_A_LAST = HELLO_A_TIMES
};

#endif
