// SPDX-License-Identifier: Apache-2.0
/*
 * The old listener, cut down to the lines that are wrong in it. It is here to be
 * read, not to be run: see printed.gcc.txt for what a compiler says to it, and
 * listen.c for the program that works.
 */
#include <sys/socket.h>
#include <linux/netlink.h>

#define MAX_PAYLOAD 1024
struct sockaddr_nl src_addr, dest_addr;
struct nlmsghdr *nlh;
struct iovec iov;
int sock_fd;

void main() {
 sock_fd = socket(PF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
 memset(&src_addr, 0, sizeof(local_addr));
 src_addr.nl_pid = getpid();
 src_addr.nl_groups = 1;
 bind(sock_fd, (struct sockaddr*)&src_addr, sizeof(src_addr));
 msg.msg_iov = &iov;
 recvmsg(fd, &msg, 0);
 printf("Received message payload: %s\n", NLMSG_DATA(nlh));
 close(sock_fd);
}
