// SPDX-License-Identifier: Apache-2.0
/* throw PROTOCOL COUNT SEED: datagrams of noise, and what comes back. */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int protocol = argc > 1 ? atoi(argv[1]) : 30;
	int count = argc > 2 ? atoi(argv[2]) : 1000;
	union {
		struct nlmsghdr h;
		unsigned char bytes[256];
	} out, in;
	int fd, i, taken = 0, answered = 0;

	/* The same seed throws the same bytes: a crash can be had again. */
	srandom(argc > 3 ? atoi(argv[3]) : 1);
	fd = socket(AF_NETLINK, SOCK_RAW, protocol);
	if (fd < 0) {
		perror("socket");
		return 1;
	}
	for (i = 0; i < count; i++) {
		size_t n = 1 + random() % sizeof(out), k;

		for (k = 0; k < n; k++)
			out.bytes[k] = random();
		if (i % 2 && n >= sizeof(out.h))	/* noise with a sound length gets further */
			out.h.nlmsg_len = n;
		if (sendto(fd, &out, n, 0, (struct sockaddr *)&kernel, sizeof(kernel)) > 0)
			taken++;
		while (recv(fd, &in, sizeof(in), MSG_DONTWAIT) > 0)
			answered++;
	}
	printf("%d thrown, %d taken, %d answers; the kernel lives\n", count, taken, answered);
	close(fd);
	return 0;
}
