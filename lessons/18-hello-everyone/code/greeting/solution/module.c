// SPDX-License-Identifier: GPL-2.0-only
/*
 * Greets group 1 when somebody asks for it, and keeps the greeting: who joins
 * later asks for it, and gets it alone.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30
#define HELLO_GREET 0x11	/* asks for a greeting, and is one */
#define HELLO_LAST 0x12	/* asks for the last greeting again */
#define HELLO_GROUP 1		/* a number, not a mask */

static struct sock *nl_sk;

static DEFINE_MUTEX(keeping);	/* several senders may be in input() at once */
static char last[1024];		/* the last greeting; under keeping */
static int last_len;		/* 0 until there is one */

static void keep(const void *text, int len)
{
	mutex_lock(&keeping);
	last_len = min_t(int, len, sizeof(last));
	memcpy(last, text, last_len);
	mutex_unlock(&keeping);
}

/* The state is asked for, and unicast: those who have heard it are left alone. */
static int repeat(u32 port, u32 seq)
{
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	skb = nlmsg_new(sizeof(last), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	mutex_lock(&keeping);
	nlh = nlmsg_put(skb, port, seq, HELLO_GREET, last_len, 0);
	if (nlh)
		memcpy(nlmsg_data(nlh), last, last_len);
	mutex_unlock(&keeping);
	if (!nlh) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	return nlmsg_unicast(nl_sk, skb, port);
}

static int greet(const void *text, int len)
{
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	keep(text, len);	/* before it is sent, so that nobody falls between */
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

static void input(struct sk_buff *skb)
{
	static const char standard[] = "Greeting from kernel!";
	struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int err;

	if (!nlmsg_ok(nlh, skb->len))
		return;
	if (nlh->nlmsg_type == HELLO_LAST) {
		repeat(NETLINK_CB(skb).portid, nlh->nlmsg_seq);
		return;
	}
	if (nlh->nlmsg_type != HELLO_GREET)
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
