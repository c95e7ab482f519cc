// SPDX-License-Identifier: Apache-2.0
/*
 * The old module, cut down to the calls that it makes, and put into a frame
 * that loads. It is here to be read, not to be run: see printed_module.gcc.txt
 * for what the kernel's build says to it, and netlink_test.c for one that works.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30

static struct sock *nl_sk;

static void nl_data_ready(struct sock *sk, int len)
{
	wake_up_interruptible(sk->sleep);
}

static int __init netlink_test(void)
{
	struct sk_buff *skb;
	u32 pid;
	int err;

	nl_sk = netlink_kernel_create(NETLINK_TEST_30, nl_data_ready);
	skb = skb_recv_datagram(nl_sk, 0, 0, &err);
	pid = ((struct nlmsghdr *)skb->data)->nlmsg_pid;
	NETLINK_CB(skb).groups = 0;
	NETLINK_CB(skb).pid = 0;
	NETLINK_CB(skb).dst_pid = pid;
	NETLINK_CB(skb).dst_groups = 0;
	netlink_unicast(nl_sk, skb, pid, MSG_DONTWAIT);
	sock_release(nl_sk->socket);
	return 0;
}

module_init(netlink_test);
MODULE_DESCRIPTION("the calls of the old listing");
MODULE_LICENSE("GPL");
