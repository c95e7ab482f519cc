// SPDX-License-Identifier: GPL-2.0-only
/*
 * The echo as a kernel developer would write it: attributes in place of raw
 * text, a policy that checks them, acknowledgements and errors that say why.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "hello.h"

static struct sock *nl_sk;

/* Checked by nlmsg_parse(), which writes into extack what is wrong, and where. */
static const struct nla_policy policy[HELLO_A_LAST + 1] = {
	[HELLO_A_TEXT] = { .type = NLA_NUL_STRING, .len = 64 },
	[HELLO_A_TIMES] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
};

static int answer(u32 port, u32 seq, const char *text, u32 times)
{
	struct nlmsghdr *reply;
	struct sk_buff *skb;

	skb = nlmsg_new(times * nla_total_size(strlen(text) + 1), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, seq, HELLO_SAY, 0, 0);
	if (!reply)
		goto full;
	while (times--)
		if (nla_put_string(skb, HELLO_A_TEXT, text))
			goto full;
	nlmsg_end(skb, reply);	/* now nlmsg_len is known */
	return nlmsg_unicast(nl_sk, skb, port);
full:
	nlmsg_free(skb);
	return -EMSGSIZE;
}

/*
 * One message whose header is sound. What is returned becomes the error of the
 * NLMSG_ERROR that goes back; 0 is an ACK, sent if NLM_F_ACK asks for it.
 */
static int say(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[HELLO_A_LAST + 1];
	u32 times = 1;
	int err;

	if (nlh->nlmsg_type != HELLO_SAY) {
		NL_SET_ERR_MSG(extack, "the only type is 0x10, HELLO_SAY");
		return -EOPNOTSUPP;
	}
	err = nlmsg_parse(nlh, 0, attrs, HELLO_A_LAST, policy, extack);
	if (err)
		return err;
	if (!attrs[HELLO_A_TEXT]) {
		NL_SET_ERR_MSG(extack, "there is no text to say");
		return -EINVAL;
	}
	if (attrs[HELLO_A_TIMES])
		times = nla_get_u32(attrs[HELLO_A_TIMES]);
	return answer(NETLINK_CB(skb).portid, nlh->nlmsg_seq,
		      nla_data(attrs[HELLO_A_TEXT]), times);
}

/*
 * Goes through all messages of the datagram: checks lengths, skips the types
 * that are netlink's own and what is no request, sends ACKs and errors.
 */
static void input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, say);
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
MODULE_DESCRIPTION("echoes attributes, with a policy");
MODULE_LICENSE("GPL");
