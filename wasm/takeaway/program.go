// SPDX-License-Identifier: Apache-2.0

package takeaway

import (
	"strconv"

	"netlinklab/wasm/nlmsg"
)

// waitSeconds is how long the programs wait for each datagram.
const waitSeconds = "2"

// CProgram appends a C program that sends the tree's bytes to the kernel over a
// socket of the protocol and prints what comes back.
func CProgram(dst []byte, t *nlmsg.Tree, protocol int32) []byte {
	dst = append(dst, `/* cc -Wall -Wextra -o message message.c && ./message */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

`...)
	dst = CArray(dst, t)
	dst = append(dst, `
static void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* Prints a message; gives 1 if more belong to the same answer. */
static int show(const struct nlmsghdr *h)
{
	const unsigned char *bytes = (const unsigned char *)h;
	unsigned int i;

	printf("nlmsg_len=%u nlmsg_type=0x%x nlmsg_flags=0x%x nlmsg_seq=%u nlmsg_pid=%u",
	       h->nlmsg_len, h->nlmsg_type, h->nlmsg_flags, h->nlmsg_seq, h->nlmsg_pid);
	if (h->nlmsg_type == NLMSG_ERROR && h->nlmsg_len >= NLMSG_LENGTH(sizeof(int))) {
		errno = -*(const int *)NLMSG_DATA(h);
		if (errno)
			printf(" %m");
		else
			printf(" (acknowledged)");
	}
	for (i = 0; i < h->nlmsg_len; i++)
		printf("%s%02x", i % 16 ? " " : "\n  ", bytes[i]);
	printf("\n");
	return h->nlmsg_type != NLMSG_DONE && (h->nlmsg_flags & NLM_F_MULTI);
}

int main(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct timeval patience = { .tv_sec = `...)
	dst = append(dst, waitSeconds...)
	dst = append(dst, ` };
	static _Alignas(NLMSG_ALIGNTO) char buffer[65536];
	int more = 1, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, `...)
	dst = strconv.AppendInt(dst, int64(protocol), 10)
	dst = append(dst, `);

	if (fd < 0)
		fail("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
		fail("setsockopt");
	if (sendto(fd, message, sizeof(message), 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		fail("sendto");
	while (more) {
		ssize_t n = recv(fd, buffer, sizeof(buffer), 0);
		int left = n;

		if (n < 0 && errno == EAGAIN)
			break; /* nothing more in time */
		if (n < 0)
			fail("recv");
		for (struct nlmsghdr *h = (void *)buffer; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left))
			more = show(h);
	}
	close(fd);
	return 0;
}
`...)
	return dst
}

// GoProgram appends a Go program that does the same with mdlayher/netlink. It
// writes to the library's socket itself: Conn.Send would mend lengths and fill
// in numbers that are left open.
func GoProgram(dst []byte, t *nlmsg.Tree, protocol int32) []byte {
	dst = append(dst, `// go mod init message && go mod tidy && go run .
package main

import (
	"fmt"
	"log"
	"syscall"
	"time"

	"github.com/mdlayher/netlink"
)

`...)
	dst = GoLiteral(dst, t)
	dst = append(dst, `
func main() {
	conn, err := netlink.Dial(`...)
	dst = strconv.AppendInt(dst, int64(protocol), 10)
	dst = append(dst, `, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(`...)
	dst = append(dst, waitSeconds...)
	dst = append(dst, ` * time.Second)); err != nil {
		log.Fatal(err)
	}
	// Conn.Send mends lengths and fills in numbers; these bytes go as they are.
	raw, err := conn.SyscallConn()
	if err != nil {
		log.Fatal(err)
	}
	var sent error
	if err := raw.Write(func(fd uintptr) bool {
		_, sent = syscall.Write(int(fd), message)
		return sent != syscall.EAGAIN
	}); err != nil {
		log.Fatal(err)
	}
	if sent != nil {
		log.Fatal(sent)
	}
	// Receive gathers all parts of an answer, and makes an error of NLMSG_ERROR.
	answers, err := conn.Receive()
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range answers {
		fmt.Printf("%+v\n% x\n", m.Header, m.Data)
	}
}
`...)
	return dst
}
