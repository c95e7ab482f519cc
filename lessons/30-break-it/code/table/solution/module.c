// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table of eight names that believes nobody.
 *
 *   0x10  put: __u32 place, then the name      no answer
 *   0x11  get: __u32 place                     answer: the name
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_TEST_30 30
#define TABLE_PUT 0x10
#define TABLE_GET 0x11
#define PLACES 8

static struct sock *nl_sk;
static DEFINE_MUTEX(lock);
static char *names[PLACES];	/* under lock */

/* Gives the place that a message names; false if there is none. */
static bool place_of(const struct nlmsghdr *nlh, u32 *place)
{
	if (nlmsg_len(nlh) < (int)sizeof(*place))
		return false;	/* what lies behind the header is not its own */
	memcpy(place, nlmsg_data(nlh), sizeof(*place));
	return *place < PLACES;
}

static void put(const struct nlmsghdr *nlh)
{
	const char *data = nlmsg_data(nlh);
	u32 place;

	if (!place_of(nlh, &place))
		return;
	kfree(names[place]);
	names[place] = kstrndup(data + sizeof(place), nlmsg_len(nlh) - sizeof(place), GFP_KERNEL);
}

static int get(u32 port, const struct nlmsghdr *nlh)
{
	struct nlmsghdr *reply;
	struct sk_buff *skb;
	const char *name = NULL;
	u32 place;

	if (place_of(nlh, &place))
		name = names[place];
	if (!name)
		name = "";	/* nobody has put anything there, or memory ran out */

	skb = nlmsg_new(strlen(name), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, nlh->nlmsg_seq, TABLE_GET, strlen(name), 0);
	if (!reply) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(reply), name, strlen(name));
	return nlmsg_unicast(nl_sk, skb, port);
}

static void input(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = nlmsg_hdr(skb);

	if (!nlmsg_ok(nlh, skb->len))
		return;
	mutex_lock(&lock);
	if (nlh->nlmsg_type == TABLE_PUT)
		put(nlh);
	else if (nlh->nlmsg_type == TABLE_GET)
		get(NETLINK_CB(skb).portid, nlh);
	mutex_unlock(&lock);
}

static int __init table_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	return nl_sk ? 0 : -ENOMEM;
}

static void __exit table_exit(void)
{
	int i;

	netlink_kernel_release(nl_sk);
	for (i = 0; i < PLACES; i++)
		kfree(names[i]);
}

module_init(table_init);
module_exit(table_exit);
MODULE_DESCRIPTION("a table of names");
MODULE_LICENSE("GPL");
