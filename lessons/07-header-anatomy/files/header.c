// SPDX-License-Identifier: Apache-2.0
/* Sends a 5-byte payload behind a struct nlmsghdr and prints what comes back. */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NETLINK_TEST_30 30
#define NLTEST_ECHO 0x10

int main(void)
{
	union {
		struct nlmsghdr h;
		unsigned char bytes[NLMSG_SPACE(64)];
	} msg;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	const char payload[5] = { 'h', 'e', 'l', 'l', 'o' };
	ssize_t n;
	int fd;

	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
	if (fd < 0) {
		perror("socket");
		return 1;
	}

	memset(&msg, 0, sizeof(msg));
	msg.h.nlmsg_len = NLMSG_LENGTH(sizeof(payload));	/* 21, not 24 */
	msg.h.nlmsg_type = NLTEST_ECHO;
	msg.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	msg.h.nlmsg_seq = 1;
	memcpy(NLMSG_DATA(&msg.h), payload, sizeof(payload));

	if (sendto(fd, &msg, msg.h.nlmsg_len, 0,
		   (struct sockaddr *)&kernel, sizeof(kernel)) < 0) {
		perror("sendto");
		return 1;
	}
	n = recv(fd, &msg, sizeof(msg), 0);
	if (n < 0) {
		perror("recv");
		return 1;
	}
	printf("%zd bytes came, nlmsg_len is %u\n", n, msg.h.nlmsg_len);
	for (ssize_t i = 0; i < n; i++)
		printf("%02x%c", msg.bytes[i], i % 16 == 15 ? '\n' : ' ');
	putchar('\n');
	close(fd);
	return 0;
}
