/*
 * tstamp.h - points in time as int64 nanoseconds since 1970-01-01 UTC.
 *
 * The range is that of the type: 1677-09-21 to 2262-04-11. Days follow the
 * proleptic Gregorian calendar; every field is checked (no 30 February).
 *
 * Grammar: RFC 3339, and what real exports write besides:
 *   YYYY-MM-DD[(T|t| )hh:mm[:ss[(.|,)f+]][[ ](Z|z|UTC|+hh|+hhmm|+hh:mm)]]
 * A date alone has no zone: what follows it may be an hour (2021-06-11-05).
 */
#ifndef EVKIT_TSTAMP_H
#define EVKIT_TSTAMP_H

#include "span.h"

#define TSTAMP_SECOND INT64_C(1000000000)
#define TSTAMP_DAY (86400 * TSTAMP_SECOND)

/* What was not quite as RFC 3339 wants it. */
enum {
	TSTAMP_NO_ZONE = 1,     /* no zone: ns is civil time, as if UTC */
	TSTAMP_MINUS_ZERO = 2,  /* -00:00: an unknown zone, taken as UTC */
	TSTAMP_CUT = 4,         /* more than 9 digits of fraction */
	TSTAMP_LEAP = 8,        /* second 60, taken as the next second's start */
	TSTAMP_SHORT = 16,      /* a month or day of one digit */
	TSTAMP_FAR = 32,        /* an offset of more than 14 hours, which no place has */
};

struct tstamp {
	int64_t ns;
	unsigned char digits;   /* of fraction, to print: 3, 6 or 9 */
	unsigned char odd;      /* TSTAMP_* */
};

/* All of text; 0, or -1. Fast for "2021-06-11T10:41:23.000Z". */
int tstamp_parse(struct span text, struct tstamp *to);

/* "2021-06-11T10:41:23.000Z" and no other shape: -1 is only that it is not this
 * one, or out of range; tstamp_parse says what it is. 9 ns. */
enum { TSTAMP_PLAIN = 24 };
int tstamp_plain(const char text[TSTAMP_PLAIN], struct tstamp *to);

/* The same, and takes 2015-2-02 too. */
int tstamp_parse_loose(struct span text, struct tstamp *to);

/* Units of epoch numbers. */
enum tstamp_unit { TSTAMP_AUTO, TSTAMP_S, TSTAMP_MS, TSTAMP_US, TSTAMP_NS };

/* By its name: s, ms, us, ns; AUTO: it is none. */
enum tstamp_unit tstamp_unit_named(const char *name);

/*
 * An epoch number, as JSON writes numbers, also with an exponent (1.6E9 is what
 * Java writes): exact, never through a double. Only seconds may have a fraction
 * other than 0; more than nine digits of it are cut. With TSTAMP_AUTO by
 * magnitude: below 1e11 s, 1e14 ms, 1e17 us, else ns. *unit becomes the one
 * used. 0, -1, or -2: auto, and the 8 digits could be a date.
 */
int tstamp_epoch(struct span text, enum tstamp_unit *unit, struct tstamp *to);

/* "2021-06-11T10:41:23.000Z" with 3, 6 or 9 digits; returns the length. */
enum { TSTAMP_TEXT = 32 };
size_t tstamp_format(int64_t ns, int digits, char to[TSTAMP_TEXT]);

/* How many of them say it exactly. */
static inline int
tstamp_digits(int64_t ns)
{
	return ns % 1000000 == 0 ? 3 : ns % 1000 == 0 ? 6 : 9;
}

/* "2021-06-11" and days since 1970-01-01. */
int tstamp_parse_date(struct span text, int32_t *day);
size_t tstamp_format_date(int32_t day, char to[TSTAMP_TEXT]);

/* Days since 1970-01-01 of a date; false: the calendar has none such. */
bool tstamp_days(int64_t y, int64_t m, int64_t d, int64_t *days);

/* "[ ](Z|z|UTC|+hh|+hhmm|+hh:mm)", or nothing, off the front of *s: its seconds
 * east of UTC, 0 where there is none; to->odd says which. */
bool tstamp_take_zone(struct span *s, int64_t *offset, struct tstamp *to);

/* Seconds and the nanoseconds behind them, 0 to 999999999; -1: out of range. */
int tstamp_join(int64_t seconds, int64_t ns, int64_t *to);

/* Floor of ns / TSTAMP_SECOND, and of a count of seconds / 86400. */
static inline int64_t
tstamp_seconds(int64_t ns)
{
	return ns / TSTAMP_SECOND - (ns % TSTAMP_SECOND < 0);
}

static inline int32_t
tstamp_day(int64_t seconds)
{
	return (int32_t)(seconds / 86400 - (seconds % 86400 < 0));
}

#endif
