#include "num.h"

int
num_int(struct span text, int64_t min, int64_t max, int64_t *to)
{
	bool negative = text.n && text.p[0] == '-';
	int64_t n = 0;

	if (negative)
		text = span_after(text, 1);
	if (!text.n)
		return -1;
	/* Gathered below zero: INT64_MIN has no positive twin. */
	for (size_t i = 0; i < text.n; i++) {
		int digit = text.p[i] - '0';

		if (digit < 0 || digit > 9 || __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, digit, &n))
			return -1;
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, n, &n))
		return -1;
	if (n < min || n > max)
		return -1;
	*to = n;
	return 0;
}

/* A number and one of the units; no unit is the first of them. */
struct unit {
	char letter;
	int64_t worth;
};

static int
with_unit(struct span text, const struct unit *units, size_t n, int64_t *to)
{
	int64_t worth = 1, count, all;

	for (size_t i = 0; i < n && text.n; i++)
		if (text.p[text.n - 1] == units[i].letter) {
			worth = units[i].worth;
			text.n--;
			break;
		}
	if (num_int(text, 0, INT64_MAX, &count) || __builtin_mul_overflow(count, worth, &all))
		return -1;
	*to = all;
	return 0;
}

int
num_size(struct span text, size_t *to)
{
	static const struct unit units[] = { { 'K', 1 << 10 }, { 'M', 1 << 20 }, { 'G', 1 << 30 } };
	int64_t n;

	if (with_unit(text, units, 3, &n) || (uint64_t)n > SIZE_MAX)
		return -1;
	*to = (size_t)n;
	return 0;
}

int
num_seconds(struct span text, int64_t *to)
{
	static const struct unit units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 },
		{ 'd', 86400 }, { 'w', 604800 } };

	return with_unit(text, units, 5, to);
}

int
num_nano(struct span text, int64_t *to)
{
	bool negative = text.n && text.p[0] == '-';
	struct span fraction = text, whole = span_cut(&fraction, '.');
	int64_t n, nano = 0, digit = 100000000;

	if (num_int(whole, INT64_MIN, INT64_MAX, &n) || __builtin_mul_overflow(n, 1000000000, &n))
		return -1;
	if (whole.n + 1 == text.n)
		return -1;
	for (size_t i = 0; i < fraction.n; i++, digit /= 10) {
		if (fraction.p[i] < '0' || fraction.p[i] > '9' || (!digit && fraction.p[i] != '0'))
			return -1;
		nano += (fraction.p[i] - '0') * digit;
	}
	if (__builtin_add_overflow(n, negative ? -nano : nano, &n))
		return -1;
	*to = n;
	return 0;
}

const char *
num_grouped(uint64_t n, char to[NUM_GROUPED])
{
	char *p = to + NUM_GROUPED - 1;
	int digits = 0;

	*p = '\0';
	do {
		if (digits && digits % 3 == 0)
			*--p = ',';
		*--p = (char)('0' + n % 10);
		digits++;
	} while (n /= 10);
	return p;
}
