// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink_test - the smallest useful netlink family: it echoes what it is sent
 * and greets a multicast group.
 *
 *   user space                                     this module
 *   sendmsg ---- NLTEST_ECHO "hello" ------------> nltest_input()
 *   recvmsg <--- NLTEST_ECHO "hello" ------------- netlink_unicast()
 *
 *   sendmsg ---- NLTEST_GREET -------------------> nltest_input()
 *   every member of group 1 <--- NLTEST_GREET ---- netlink_broadcast()
 *
 * nltest_input() runs in the task that called sendmsg(), before sendmsg()
 * returns: a message to the kernel waits in no queue. A message from the kernel
 * does wait, in the receive buffer of the socket it is for.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/netns/generic.h>
#include <net/sock.h>

#include "netlink_test.h"

static unsigned int delay_ms;
module_param(delay_ms, uint, 0644);
MODULE_PARM_DESC(delay_ms, "sleep this long in the input callback; the sender sleeps with it (0)");

static bool workqueue;
module_param(workqueue, bool, 0644);
MODULE_PARM_DESC(workqueue, "answer from a work queue, so that sendmsg returns at once (N)");

static unsigned int timer_ms;
module_param(timer_ms, uint, 0444);
MODULE_PARM_DESC(timer_ms, "greet group 1 every so many milliseconds; 0 is never (0)");

static bool strict;
module_param(strict, bool, 0644);
MODULE_PARM_DESC(strict, "parse with netlink_rcv_skb: ACKs, errors, types below 0x10 skipped (N)");

static bool need_admin;
module_param(need_admin, bool, 0644);
MODULE_PARM_DESC(need_admin, "only CAP_NET_ADMIN may ask for a greeting (N)");

static bool trust_pid;
module_param(trust_pid, bool, 0644);
MODULE_PARM_DESC(trust_pid, "answer to nlmsg_pid, which the sender may forge, not to the sender's port (N)");

static bool bugs;
module_param(bugs, bool, 0644);
MODULE_PARM_DESC(bugs, "answer type 0x12 with a null pointer dereference, to see an oops (N)");

static bool quiet;
module_param(quiet, bool, 0644);
MODULE_PARM_DESC(quiet, "log nothing for each message (N)");

#define nltest_log(fmt, ...)					\
	do {							\
		if (!READ_ONCE(quiet))				\
			pr_info(fmt, ##__VA_ARGS__);		\
	} while (0)

/* How much of a payload goes into a log line, in bytes. */
#define NLTEST_LOG_MAX	64

/* What the module keeps for each network namespace. */
struct nltest_net {
	struct sock *sk;		/* the kernel's end of the family */
	struct sk_buff_head later;	/* requests that the work will answer */
	struct work_struct work;
	struct delayed_work timer;
};

static unsigned int nltest_net_id;

static int nltest_echo(struct sock *sk, const struct sk_buff *request,
		       const struct nlmsghdr *nlh)
{
	u32 portid = NETLINK_CB(request).portid;
	int len = nlmsg_len(nlh);
	struct nlmsghdr *reply;
	struct sk_buff *skb;
	int err;

	/*
	 * Port 0 is the kernel: an answer to it would arrive in nltest_input(),
	 * which would answer it from within, until the stack is used up.
	 */
	if (READ_ONCE(trust_pid) && nlh->nlmsg_pid)
		portid = nlh->nlmsg_pid;

	skb = nlmsg_new(len, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;

	reply = nlmsg_put(skb, portid, nlh->nlmsg_seq, nlh->nlmsg_type, len, 0);
	if (!reply) {
		nlmsg_free(skb);	/* still ours: nobody has taken it */
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(reply), nlmsg_data(nlh), len);

	/* From here on the skb is not ours, whether this succeeds or fails. */
	err = nlmsg_unicast(sk, skb, portid);
	if (err < 0)
		nltest_log("no reply to port %u: error %d\n", portid, err);
	return err;
}

static int nltest_greet(struct sock *sk, u32 group)
{
	struct nlmsghdr *nlh;
	struct sk_buff *skb;
	int err;

	skb = nlmsg_new(sizeof(NLTEST_GREETING), GFP_KERNEL);
	if (!skb)
		return -ENOMEM;

	/* Port 0 and sequence 0: nobody's request is answered by this. */
	nlh = nlmsg_put(skb, 0, 0, NLTEST_GREET, sizeof(NLTEST_GREETING), 0);
	if (!nlh) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(nlh), NLTEST_GREETING, sizeof(NLTEST_GREETING));

	/*
	 * A group's number, not a mask. Each member gets a clone; this skb is
	 * consumed in any case. -ESRCH says that no member got one: there is
	 * none, or none whose receive buffer had room.
	 */
	err = nlmsg_multicast(sk, skb, 0, group, GFP_KERNEL);
	if (err == -ESRCH && netlink_has_listeners(sk, group))
		nltest_log("greeting to group %u: no listener took it\n", group);
	else if (err == -ESRCH)
		nltest_log("greeting to group %u: nobody listens\n", group);
	else if (err < 0)
		nltest_log("greeting to group %u: error %d\n", group, err);
	else
		nltest_log("greeting sent to group %u\n", group);
	return err;
}

static int nltest_greet_request(struct sock *sk, struct sk_buff *request,
				const struct nlmsghdr *nlh,
				struct netlink_ext_ack *extack)
{
	u32 group = NLTEST_GROUP_GREETING;

	if (!request->mark) {
		nltest_log("greeting refused: port %u lacks CAP_NET_ADMIN\n",
			   NETLINK_CB(request).portid);
		NL_SET_ERR_MSG_MOD(extack, "a greeting needs CAP_NET_ADMIN");
		return -EPERM;
	}
	if (nlmsg_len(nlh) >= (int)sizeof(group))
		memcpy(&group, nlmsg_data(nlh), sizeof(group));
	if (group < 1 || group > NLTEST_GROUP_MAX) {
		nltest_log("greeting refused: there is no group %u\n", group);
		NL_SET_ERR_MSG_MOD(extack, "groups are numbered from 1 to 32");
		return -EINVAL;
	}
	return nltest_greet(sk, group);
}

/* The bug that every C programmer has written, here on purpose. */
static noinline int nltest_crash(const struct nlmsghdr *nlh)
{
	const struct nlmsghdr *missing = READ_ONCE(bugs) ? NULL : nlh;

	OPTIMIZER_HIDE_VAR(missing);
	return missing->nlmsg_seq ? 0 : -EOPNOTSUPP;
}

/* One message, its length checked by the caller. */
static int nltest_message(struct sk_buff *skb, struct nlmsghdr *nlh,
			  struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct nltest_net *nn = net_generic(net, nltest_net_id);
	const char *text = nlmsg_data(nlh);
	int len = nlmsg_len(nlh);

	/* A payload need not end in zero; the log gets an escaped piece of it. */
	nltest_log("received %d bytes from port %u, type 0x%x: %*pE\n", len,
		   NETLINK_CB(skb).portid, nlh->nlmsg_type,
		   (int)strnlen(text, min(len, NLTEST_LOG_MAX)), text);

	switch (nlh->nlmsg_type) {
	case NLTEST_GREET:
		return nltest_greet_request(nn->sk, skb, nlh, extack);
	case NLTEST_ECHO:
		return nltest_echo(nn->sk, skb, nlh);
	case NLTEST_CRASH:
		return nltest_crash(nlh);
	default:
		if (!READ_ONCE(strict))
			return nltest_echo(nn->sk, skb, nlh);
		NL_SET_ERR_MSG_MOD(extack, "types are 0x10 (echo), 0x11 (greet), 0x12 (crash)");
		return -EOPNOTSUPP;
	}
}

/* All messages of one datagram. The skb stays the caller's. */
static void nltest_datagram(struct sk_buff *skb)
{
	struct nlmsghdr *nlh;
	int rest;

	if (READ_ONCE(strict)) {
		netlink_rcv_skb(skb, nltest_message);
		return;
	}

	/*
	 * The core has looked at none of these bytes: lengths are for us to
	 * check, and NLM_F_ACK means nothing unless somebody acts on it.
	 */
	nlh = nlmsg_hdr(skb);
	rest = skb->len;
	while (nlmsg_ok(nlh, rest)) {
		nltest_message(skb, nlh, NULL);
		nlh = nlmsg_next(nlh, &rest);
	}
	if (rest > 0)
		nltest_log("ignored %d bytes from port %u: no whole message\n",
			   rest, NETLINK_CB(skb).portid);
}

/* Called by netlink_unicast_kernel() in the context of the sending task. */
static void nltest_input(struct sk_buff *skb)
{
	struct nltest_net *nn = net_generic(sock_net(skb->sk), nltest_net_id);

	/*
	 * The core lets anyone send to a kernel socket; a family that minds has
	 * to ask. Ask here, while the sender waits in sendmsg(): later its
	 * socket, which the question is about, may be gone. The mark of an skb
	 * that netlink has delivered is free for the family to use.
	 */
	skb->mark = !READ_ONCE(need_admin) || netlink_net_capable(skb, CAP_NET_ADMIN);

	if (READ_ONCE(delay_ms))
		msleep(delay_ms);

	if (READ_ONCE(workqueue)) {
		/* The core drops its reference when we return; take our own. */
		skb_queue_tail(&nn->later, skb_get(skb));
		schedule_work(&nn->work);
		return;
	}
	nltest_datagram(skb);
}

static void nltest_work(struct work_struct *work)
{
	struct nltest_net *nn = container_of(work, struct nltest_net, work);
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&nn->later))) {
		nltest_datagram(skb);
		consume_skb(skb);	/* the reference taken in nltest_input() */
	}
}

static void nltest_timer(struct work_struct *work)
{
	struct nltest_net *nn = container_of(work, struct nltest_net, timer.work);

	nltest_greet(nn->sk, NLTEST_GROUP_GREETING);
	schedule_delayed_work(&nn->timer, msecs_to_jiffies(timer_ms));
}

static int __net_init nltest_net_init(struct net *net)
{
	struct nltest_net *nn = net_generic(net, nltest_net_id);
	struct netlink_kernel_cfg cfg = {
		.groups	= NLTEST_GROUP_MAX,
		.input	= nltest_input,
	};

	skb_queue_head_init(&nn->later);
	INIT_WORK(&nn->work, nltest_work);
	INIT_DELAYED_WORK(&nn->timer, nltest_timer);

	nn->sk = netlink_kernel_create(net, NETLINK_TEST_30, &cfg);
	if (!nn->sk)
		return -ENOMEM;

	if (timer_ms)
		schedule_delayed_work(&nn->timer, msecs_to_jiffies(timer_ms));
	return 0;
}

/*
 * Every user socket of the family holds a reference to this module and to its
 * namespace, so by now none is left and nltest_input() cannot run any more.
 * What may still run uses nn->sk: stop that first, then release the socket.
 */
static void __net_exit nltest_net_exit(struct net *net)
{
	struct nltest_net *nn = net_generic(net, nltest_net_id);

	cancel_delayed_work_sync(&nn->timer);
	cancel_work_sync(&nn->work);
	skb_queue_purge(&nn->later);
	netlink_kernel_release(nn->sk);
}

static struct pernet_operations nltest_net_ops = {
	.init	= nltest_net_init,
	.exit	= nltest_net_exit,
	.id	= &nltest_net_id,
	.size	= sizeof(struct nltest_net),
};

static int __init nltest_init(void)
{
	int err = register_pernet_subsys(&nltest_net_ops);

	if (err)
		return err;
	pr_info("protocol %d is registered\n", NETLINK_TEST_30);
	return 0;
}

static void __exit nltest_exit(void)
{
	unregister_pernet_subsys(&nltest_net_ops);
	pr_info("protocol %d is gone\n", NETLINK_TEST_30);
}

module_init(nltest_init);
module_exit(nltest_exit);

MODULE_DESCRIPTION("netlink test family: unicast echo and multicast greeting");
MODULE_AUTHOR("netlinklab");
MODULE_LICENSE("GPL");
/* Lets socket(AF_NETLINK, ..., 30) load the module by itself. */
MODULE_ALIAS_NET_PF_PROTO(PF_NETLINK, NETLINK_TEST_30);
