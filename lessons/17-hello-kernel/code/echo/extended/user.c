// SPDX-License-Identifier: Apache-2.0
/* Has a text said twice, then too often, and prints all that comes back. */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hello.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif
#define ROOM 256

union message {
	struct nlmsghdr h;
	char bytes[ROOM];
};

/* Appends one attribute. nla_len is without padding; the next begins behind it. */
static void put(union message *m, int type, const void *value, int length)
{
	struct nlattr a = { .nla_len = NLA_HDRLEN + length, .nla_type = type };
	char *at = m->bytes + NLMSG_ALIGN(m->h.nlmsg_len);

	memcpy(at, &a, sizeof(a));
	memcpy(at + NLA_HDRLEN, value, length);
	m->h.nlmsg_len = NLMSG_ALIGN(m->h.nlmsg_len) + NLA_ALIGN(a.nla_len);
}

/* Calls for each attribute of n bytes. */
static void attributes(const char *at, int n, void (*each)(int type, const char *value))
{
	struct nlattr a;

	while (n >= (int)sizeof(a)) {
		memcpy(&a, at, sizeof(a));
		if (a.nla_len < sizeof(a) || a.nla_len > n)
			return;
		each(a.nla_type, at + NLA_HDRLEN);
		at += NLA_ALIGN(a.nla_len);
		n -= NLA_ALIGN(a.nla_len);
	}
}

static void heard(int type, const char *value)
{
	if (type == HELLO_A_TEXT)	/* the policy of the module ends it in zero */
		printf("the kernel says: %s\n", value);
}

static void reason(int type, const char *value)
{
	unsigned int offset;

	if (type == NLMSGERR_ATTR_MSG)
		printf("  because: %s\n", value);
	if (type == NLMSGERR_ATTR_OFFS) {
		memcpy(&offset, value, sizeof(offset));
		printf("  at byte %u of the request\n", offset);
	}
}

/* An ACK is an error 0. Behind an error stands the request, then the reason. */
static void verdict(union message *m)
{
	struct nlmsgerr *e = NLMSG_DATA(&m->h);
	int skip = sizeof(*e);

	printf("request %u: %s\n", e->msg.nlmsg_seq, e->error ? strerror(-e->error) : "done");
	if (!(m->h.nlmsg_flags & NLM_F_CAPPED))	/* with all of its payload */
		skip += NLMSG_ALIGN(e->msg.nlmsg_len) - sizeof(e->msg);
	if (m->h.nlmsg_flags & NLM_F_ACK_TLVS)
		attributes((char *)e + skip, NLMSG_PAYLOAD(&m->h, skip), reason);
}

static int ask(int fd, unsigned int seq, const char *text, unsigned int times)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK }, from;
	socklen_t room;
	union message m = { .h = {
		.nlmsg_len = NLMSG_HDRLEN,
		.nlmsg_type = HELLO_SAY,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlmsg_seq = seq,
	} };
	ssize_t n;

	put(&m, HELLO_A_TEXT, text, strlen(text) + 1);
	put(&m, HELLO_A_TIMES, &times, sizeof(times));
	if (sendto(fd, &m, m.h.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -1;
	do {	/* the answer is first, the ACK ends it */
		room = sizeof(from);
		n = recvfrom(fd, &m, sizeof(m), 0, (struct sockaddr *)&from, &room);
		if (n < 0 || from.nl_pid != 0 || !NLMSG_OK(&m.h, (size_t)n))
			return -1;
		if (m.h.nlmsg_type == HELLO_SAY)
			attributes(NLMSG_DATA(&m.h), NLMSG_PAYLOAD(&m.h, 0), heard);
	} while (m.h.nlmsg_type != NLMSG_ERROR);
	verdict(&m);
	return 0;
}

int main(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_TEST_30);
	int on = 1;

	if (fd < 0 || setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) < 0) {
		perror("no socket that hears reasons");
		return 1;
	}
	if (ask(fd, 1, "Hello you!", 2) < 0 || ask(fd, 2, "Hello again!", 9) < 0) {
		perror("ask");
		return 1;
	}
	close(fd);
	return 0;
}
