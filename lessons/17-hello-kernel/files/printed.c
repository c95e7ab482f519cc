// SPDX-License-Identifier: Apache-2.0
/*
 * The old listing, cut down to the lines that are wrong in it. Nothing else is
 * changed, and it is here to be read, not to be run: see printed.gcc.txt for
 * what a compiler says to it, and echo.c for the program that works.
 */
#include <sys/socket.h>
#include <linux/netlink.h>

#define MAX_PAYLOAD 2046
struct sockaddr_nl src_addr, dest_addr;
struct msghdr msg;
struct nlmsghdr *nlh = NULL;
struct iovec iov;
int sock_fd;

void main() {
 sock_fd = socket(PF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
 src_addr.nl_pid = getpid();
 nlh=(struct nlmsghdr *)malloc(
		         NLMSG_SPACE(MAX_PAYLOAD));
 nlh->nlmsg_len = NLMSG_SPACE(MAX_PAYLOAD);
 strcpy(NLMSG_DATA(nlh), "Hello netlink socket!");
 sendmsg(sock_fd, &msg, 0);
 recvmsg(fd, &msg, 0);
 printf("Received message payload: %s\n",
	NLMSG_DATA(nlh));
}
