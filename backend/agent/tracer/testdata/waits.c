// SPDX-License-Identifier: Apache-2.0

// waits takes its time, then receives one message at port 616161.
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_nl me = { .nl_family = AF_NETLINK, .nl_pid = 616161 };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	char buf[64];

	usleep(200000);
	if (fd < 0 || bind(fd, (struct sockaddr *)&me, sizeof(me)) < 0)
		return 99;
	return recv(fd, buf, sizeof(buf), 0);
}
