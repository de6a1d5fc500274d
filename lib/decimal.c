#include "decimal.h"

/* Past all that a text under 1 GiB can say with its digits alone. */
#define EXPONENT_MOST (INT64_C(1) << 60)

static size_t
count_digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* Takes one of two bytes off *s, if one is there. */
static bool
take(struct span *s, char one, char other)
{
	if (!s->n || (s->p[0] != one && s->p[0] != other))
		return false;
	*s = span_after(*s, 1);
	return true;
}

bool
decimal_is(struct span text)
{
	size_t n;

	(void)take(&text, '-', '-');
	n = count_digits(text);
	if (!n || (n > 1 && text.p[0] == '0'))
		return false;
	text = span_after(text, n);
	if (take(&text, '.', '.')) {
		if (!(n = count_digits(text)))
			return false;
		text = span_after(text, n);
	}
	if (take(&text, 'e', 'E')) {
		(void)take(&text, '-', '+');
		if (!(n = count_digits(text)))
			return false;
		text = span_after(text, n);
	}
	return !text.n;
}

/* +-0.DIGITS times 10 to the power of `high`; the first digit is not 0. */
struct decimal {
	bool negative;
	struct span digits;    /* with a point perhaps; empty: zero */
	int64_t high;
};

static int64_t
read_exponent(struct span text)
{
	bool negative = text.n && text.p[0] == '-';
	int64_t n = 0;

	(void)take(&text, '-', '+');
	for (size_t i = 0; i < text.n && n < EXPONENT_MOST / 10; i++)
		n = 10 * n + (text.p[i] - '0');
	return negative ? -n : n;
}

static struct decimal
split(struct span text)
{
	struct decimal d = { .negative = take(&text, '-', '-') };
	size_t end = 0, point, first = 0;

	while (end < text.n && text.p[end] != 'e' && text.p[end] != 'E')
		end++;
	if (end < text.n)
		d.high = read_exponent(span_after(text, end + 1));
	text.n = end;
	point = span_find(text, '.');
	while (first < text.n && (text.p[first] == '0' || text.p[first] == '.'))
		first++;
	if (first == text.n)
		return (struct decimal){ 0 };
	d.high += first < point ? (int64_t)(point - first) : -(int64_t)(first - point - 1);
	d.digits = span_after(text, first);
	return d;
}

/* The next digit of s, 0 behind its end. */
static char
next_digit(struct span *s)
{
	char c;

	(void)take(s, '.', '.');
	if (!s->n)
		return '0';
	c = s->p[0];
	*s = span_after(*s, 1);
	return c;
}

/* Without their signs. */
static int
compare_sizes(struct decimal a, struct decimal b)
{
	if (!a.digits.n || !b.digits.n)
		return (a.digits.n > 0) - (b.digits.n > 0);
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	while (a.digits.n || b.digits.n) {
		char x = next_digit(&a.digits), y = next_digit(&b.digits);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

int
decimal_cmp(struct span a, struct span b)
{
	struct decimal x = split(a), y = split(b);

	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	return x.negative ? compare_sizes(y, x) : compare_sizes(x, y);
}
