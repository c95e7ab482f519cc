// SPDX-License-Identifier: GPL-2.0-only
/*
 * The old module once it compiles: today's names, and the callback in place of
 * the thread that waited. It still answers as the listing does, with the buffer
 * that it was given, to the port that the sender wrote.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30

static struct sock *nl_sk;

static void netlink_test(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)skb->data;
	u32 pid;

	printk("%s: received netlink message payload:%s\n",
	       __func__, (char *)NLMSG_DATA(nlh));

	pid = nlh->nlmsg_pid;
	netlink_unicast(nl_sk, skb, pid, MSG_DONTWAIT);
}

static int __init hello_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = netlink_test };

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	return nl_sk ? 0 : -ENOMEM;
}

static void __exit hello_exit(void)
{
	netlink_kernel_release(nl_sk);
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("the old listing, made to compile");
MODULE_LICENSE("GPL");
