// SPDX-License-Identifier: Apache-2.0
/* Gives lo the address 10.0.0.1/24 and prints the kernel's answer in full. */
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

struct request {
	struct nlmsghdr h;
	struct ifaddrmsg ifa;
	struct nlattr local;	/* nla_len counts these four bytes in */
	unsigned char address[4];
};

/* Prints the attributes that stand behind the request in the answer. */
static void extended(const char *at, const char *end)
{
	struct nlattr a;
	__u32 offset;

	while (end - at >= NLA_HDRLEN) {
		memcpy(&a, at, sizeof(a));
		if (a.nla_len < NLA_HDRLEN || a.nla_len > end - at)
			return;
		switch (a.nla_type & NLA_TYPE_MASK) {
		case NLMSGERR_ATTR_MSG:
			printf("  %.*s\n", a.nla_len - NLA_HDRLEN, at + NLA_HDRLEN);
			break;
		case NLMSGERR_ATTR_OFFS:
			memcpy(&offset, at + NLA_HDRLEN, sizeof(offset));
			printf("  at byte %u of the request\n", offset);
			break;
		}
		if (NLA_ALIGN(a.nla_len) > end - at)
			return;
		at += NLA_ALIGN(a.nla_len);
	}
}

int main(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct request request = {
		.h = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_NEWADDR,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
			.nlmsg_seq = 1,
		},
		.ifa = { .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 1 },
		.local = { .nla_len = NLA_HDRLEN + 4, .nla_type = IFA_LOCAL },
		.address = { 10, 0, 0, 1 },	/* network byte order */
	};
	union {
		struct nlmsghdr h;
		char bytes[8192];
	} in;
	struct nlmsgerr *e = NLMSG_DATA(&in.h);
	size_t rest;	/* where the request ends in the answer */
	int on = 1;
	ssize_t n;
	int fd;

	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (fd < 0 || setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) < 0) {
		perror("socket");
		return 1;
	}
	if (sendto(fd, &request, sizeof(request), 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0) {
		perror("sendto");
		return 1;
	}
	n = recv(fd, &in, sizeof(in), 0);
	if (n < 0) {
		perror("recv");
		return 1;
	}
	if (!NLMSG_OK(&in.h, (size_t)n) || in.h.nlmsg_type != NLMSG_ERROR ||
	    in.h.nlmsg_len < NLMSG_LENGTH(sizeof(*e))) {
		fprintf(stderr, "that is no answer to the request\n");
		return 1;
	}
	printf("seq %u: %s\n", in.h.nlmsg_seq, e->error ? strerror(-e->error) : "acknowledged");

	/* Capped, only the request's header was sent back. */
	rest = NLMSG_LENGTH(sizeof(e->error));
	rest += in.h.nlmsg_flags & NLM_F_CAPPED ? NLMSG_HDRLEN : NLMSG_ALIGN(e->msg.nlmsg_len);
	if (in.h.nlmsg_flags & NLM_F_ACK_TLVS && rest <= in.h.nlmsg_len)
		extended(in.bytes + rest, in.bytes + in.h.nlmsg_len);
	close(fd);
	return e->error != 0;
}
