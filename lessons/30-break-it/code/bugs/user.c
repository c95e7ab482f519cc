// SPDX-License-Identifier: Apache-2.0
/* user TYPE...: sends one message of each type and prints what comes back. */
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define NETLINK_TEST_30 30

static int ask(int fd, int type, unsigned int seq)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr out = {
		.nlmsg_len = NLMSG_HDRLEN,
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST,
		.nlmsg_seq = seq,
	};
	union {
		struct nlmsghdr h;
		char bytes[8192];
	} in;
	ssize_t n;

	if (sendto(fd, &out, sizeof(out), 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -1;
	n = recv(fd, &in, sizeof(in), 0);
	if (n < 0)
		return -1;
	if (!NLMSG_OK(&in.h, (size_t)n))
		return -1;
	printf("type 0x%x: %.*s\n", type, (int)NLMSG_PAYLOAD(&in.h, 0), (char *)NLMSG_DATA(&in.h));
	fflush(stdout);		/* the kernel may die of the next one */
	return 0;
}

int main(int argc, char **argv)
{
	struct timeval wait = { .tv_sec = 1 };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
	int i;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0) {
		perror("socket");
		return 1;
	}
	for (i = 1; i < argc; i++)
		if (ask(fd, strtol(argv[i], NULL, 0), i) < 0)
			perror(argv[i]);
	close(fd);
	return 0;
}
