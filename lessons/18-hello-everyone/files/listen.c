// SPDX-License-Identifier: Apache-2.0
/* Joins group 1 of the test protocol and prints the next greeting. */
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif
#define NETLINK_TEST_30 30

int main(void)
{
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	union {
		struct nlmsghdr h;
		char bytes[8192];
	} in;
	int group = 1;
	ssize_t n;
	int fd;

	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	/* Without a port of its own the socket would be passed over. */
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0) {
		perror("bind");
		return 1;
	}
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0) {
		perror("join group 1");
		return 1;
	}
	puts("waiting for a greeting");
	n = recv(fd, &in, sizeof(in), 0);
	if (n < 0) {
		perror("recv");
		return 1;
	}
	if (!NLMSG_OK(&in.h, (size_t)n)) {
		fprintf(stderr, "the greeting is cut short\n");
		return 1;
	}
	printf("%.*s\n", (int)NLMSG_PAYLOAD(&in.h, 0), (char *)NLMSG_DATA(&in.h));
	close(fd);
	return 0;
}
