// SPDX-License-Identifier: GPL-2.0-only
/* Answers in capitals, with the number of messages that the port has sent. */
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/xarray.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30	/* no header of the kernel has to know it */

static struct sock *nl_sk;	/* the kernel's end of the protocol */

static DEFINE_XARRAY(counts);	/* messages, by port */
static DEFINE_MUTEX(counting);	/* two senders may be in input() at once */

static int count(u32 port)
{
	unsigned long n;
	int err;

	mutex_lock(&counting);
	n = xa_to_value(xa_load(&counts, port)) + 1;	/* nothing stored is 0 */
	err = xa_err(xa_store(&counts, port, xa_mk_value(n), GFP_KERNEL));
	mutex_unlock(&counting);
	return err ? err : n;
}

static int answer(struct sk_buff *request, const struct nlmsghdr *nlh)
{
	u32 port = NETLINK_CB(request).portid;
	const char *text = nlmsg_data(nlh);
	int len = nlmsg_len(nlh);
	struct nlmsghdr *reply;
	struct sk_buff *skb;
	char number[16];
	int n, digits, i;
	char *out;

	n = count(port);
	if (n < 0)
		return n;
	digits = scnprintf(number, sizeof(number), " %d", n);

	skb = nlmsg_new(len + digits, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, nlh->nlmsg_seq, nlh->nlmsg_type, len + digits, 0);
	if (!reply) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	out = nlmsg_data(reply);
	for (i = 0; i < len; i++)
		out[i] = toupper(text[i]);
	memcpy(out + len, number, digits);
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
	netlink_kernel_release(nl_sk);	/* from here on nobody is in input() */
	xa_destroy(&counts);
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("answers in capitals, and counts");
MODULE_LICENSE("GPL");
