/*
 * decimal: two lines, each perhaps a number. What is one is one to jscan too.
 * Doubles round without changing the order, so what they say is less, is less.
 */
#include "decimal.h"
#include "jscan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_number(struct span s, char *text, size_t room)
{
	struct jscan scan = { 0 };
	bool good;

	if (!s.n || s.n + 3 > room || memchr(" \t\r\n\"tfn{[", s.p[0], 10) ||
	    memchr("\t\r\n ", s.p[s.n - 1], 4))
		return false;
	snprintf(text, room, "[%.*s]", (int)s.n, s.p);
	good = !jscan_array(&scan, (struct span){ text, s.n + 2 }) && scan.n == 1;
	jscan_free(&scan);
	if (good != decimal_is(s))
		abort();
	return good;
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span b = { (const char *)data, size }, a = span_cut(&b, '\n');
	char x[512], y[512];
	int order;

	if (memchr(data, 0, size) || !is_number(a, x, sizeof x) || !is_number(b, y, sizeof y))
		return 0;
	order = sign(decimal_cmp(a, b));
	if (order != -sign(decimal_cmp(b, a)) || decimal_cmp(a, a) || decimal_cmp(b, b))
		abort();
	if (strtod(x + 1, NULL) < strtod(y + 1, NULL) && order >= 0)
		abort();
	if (strtod(x + 1, NULL) > strtod(y + 1, NULL) && order <= 0)
		abort();
	return 0;
}
