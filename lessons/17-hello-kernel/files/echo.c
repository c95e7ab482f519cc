// SPDX-License-Identifier: Apache-2.0
/* Sends "Hello you!" to the test module and prints what it echoes. */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define NETLINK_TEST_30 30
#define NLTEST_ECHO 0x10

int main(void)
{
	static const char text[] = "Hello you!";
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };	/* port 0: the kernel picks */
	struct sockaddr_nl peer = { .nl_family = AF_NETLINK };	/* port 0: the kernel itself */
	struct nlmsghdr out = {
		.nlmsg_len = NLMSG_LENGTH(sizeof(text) - 1),
		.nlmsg_type = NLTEST_ECHO,
		.nlmsg_flags = NLM_F_REQUEST,
		.nlmsg_seq = 1,
	};
	struct iovec parts[2] = {
		{ .iov_base = &out, .iov_len = sizeof(out) },
		{ .iov_base = (void *)text, .iov_len = sizeof(text) - 1 },
	};
	struct msghdr msg = {
		.msg_name = &peer, .msg_namelen = sizeof(peer),
		.msg_iov = parts, .msg_iovlen = 2,
	};
	union {
		struct nlmsghdr h;
		char bytes[8192];
	} in;
	struct iovec room = { .iov_base = &in, .iov_len = sizeof(in) };
	ssize_t n;
	int fd;

	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0) {
		perror("bind");
		return 1;
	}
	if (sendmsg(fd, &msg, 0) < 0) {
		perror("sendmsg");
		return 1;
	}

	msg.msg_iov = &room;
	msg.msg_iovlen = 1;
	n = recvmsg(fd, &msg, 0);
	if (n < 0) {
		perror("recvmsg");
		return 1;
	}
	if (msg.msg_flags & MSG_TRUNC || !NLMSG_OK(&in.h, (size_t)n)) {
		fprintf(stderr, "the answer is cut short\n");
		return 1;
	}
	/* The payload need not end in a zero byte: print as much as there is. */
	printf("from port %u: %.*s\n", peer.nl_pid,
	       (int)NLMSG_PAYLOAD(&in.h, 0), (char *)NLMSG_DATA(&in.h));
	close(fd);
	return 0;
}
