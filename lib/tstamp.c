#include "tstamp.h"

#include <endian.h>

/*
 * Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Years
 * are counted from March, in eras of 400: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (2013). No year is below 0: one era more, so that
 * quotients need not be rounded down.
 */
static int64_t
days_of(int32_t y, int32_t m, int32_t d)
{
	int32_t month = m > 2 ? m - 3 : m + 9;

	y += 400 - (m <= 2);
	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 + (153 * month + 2) / 5 + d - 1 -
	    146097 - 719468;
}

static void
date_of(int64_t days, int64_t *y, int64_t *m, int64_t *d)
{
	int64_t era, day, year, month;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day = days - era * 146097;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	*d = day - (153 * month + 2) / 5 + 1;
	*m = month + (month < 10 ? 3 : -9);
	*y = year + era * 400 + (*m <= 2);
}

bool
tstamp_days(int64_t y, int64_t m, int64_t d, int64_t *days)
{
	static const char length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	/* What 25 and 4 divide is a century's: of those it is what 16 divides. */
	bool leap = y % (y % 25 ? 4 : 16) == 0;

	if (y < 0 || y > 9999 || m < 1 || m > 12 || d < 1 || d > length[m - 1] + (m == 2 && leap))
		return false;
	*days = days_of((int32_t)y, (int32_t)m, (int32_t)d);
	return true;
}

/* n digits off the front of *s. */
static bool
take_digits(struct span *s, size_t n, int64_t *to)
{
	int64_t value = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		value = value * 10 + (s->p[i] - '0');
	}
	*to = value;
	*s = span_after(*s, n);
	return true;
}

/* Two digits; where one alone is good enough, that is noted. */
static bool
take_two(struct span *s, bool loose, int64_t *to, struct tstamp *t)
{
	if (take_digits(s, 2, to))
		return true;
	if (!loose || !take_digits(s, 1, to))
		return false;
	t->odd |= TSTAMP_SHORT;
	return true;
}

static bool
take_date(struct span *s, bool loose, int64_t *days, struct tstamp *to)
{
	int64_t y, m, d;

	return take_digits(s, 4, &y) && span_take(s, '-') && take_two(s, loose, &m, to) &&
	    span_take(s, '-') && take_two(s, loose, &d, to) && tstamp_days(y, m, d, days);
}

/* Behind the '.': to nanoseconds and the digits that will be printed. */
static bool
take_fraction(struct span *s, int64_t *ns, struct tstamp *to)
{
	int64_t worth = TSTAMP_SECOND / 10;
	size_t n = 0;

	for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++, worth /= 10)
		*ns += (s->p[n] - '0') * worth;
	to->digits = n <= 3 ? 3 : n <= 6 ? 6 : 9;
	if (n > 9)
		to->odd |= TSTAMP_CUT;
	*s = span_after(*s, n);
	return n > 0;
}

/* hh:mm[:ss[.f]]; 24:00 is the next day's start, second 60 the next minute's. */
static bool
take_time(struct span *s, int64_t *seconds, int64_t *ns, struct tstamp *to)
{
	int64_t h, m, sec = 0;

	if (!take_digits(s, 2, &h) || !span_take(s, ':') || !take_digits(s, 2, &m))
		return false;
	if (span_take(s, ':')) {
		if (!take_digits(s, 2, &sec))
			return false;
		if ((span_take(s, '.') || span_take(s, ',')) && !take_fraction(s, ns, to))
			return false;
	}
	if (m > 59 || sec > 60 || h > 24 || (h == 24 && (m || sec || *ns)))
		return false;
	if (sec == 60) {
		to->odd |= TSTAMP_LEAP;
		*ns = 0;
	}
	*seconds = h * 3600 + m * 60 + sec;
	return true;
}

/* RFC 3339 allows +-23:59; no place on earth is beyond 14, which is noted, and
 * 18 is the bound that other libraries take. */
static bool
take_offset(struct span *s, int64_t *offset, struct tstamp *to)
{
	bool west = s->p[0] == '-';
	int64_t h, m = 0;

	*s = span_after(*s, 1);
	if (!take_digits(s, 2, &h))
		return false;
	if ((span_take(s, ':') || (s->n && s->p[0] >= '0' && s->p[0] <= '9')) &&
	    !take_digits(s, 2, &m))
		return false;
	if (m > 59 || h * 60 + m > 18 * 60)
		return false;
	if (west && !h && !m)
		to->odd |= TSTAMP_MINUS_ZERO;
	if (h * 60 + m > 14 * 60)
		to->odd |= TSTAMP_FAR;
	*offset = (west ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

bool
tstamp_take_zone(struct span *s, int64_t *offset, struct tstamp *to)
{
	if (!s->n) {
		to->odd |= TSTAMP_NO_ZONE;
		return true;
	}
	span_take(s, ' ');
	if (span_take(s, 'Z') || span_take(s, 'z'))
		return true;
	if (span_starts(*s, SPAN("UTC"))) {
		*s = span_after(*s, 3);
		return true;
	}
	return s->n && (s->p[0] == '+' || s->p[0] == '-') && take_offset(s, offset, to);
}

int
tstamp_join(int64_t seconds, int64_t ns, int64_t *to)
{
	/* The type's least second can only be reached from the one above it. */
	if (seconds < 0 && ns) {
		seconds++;
		ns -= TSTAMP_SECOND;
	}
	if (__builtin_mul_overflow(seconds, TSTAMP_SECOND, &seconds) ||
	    __builtin_add_overflow(seconds, ns, to))
		return -1;
	return 0;
}

/* ---- the shape that nearly all have ---- */

/* Byte i, in order of the text, is bits 8 i and up. */
static uint64_t
load8(const char *p)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return le64toh(bytes);
}

/*
 * Eight bytes that shall be as `shape`, where '0' stands for any digit. Xor leaves
 * a digit's value, and 0 of what has to be equal: with `room` added, a byte that
 * is over its most, 9 or 0, has its upper bit set.
 */
static bool
read_digits(const char *p, const char *shape, uint64_t room, uint64_t *digits)
{
	uint64_t x = load8(p) ^ load8(shape);

	*digits = x;
	return !((x | (x + room)) & UINT64_C(0x8080808080808080));
}

static int32_t
two(uint64_t digits, int at)
{
	return (int32_t)(digits >> 8 * at & 0xff) * 10 + (int32_t)(digits >> (8 * at + 8) & 0xff);
}

int
tstamp_plain(const char text[TSTAMP_PLAIN], struct tstamp *to)
{
	uint64_t a, b, c;
	int64_t days, year, seconds;

	if (!read_digits(text, "0000-00-", UINT64_C(0x7f76767f76767676), &a) ||
	    !read_digits(text + 8, "00T00:00", UINT64_C(0x76767f76767f7676), &b) ||
	    !read_digits(text + 16, ":00.000Z", UINT64_C(0x7f7676767f76767f), &c))
		return -1;
	year = two(a, 0) * 100 + two(a, 2);
	/* The years that are whole in 64 bits of nanoseconds; no 24:00, no second 60. */
	if (year < 1678 || year > 2261 || two(b, 3) > 23 || two(b, 6) > 59 || two(c, 1) > 59 ||
	    !tstamp_days(year, two(a, 5), two(b, 0), &days))
		return -1;
	seconds = days * 86400 + two(b, 3) * 3600 + two(b, 6) * 60 + two(c, 1);
	to->ns = seconds * TSTAMP_SECOND + (two(c, 4) * 10 + (int32_t)(c >> 48 & 0xff)) * INT64_C(1000000);
	to->digits = 3;
	to->odd = 0;
	return 0;
}

static int
parse(struct span text, bool loose, struct tstamp *to)
{
	int64_t days, seconds = 0, ns = 0, offset = 0;

	to->digits = 3;
	to->odd = 0;
	if (!take_date(&text, loose, &days, to))
		return -1;
	if (!text.n)
		to->odd |= TSTAMP_NO_ZONE;
	else if (!(span_take(&text, 'T') || span_take(&text, ' ') || span_take(&text, 't')) ||
	    !take_time(&text, &seconds, &ns, to) || !tstamp_take_zone(&text, &offset, to) ||
	    text.n)
		return -1;
	return tstamp_join(days * 86400 + seconds - offset, ns, &to->ns);
}

int
tstamp_parse(struct span text, struct tstamp *to)
{
	if (text.n == TSTAMP_PLAIN && !tstamp_plain(text.p, to))
		return 0;
	return parse(text, false, to);
}

int
tstamp_parse_loose(struct span text, struct tstamp *to)
{
	return parse(text, true, to);
}

/* ---- text ---- */

static char *
put_two(char *p, uint32_t value)
{
	static const char digits[] = "00010203040506070809101112131415161718192021222324"
	    "25262728293031323334353637383940414243444546474849505152535455565758596061626364"
	    "6566676869707172737475767778798081828384858687888990919293949596979899";

	memcpy(p, digits + 2 * value, 2);
	return p + 2;
}

static char *
put_date(char *p, int64_t days)
{
	int64_t y, m, d;
	uint32_t year;

	date_of(days, &y, &m, &d);
	year = (uint32_t)y % 10000;
	p = put_two(p, year / 100);
	p = put_two(p, year % 100);
	*p++ = '-';
	p = put_two(p, (uint32_t)m);
	*p++ = '-';
	return put_two(p, (uint32_t)d);
}

/* Nine digits of it, or the first three or six. */
static char *
put_fraction(char *p, uint32_t ns, int digits)
{
	for (uint32_t worth = 1000000; digits > 0; digits -= 3, ns %= worth, worth /= 1000) {
		uint32_t three = ns / worth;

		*p++ = (char)('0' + three / 100);
		p = put_two(p, three % 100);
	}
	return p;
}

size_t
tstamp_format(int64_t ns, int digits, char to[TSTAMP_TEXT])
{
	int64_t seconds = tstamp_seconds(ns), fraction = ns % TSTAMP_SECOND;
	int32_t day = tstamp_day(seconds);
	uint32_t rest = (uint32_t)(seconds - day * INT64_C(86400));
	char *p = put_date(to, day);

	*p++ = 'T';
	p = put_two(p, rest / 3600);
	*p++ = ':';
	p = put_two(p, rest / 60 % 60);
	*p++ = ':';
	p = put_two(p, rest % 60);
	*p++ = '.';
	p = put_fraction(p, (uint32_t)(fraction + (fraction < 0 ? TSTAMP_SECOND : 0)), digits);
	*p++ = 'Z';
	return (size_t)(p - to);
}

int
tstamp_parse_date(struct span text, int32_t *day)
{
	struct tstamp ignored;
	int64_t days;

	if (!take_date(&text, false, &days, &ignored) || text.n)
		return -1;
	*day = (int32_t)days;
	return 0;
}

size_t
tstamp_format_date(int32_t day, char to[TSTAMP_TEXT])
{
	return (size_t)(put_date(to, day) - to);
}
