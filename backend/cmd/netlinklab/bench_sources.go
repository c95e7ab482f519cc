// SPDX-License-Identifier: Apache-2.0

package main

// benchUser sends a message to protocol 30 and waits for what comes back: from
// the guest's own module the echo, from benchModule its answer.
const benchUser = `#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct { struct nlmsghdr h; char text[8]; } m = {
		.h = { .nlmsg_len = 21, .nlmsg_type = 0x10, .nlmsg_flags = NLM_F_REQUEST }, .text = "hello" };
	char answer[256];
	int fd = socket(AF_NETLINK, SOCK_RAW, 30);

	sendto(fd, &m, 21, 0, (struct sockaddr *)&kernel, sizeof(kernel));
	printf("%zd\n", recv(fd, answer, sizeof(answer), 0));
	return 0;
}
`

// benchModule answers on protocol 30.
const benchModule = `#include <linux/module.h>
#include <net/netlink.h>
#include <net/net_namespace.h>

static struct sock *nl;

static void input(struct sk_buff *skb)
{
	struct sk_buff *out = nlmsg_new(4, GFP_KERNEL);

	if (!out || !nlmsg_put(out, 0, 0, 0x20, 4, 0))
		return;
	memcpy(nlmsg_data(nlmsg_hdr(out)), "pong", 4);
	nlmsg_unicast(nl, out, NETLINK_CB(skb).portid);
}

static int __init start(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	nl = netlink_kernel_create(&init_net, 30, &cfg);
	return nl ? 0 : -ENOMEM;
}

static void __exit stop(void)
{
	netlink_kernel_release(nl);
}

module_init(start);
module_exit(stop);
MODULE_DESCRIPTION("answers");
MODULE_LICENSE("GPL");
`
