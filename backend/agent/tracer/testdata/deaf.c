// SPDX-License-Identifier: Apache-2.0

// deaf takes keys one by one (stty raw) and reads only the first of them.
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

int main(void)
{
	struct termios modes;
	char c;

	tcgetattr(0, &modes);
	cfmakeraw(&modes);
	tcsetattr(0, TCSANOW, &modes);
	printf("%zd\n", read(0, &c, 1));
	return 5;
}
