// SPDX-License-Identifier: GPL-2.0-only
/* Answers every message with what the first test expects. */
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30	/* no header of the kernel has to know it */

static struct sock *nl_sk;	/* the kernel's end of the protocol */

static int answer(struct sk_buff *request, const struct nlmsghdr *nlh)
{
	/* The core wrote the sender's port here; nlmsg_pid could be a lie. */
	u32 port = NETLINK_CB(request).portid;
	int len = sizeof("HELLO YOU! 1") - 1;
	struct nlmsghdr *reply;
	struct sk_buff *skb;

	skb = nlmsg_new(len, GFP_KERNEL);	/* a buffer of our own */
	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, nlh->nlmsg_seq, nlh->nlmsg_type, len, 0);
	if (!reply) {
		nlmsg_free(skb);	/* nobody has taken it: it is still ours */
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(reply), "HELLO YOU! 1", len);

	/* Takes skb, whether it succeeds or fails: do not touch it after this. */
	return nlmsg_unicast(nl_sk, skb, port);
}

/* Runs inside the sender's sendmsg(). The core frees skb when we return. */
static void input(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int err;

	/* Nobody has looked at these bytes yet: is there a whole message? */
	if (!nlmsg_ok(nlh, skb->len)) {
		pr_info("hello: %u bytes are no message\n", skb->len);
		return;
	}
	/* The text may lack a final zero: %.*s takes its length, as 10 here. */
	pr_info("hello: port %u says: %.*s\n", NETLINK_CB(skb).portid,
		nlmsg_len(nlh), (char *)nlmsg_data(nlh));

	err = answer(skb, nlh);
	if (err < 0)
		pr_info("hello: no answer: error %d\n", err);
}

static int __init hello_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	return nl_sk ? 0 : -ENOMEM;
}

static void __exit hello_exit(void)
{
	netlink_kernel_release(nl_sk);
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("echoes netlink messages");
MODULE_LICENSE("GPL");
