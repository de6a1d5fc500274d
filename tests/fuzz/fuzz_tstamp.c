/*
 * Times from any text: what is taken prints as a text that reads as the same
 * point, also by a named format, and where it is written as RFC 3339 in UTC, libc's timegm agrees.
 */
#include "num.h"
#include "timeformat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
field(struct span text, size_t at, size_t n)
{
	int64_t value;

	if (num_int((struct span){ text.p + at, n }, 0, 9999, &value))
		abort();
	return (int)value;
}

/* Printed text is the plain form; its fields are read by hand. */
static void
against_libc(struct span text, int64_t ns)
{
	struct tm tm = {
		.tm_year = field(text, 0, 4) - 1900, .tm_mon = field(text, 5, 2) - 1,
		.tm_mday = field(text, 8, 2), .tm_hour = field(text, 11, 2),
		.tm_min = field(text, 14, 2), .tm_sec = field(text, 17, 2),
	};

	if (timegm(&tm) != tstamp_seconds(ns))
		abort();
}

static void
round_trip(const struct tstamp *t)
{
	char to[TSTAMP_TEXT];
	struct span text = { to, tstamp_format(t->ns, t->digits, to) };
	struct tstamp again;

	if (t->digits != 3 && t->digits != 6 && t->digits != 9)
		abort();
	if (tstamp_parse(text, &again) || again.ns != t->ns || again.digits != t->digits || again.odd)
		abort();
	against_libc(text, t->ns);
}

/* What the strict grammar takes the loose one takes for the same; and a printed
 * time is read by its form in letters. */
static void
other_ways(struct span text, const struct tstamp *t)
{
	struct tstamp again;
	char to[TSTAMP_TEXT];

	if (tstamp_parse_loose(text, &again) || again.ns != t->ns || again.odd != t->odd)
		abort();
	text = (struct span){ to, tstamp_format(t->ns, t->digits, to) };
	if (timeformat_parse("%FT%T.%f%z", text, &again) || again.ns != t->ns ||
	    again.digits != t->digits || again.odd)
		abort();
}

/* A format of any kind: the first line; the rest is a time by it. */
static void
by_format(struct span text)
{
	struct span line = span_cut(&text, '\n');
	char format[64];
	struct tstamp t;

	if (!line.n || line.n >= sizeof format)
		return;
	memcpy(format, line.p, line.n);
	format[line.n] = '\0';
	if (!timeformat_check(format) && !timeformat_parse(format, text, &t))
		round_trip(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	enum tstamp_unit unit = TSTAMP_AUTO;
	struct tstamp t;
	char to[TSTAMP_TEXT];
	int32_t day, again;

	if (!tstamp_parse(text, &t)) {
		round_trip(&t);
		other_ways(text, &t);
	}
	if (!tstamp_parse_loose(text, &t))
		round_trip(&t);
	by_format(text);
	if (!tstamp_epoch(text, &unit, &t))
		round_trip(&t);
	if (!tstamp_parse_date(text, &day)) {
		size_t n = tstamp_format_date(day, to);

		if (tstamp_parse_date((struct span){ to, n }, &again) || again != day)
			abort();
	}
	return 0;
}
