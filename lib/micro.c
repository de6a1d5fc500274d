#include "micro.h"

#include <inttypes.h>
#include <stdio.h>

#include "decimal.h"
#include "num.h"

enum { PLACES = 6, FARTHEST = 1000000 };

/* Behind the 'e'; anything far beyond what matters is as good as FARTHEST. */
static int64_t
read_exponent(struct span text)
{
	bool negative = text.n && text.p[0] == '-';
	int64_t n = FARTHEST;

	if (text.n && (text.p[0] == '-' || text.p[0] == '+'))
		text = span_after(text, 1);
	if (num_int(text, 0, FARTHEST, &n))
		n = FARTHEST;
	return negative ? -n : n;
}

/*
 * Digits one by one, below zero as INT64_MIN has no positive twin: `place` is
 * the power of ten of the next one in millionths, those below 0 are cut.
 */
static int
gather(struct span digits, int64_t place, int64_t *to)
{
	bool cut = false;
	int64_t n = 0;

	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] == '.')
			continue;
		if (place-- < 0)
			cut |= digits.p[i] != '0';
		else if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, digits.p[i] - '0', &n))
			return -1;
	}
	/* Zeros that the exponent stands for; of 0 none count. */
	for (; n && place >= 0; place--)
		if (__builtin_mul_overflow(n, 10, &n))
			return -1;
	*to = n;
	return cut;
}

int
micro_read(struct span number, int64_t *to)
{
	bool negative = number.n && number.p[0] == '-';
	struct span digits = negative ? span_after(number, 1) : number;
	size_t e = 0;
	int64_t exponent = 0, n;
	int cut;

	if (!decimal_is(number))
		return -1;
	while (e < digits.n && digits.p[e] != 'e' && digits.p[e] != 'E')
		e++;
	if (e < digits.n)
		exponent = read_exponent(span_after(digits, e + 1));
	digits.n = e;
	cut = gather(digits, (int64_t)span_find(digits, '.') - 1 + exponent + PLACES, &n);
	if (cut < 0 || (!negative && __builtin_sub_overflow((int64_t)0, n, &n)))
		return -1;
	*to = n;
	return cut;
}

int
micro_member(const struct jpath *path, struct span object, int64_t *to)
{
	struct span value;

	*to = 0;
	if (!jpath_find(path, object, &value) || span_is(value, "null") || span_is(value, "\"\""))
		return 0;
	if (value.p[0] == '"')
		value = (struct span){ value.p + 1, value.n - 2 };
	return micro_read(value, to);
}

size_t
micro_format(int64_t amount, char to[MICRO_TEXT])
{
	uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
	int n = snprintf(to, MICRO_TEXT, "%s%" PRIu64 ".%06" PRIu64, amount < 0 ? "-" : "",
	    size / MICRO_ONE, size % MICRO_ONE);

	while (to[n - 1] == '0')
		n--;
	if (to[n - 1] == '.')
		n--;
	to[n] = '\0';
	return (size_t)n;
}
