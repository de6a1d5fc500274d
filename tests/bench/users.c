/*
 * users.c - canonical events of many users, in no order, for bench-users
 *
 *	users EVENTS USERS PART    the events of one part; parts go on where others end
 *
 * As little as an event can be, so that it is the table of users that is measured.
 * Users are drawn evenly, which no cache can help with. An eighth of them comes on the
 * first day only, the next on the first four, and so on, so that all levels occur.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { DAY = 86400 };

/* splitmix64 */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Digits of n, the last at to[width - 1]. */
static void
put(char *to, int width, uint64_t n)
{
	for (; width--; n /= 10)
		to[width] = (char)('0' + n % 10);
}

int
main(int argc, char *argv[])
{
	char line[] = "{\"user_id\":\"u00000000\","
	    "\"timestamp\":\"2021-06-01T00:00:00.000Z\",\"event\":\"open\"}\n";
	enum { USER = 13, DATE = 44, HOUR = 47, MINUTE = 50, SECOND = 53 };
	uint64_t events, users, state;

	if (argc != 4) {
		fputs("usage: users EVENTS USERS PART\n", stderr);
		return 2;
	}
	events = strtoull(argv[1], NULL, 10);
	users = strtoull(argv[2], NULL, 10);
	state = strtoull(argv[3], NULL, 10) << 40;
	for (uint64_t i = 0; i < events; i++) {
		uint64_t r = draw(&state), user = (r >> 32) * users >> 32;
		uint64_t days = (user & 7) * 4 + 1, at = (r & UINT32_MAX) % (days * DAY);

		put(line + USER, 8, user);
		put(line + DATE, 2, 1 + at / DAY);
		put(line + HOUR, 2, at / 3600 % 24);
		put(line + MINUTE, 2, at / 60 % 60);
		put(line + SECOND, 2, at % 60);
		if (fwrite(line, sizeof line - 1, 1, stdout) != 1)
			return 1;
	}
	return fflush(stdout) ? 1 : 0;
}
