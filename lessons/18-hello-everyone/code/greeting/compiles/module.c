// SPDX-License-Identifier: GPL-2.0-only
/*
 * The old greeting once it compiles: today's names, and a line of ours that
 * says what netlink_broadcast returned. It creates its socket, greets and
 * releases the socket while it is being loaded, as the listing does.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30
#define MAX_PAYLOAD 2048

static struct sock *nl_sk;

static int __init netlink_test(void)
{
	struct netlink_kernel_cfg cfg = { .groups = 1 };
	struct sk_buff *skb = NULL;
	struct nlmsghdr *nlh;
	int err;

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	skb = alloc_skb(NLMSG_SPACE(MAX_PAYLOAD), GFP_KERNEL);
	nlh = (struct nlmsghdr *)skb->data;
	nlh->nlmsg_len = NLMSG_SPACE(MAX_PAYLOAD);
	nlh->nlmsg_pid = 0;
	nlh->nlmsg_flags = 0;
	strcpy(NLMSG_DATA(nlh), "Greeting from kernel!");

	printk("the buffer says that it holds %u bytes\n", skb->len);
	err = netlink_broadcast(nl_sk, skb, 0, 1, GFP_KERNEL);
	printk("netlink_broadcast returned %d\n", err);
	netlink_kernel_release(nl_sk);
	return 0;
}

static void __exit netlink_test_end(void)
{
}

module_init(netlink_test);
module_exit(netlink_test_end);
MODULE_DESCRIPTION("the old greeting, made to compile");
MODULE_LICENSE("GPL");
