/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/* What the module and its programs agree on; both include it. */
#ifndef HELLO_H
#define HELLO_H

#define NETLINK_TEST_30 30

#define HELLO_TICK 0x11	/* payload: struct hello_tick */

/* Groups, by number. The last one is out of the reach of bind's mask. */
#define HELLO_EVERY 1	/* every tick */
#define HELLO_THIRD 40	/* each third tick */

/* In the byte order of the machine, as nearly all of netlink is. */
struct hello_tick {
	__u32 number;	/* from 1 */
};

#endif
