// SPDX-License-Identifier: GPL-2.0-only
/* Answers each type with a word of its own, one request at a time. */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/spinlock.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30

static struct sock *nl_sk;
static DEFINE_SPINLOCK(one_at_a_time);

static const char *word(u16 type)
{
	switch (type) {
	case 0x10:
		return "hello";
	case 0x11:
		return "goodbye";
	}
	return "what?";
}

static int answer(struct sk_buff *request, const struct nlmsghdr *nlh)
{
	u32 port = NETLINK_CB(request).portid;
	const char *text = word(nlh->nlmsg_type);
	int len = strlen(text);
	struct nlmsghdr *reply;
	struct sk_buff *skb;

	skb = nlmsg_new(len, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, nlh->nlmsg_seq, nlh->nlmsg_type, len, 0);
	if (!reply) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(reply), text, len);
	return nlmsg_unicast(nl_sk, skb, port);
}

static void input(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = nlmsg_hdr(skb);

	spin_lock(&one_at_a_time);
	msleep(10);		/* some work that has to wait for a device */
	if (nlmsg_ok(nlh, skb->len))
		answer(skb, nlh);
	spin_unlock(&one_at_a_time);
}

static int __init broken_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	return nl_sk ? 0 : -ENOMEM;
}

static void __exit broken_exit(void)
{
	netlink_kernel_release(nl_sk);
}

module_init(broken_init);
module_exit(broken_exit);
MODULE_DESCRIPTION("a bug to learn from");
MODULE_LICENSE("GPL");
