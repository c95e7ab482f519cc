// SPDX-License-Identifier: Apache-2.0
/*
 * The old greeting, cut down to the lines that build and send it, and put into a
 * frame that loads. It is here to be read, not to be run: see
 * printed_module.gcc.txt for what the kernel's build says to it, and
 * netlink_test.c for one that works.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>

static struct sock *nl_sk;

static int __init netlink_test(void)
{
	sturct sk_buff *skb = NULL;
	struct nlmsghdr *nlh;

	skb = alloc_skb(NLMSG_SPACE(2048), GFP_KERNEL);
	nlh = (struct nlmsghdr *)skb->data;
	nlh->nlmsg_len = NLMSG_SPACE(2048);
	strcpy(NLMSG_DATA(nlh), "Greeting from kernel!");
	NETLINK_CB(skb).groups = 1;
	NETLINK_CB(skb).dst_groups = 1;
	netlink_broadcast(nl_sk, skb, 0, 1, GFP_KERNEL);
	return 0;
}

module_init(netlink_test);
MODULE_DESCRIPTION("the greeting of the old listing");
MODULE_LICENSE("GPL");
