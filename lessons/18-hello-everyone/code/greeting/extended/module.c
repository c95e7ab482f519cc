// SPDX-License-Identifier: GPL-2.0-only
/*
 * Speaks without being asked: a timer sends ticks to two groups. Whoever joins
 * late hears the next tick; the number in it says how many were missed.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/workqueue.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "hello.h"

static unsigned int period_ms = 300;
module_param(period_ms, uint, 0444);
MODULE_PARM_DESC(period_ms, "time between two ticks, in milliseconds");

static struct sock *nl_sk;
static u32 ticks;	/* only the work below touches it */

static void tick(u32 group)
{
	struct hello_tick *body;
	struct nlmsghdr *nlh;
	struct sk_buff *skb;

	if (!netlink_has_listeners(nl_sk, group))
		return;	/* spares the buffer; a broadcast would say -ESRCH */
	skb = nlmsg_new(sizeof(*body), GFP_KERNEL);
	if (!skb)
		return;	/* a member sees from the numbers that one is missing */
	nlh = nlmsg_put(skb, 0, 0, HELLO_TICK, sizeof(*body), 0);
	if (!nlh) {
		nlmsg_free(skb);
		return;
	}
	body = nlmsg_data(nlh);
	body->number = ticks;
	nlmsg_multicast(nl_sk, skb, 0, group, GFP_KERNEL);
}

static void every(struct work_struct *work);
static DECLARE_DELAYED_WORK(timer, every);

/* A kernel thread calls this, so it may sleep, as GFP_KERNEL may. */
static void every(struct work_struct *work)
{
	ticks++;
	tick(HELLO_EVERY);
	if (ticks % 3 == 0)
		tick(HELLO_THIRD);	/* one group a call: a second one is a second call */
	schedule_delayed_work(&timer, msecs_to_jiffies(period_ms));
}

/* Called when a socket joins, before it is a member; an error refuses it. */
static int joins(struct net *net, int group)
{
	pr_info("hello: %s joins group %d at tick %u\n", current->comm, group, READ_ONCE(ticks));
	return 0;
}

static void leaves(struct net *net, int group)
{
	pr_info("hello: a member leaves group %d\n", group);
}

static int __init hello_init(void)
{
	struct netlink_kernel_cfg cfg = {
		.groups = HELLO_THIRD,	/* the highest number that there is */
		.bind = joins,
		.unbind = leaves,
	};

	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST_30, &cfg);
	if (!nl_sk)
		return -ENOMEM;
	schedule_delayed_work(&timer, msecs_to_jiffies(period_ms));
	return 0;
}

static void __exit hello_exit(void)
{
	cancel_delayed_work_sync(&timer);	/* first what uses the socket */
	netlink_kernel_release(nl_sk);
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("ticks for two multicast groups");
MODULE_LICENSE("GPL");
