/* Epoch numbers, exact: tstamp.h. */
#include "tstamp.h"

#include "num.h"

enum tstamp_unit
tstamp_unit_named(const char *name)
{
	static const char *const names[] = { "s", "ms", "us", "ns" };

	for (int i = 0; i < 4; i++)
		if (!strcmp(name, names[i]))
			return (enum tstamp_unit)(TSTAMP_S + i);
	return TSTAMP_AUTO;
}

static enum tstamp_unit
unit_by_size(int64_t n)
{
	uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	return size < UINT64_C(100000000000) ? TSTAMP_S
	     : size < UINT64_C(100000000000000) ? TSTAMP_MS
	     : size < UINT64_C(100000000000000000) ? TSTAMP_US : TSTAMP_NS;
}

/* 20170212 is more likely a day than a time in 1970. */
static bool
may_be_date(int64_t n)
{
	int64_t ignored;

	return n >= 19000101 && n <= 21001231 &&
	    tstamp_days(n / 10000, n / 100 % 100, n % 100, &ignored);
}

/* A number is n * 10^scale. */
struct epoch {
	int64_t n;
	int64_t scale;
	bool cut;              /* digits of its fraction were left out */
};

/* 10^power times n, without what is behind the point; false: out of range. */
static bool
shift(int64_t *n, int64_t power, bool *cut)
{
	for (; power > 0 && *n; power--)
		if (__builtin_mul_overflow(*n, 10, n))
			return false;
	for (; power < 0 && *n; power++) {
		*cut |= *n % 10 != 0;
		*n /= 10;
	}
	return true;
}

static bool
take_mantissa(struct span *s, struct epoch *e)
{
	bool negative = span_take(s, '-'), point = false;
	char last = 0;

	for (; s->n; *s = span_after(*s, 1)) {
		int64_t n, digit = s->p[0] - '0';

		if (s->p[0] == '.' && !point && last) {
			point = true;
		} else if (digit < 0 || digit > 9) {
			break;
		} else if (__builtin_mul_overflow(e->n, 10, &n) ||
		    __builtin_add_overflow(n, negative ? -digit : digit, &n)) {
			if (!point)
				return false;
			e->cut |= digit != 0;
		} else {
			e->n = n;
			e->scale -= point;
		}
		last = s->p[0];
	}
	return last && last != '.';
}

static bool
read_epoch(struct span s, struct epoch *e)
{
	int64_t power = 0;
	bool minus;

	if (!take_mantissa(&s, e))
		return false;
	if (span_take(&s, 'e') || span_take(&s, 'E')) {
		minus = span_take(&s, '-');
		if (!minus)
			span_take(&s, '+');
		if (num_int(s, 0, 999, &power) || s.p[0] == '-')
			return false;
		e->scale += minus ? -power : power;
		s.n = 0;
	}
	/* The zeros at a fraction's end say nothing. */
	for (; e->scale < 0 && e->n % 10 == 0 && e->n; e->scale++)
		e->n /= 10;
	if (!e->n)
		e->scale = 0;
	return !s.n;
}

static unsigned char
digits_of(const struct epoch *e, enum tstamp_unit unit)
{
	static const unsigned char digits[] = { 3, 3, 3, 6, 9 };

	return e->scale >= -3 ? digits[unit] : e->scale >= -6 ? 6 : 9;
}

int
tstamp_epoch(struct span text, enum tstamp_unit *unit, struct tstamp *to)
{
	static const int power[] = { 0, 9, 6, 3, 0 };
	struct epoch e = { 0 };
	bool fraction = false;
	int64_t whole;

	if (!read_epoch(text, &e))
		return -1;
	whole = e.n;
	if (!shift(&whole, e.scale, &fraction))
		return -1;
	fraction |= e.cut;
	if (*unit == TSTAMP_AUTO) {
		if (may_be_date(whole) && !fraction)
			return -2;
		*unit = unit_by_size(whole);
	}
	if (fraction && *unit != TSTAMP_S)
		return -1;
	to->digits = digits_of(&e, *unit);
	to->ns = e.n;
	if (!shift(&to->ns, e.scale + power[*unit], &e.cut))
		return -1;
	to->odd = e.cut ? TSTAMP_CUT : 0;
	return 0;
}
