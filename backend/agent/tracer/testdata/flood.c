// SPDX-License-Identifier: Apache-2.0
/* Writes more than anybody reads, and leaves a child behind that never ends. */
#include <string.h>
#include <unistd.h>

int main(void)
{
	char line[1000];

	memset(line, 'a', sizeof(line));
	if (fork() == 0)
		for (;;)
			pause();
	for (int i = 0; i < 2000; i++)
		if (write(1, line, sizeof(line)) != sizeof(line))
			return 1;
	return 0;
}
