// SPDX-License-Identifier: Apache-2.0
// gcc -O2 -g -c -ffile-prefix-map=$PWD=/mnt -o tiny.o tiny.c
volatile int sink;
static inline __attribute__((always_inline)) void inner(int n)
{
	sink = n;
}

static inline __attribute__((always_inline)) void middle(int n)
{
	inner(n + 1);
}

void outer(int n)
{
	middle(n + 1);
}

__attribute__((section(".init.text"))) void start(void)
{
	sink = 7;
}
