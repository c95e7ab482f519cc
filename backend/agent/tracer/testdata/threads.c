// SPDX-License-Identifier: Apache-2.0
/* Threads open sockets; then the process kills itself. */
#include <linux/netlink.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

static void *run(void *arg)
{
	socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	return arg;
}

int main(void)
{
	pthread_t t;

	for (int i = 0; i < 3; i++) {
		pthread_create(&t, NULL, run, NULL);
		pthread_join(t, NULL);
	}
	raise(SIGSEGV);
}
