// SPDX-License-Identifier: Apache-2.0
/* A process and its child talk over NETLINK_USERSOCK. */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int opened(unsigned int port)
{
	struct sockaddr_nl me = { .nl_family = AF_NETLINK, .nl_pid = port };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);

	if (fd < 0 || bind(fd, (struct sockaddr *)&me, sizeof(me)) < 0)
		perror("socket");
	return fd;
}

int main(void)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = 515151 };
	int group = 3, fd = opened(515151);
	char buf[64], head[4] = { 1, 2, 3, 4 };
	pid_t child;

	setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
	printf("parent is ready\n");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		struct iovec iov[2] = { { head, sizeof(head) }, { "abc", 3 } };
		struct msghdr msg = { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = iov, .msg_iovlen = 2 };
		int other = opened(515152);

		sendmsg(other, &msg, 0);
		close(other);
		_exit(7);
	}
	struct sockaddr_nl from;
	struct iovec one = { buf, 5 };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &one, .msg_iovlen = 1 };

	recvmsg(fd, &msg, 0);
	waitpid(child, NULL, 0);
	fprintf(stderr, "from %u\n", from.nl_pid);
	sendto(fd, "x", 1, 0, (struct sockaddr *)&(struct sockaddr_nl){ .nl_family = AF_NETLINK, .nl_pid = 515159 }, sizeof(to));
	recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
	close(fd);
	close(99);
	return 3;
}
