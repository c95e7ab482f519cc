// SPDX-License-Identifier: Apache-2.0
//
// Holds what steps cannot make while orders are sent: a TCP connection over the
// loopback device, with a listener, and room for MPLS labels. It ends when it is
// told so through NETLINK_USERSOCK.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT_ID 4242 /* of holderPort in guest_machine_test.go */

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t size = sizeof(here);
	struct sockaddr_nl name = { .nl_family = AF_NETLINK, .nl_pid = PORT_ID };
	char byte[16];
	int labels = open("/proc/sys/net/mpls/platform_labels", O_WRONLY);

	/* The file is there once mpls_router is loaded. */
	if (labels >= 0 && (write(labels, "1000", 4) != 4 || close(labels) < 0))
		return fail("platform_labels");
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&here, sizeof(here)) < 0 || listen(listener, 5) < 0)
		return fail("listen");
	if (getsockname(listener, (struct sockaddr *)&here, &size) < 0 ||
	    connect(client, (struct sockaddr *)&here, sizeof(here)) < 0)
		return fail("connect");
	int server = accept(listener, NULL, NULL);
	if (server < 0 || write(client, "ping", 4) != 4 || read(server, byte, 4) != 4)
		return fail("accept");
	int told = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	if (bind(told, (struct sockaddr *)&name, sizeof(name)) < 0)
		return fail("bind");
	if (recv(told, byte, sizeof(byte), 0) < 0)
		return fail("recv");
	return 0;
}
