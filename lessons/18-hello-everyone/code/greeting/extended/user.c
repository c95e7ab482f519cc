// SPDX-License-Identifier: Apache-2.0
/* user GROUP COUNT: prints so many ticks of a group, and what was missed. */
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hello.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

/* Gives the group that a message came by. nl_groups has only 32 bits for it. */
static unsigned int group_of(struct msghdr *msg)
{
	struct nl_pktinfo info = { 0 };
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_NETLINK && c->cmsg_type == NETLINK_PKTINFO)
			memcpy(&info, CMSG_DATA(c), sizeof(info));
	return info.group;
}

static int hear(int fd, unsigned int *number)
{
	union {
		struct nlmsghdr h;
		char bytes[8192];
	} in;
	union {
		struct cmsghdr h;
		char bytes[CMSG_SPACE(sizeof(struct nl_pktinfo))];
	} control;
	struct sockaddr_nl from;
	struct iovec room = { .iov_base = &in, .iov_len = sizeof(in) };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &room, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct hello_tick t;
	ssize_t n = recvmsg(fd, &msg, 0);

	if (n < 0 || from.nl_pid != 0 || !NLMSG_OK(&in.h, (size_t)n) ||
	    in.h.nlmsg_type != HELLO_TICK || NLMSG_PAYLOAD(&in.h, 0) < (int)sizeof(t))
		return -1;
	memcpy(&t, NLMSG_DATA(&in.h), sizeof(t));
	*number = t.number;
	printf("tick %u by group %u; nl_groups says 0x%x\n", t.number, group_of(&msg), from.nl_groups);
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	int group = argc > 1 ? atoi(argv[1]) : HELLO_EVERY;
	int count = argc > 2 ? atoi(argv[2]) : 1;
	unsigned int number;
	int on = 1, i, fd;

	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
	/* First a port of its own: the core takes port 0 for the sender's. */
	if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_PKTINFO, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0) {
		perror("join");
		return 1;
	}
	for (i = 0; i < count; i++) {
		if (hear(fd, &number) < 0) {
			perror("hear");
			return 1;
		}
		if (i == 0 && group == HELLO_EVERY && number > 1)
			printf("came too late for %u\n", number - 1);
	}
	close(fd);
	return 0;
}
