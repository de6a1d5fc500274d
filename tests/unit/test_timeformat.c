/* Times in a form that the user names: what is taken, and what is not. */
#include "unit.h"

#include "timeformat.h"

#define S TSTAMP_SECOND

static void
taken(void **state)
{
	static const struct { const char *format, *text; int64_t ns; int digits, odd; } rows[] = {
		{ "%Y-%m-%d", "2021-06-11", 1623369600 * S, 3, TSTAMP_NO_ZONE },
		{ "%F %T", "2021-06-11 10:41:23", 1623408083 * S, 3, TSTAMP_NO_ZONE },
		{ "%FT%T.%f%z", "2021-06-11T10:41:23.5Z", 1623408083 * S + S / 2, 3, 0 },
		{ "%T,%f %d.%m.%Y", "10:41:23,123456 11.06.2021", 1623408083 * S + 123456000, 6,
		  TSTAMP_NO_ZONE },
		{ "%T.%f %F", "10:41:23.1234567891 2021-06-11", 1623408083 * S + 123456789, 9,
		  TSTAMP_NO_ZONE | TSTAMP_CUT },
		{ "%Y%m%d%H%M%S", "20210611104123", 1623408083 * S, 3, TSTAMP_NO_ZONE },
		{ "%-d/%-m/%Y", "1/6/2021", 1622505600 * S, 3, TSTAMP_NO_ZONE },
		{ "%-d/%-m/%Y", "01/06/2021", 1622505600 * S, 3, TSTAMP_NO_ZONE },
		{ "%-m/%-d/%Y %-I:%M %p", "6/11/2021 12:00 AM", 1623369600 * S, 3, TSTAMP_NO_ZONE },
		{ "%-m/%-d/%Y %-I:%M %p", "6/11/2021 12:00 pm", 1623412800 * S, 3, TSTAMP_NO_ZONE },
		{ "%-m/%-d/%Y %I:%M%p", "6/11/2021 01:30PM", 1623418200 * S, 3, TSTAMP_NO_ZONE },
		{ "%d %b %Y", "11 JUN 2021", 1623369600 * S, 3, TSTAMP_NO_ZONE },
		{ "%B %-d, %Y", "may 1, 2021", 1619827200 * S, 3, TSTAMP_NO_ZONE },
		{ "%d/%b/%Y:%T %z", "11/Jun/2021:10:41:23 +0530", 1623388283 * S, 3, 0 },
		{ "%F %T %z", "2021-06-11 10:41:23 UTC", 1623408083 * S, 3, 0 },
		{ "[%F %z] %T", "[2021-06-11 +02] 10:41:23", 1623400883 * S, 3, 0 },
		{ "100%% %F", "100% 2021-06-11", 1623369600 * S, 3, TSTAMP_NO_ZONE },
		{ "%F %T", "2021-06-11 24:00:00", 1623456000 * S, 3, TSTAMP_NO_ZONE },
		{ "%F %T", "2016-12-31 23:59:60", 1483228800 * S, 3, TSTAMP_NO_ZONE | TSTAMP_LEAP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *why = timeformat_check(rows[i].format);
		struct tstamp t;

		if (why)
			fail_msg("%s: %s", rows[i].format, why);
		if (timeformat_parse(rows[i].format, span_of(rows[i].text), &t))
			fail_msg("%s: refused: %s", rows[i].format, rows[i].text);
		if (t.ns != rows[i].ns || t.digits != rows[i].digits || t.odd != rows[i].odd)
			fail_msg("%s: %lld %d %d", rows[i].text, (long long)t.ns, t.digits, t.odd);
	}
}

static void
refused(void **state)
{
	static const struct { const char *format, *text; } rows[] = {
		{ "%Y-%m-%d", "2021-6-11" }, { "%Y-%m-%d", "2021-06-11 " }, { "%Y-%m-%d", "" },
		{ "%Y-%m-%d", " 2021-06-11" }, { "%Y-%m-%d", "2021-02-30" },
		{ "%Y-%m-%d", "21-06-11" }, { "%Y-%m-%d", "2021/06/11" },
		{ "%-d/%-m/%Y", "001/6/2021" }, { "%-d/%-m/%Y", "/6/2021" },
		{ "%-d/%-m/%Y", "1/13/2021" }, { "%-d/%-m/%Y", "-1/6/2021" },
		{ "%F %T", "2021-06-11  10:41:23" }, { "%F %T", "2021-06-11 24:00:01" },
		{ "%F %T", "2021-06-11 10:60:00" }, { "%F %T", "2021-06-11 10:41:61" },
		{ "%F %I %p", "2021-06-11 13 PM" }, { "%F %I %p", "2021-06-11 00 AM" },
		{ "%F %I %p", "2021-06-11 01 XM" }, { "%d %b %Y", "11 Juni 2021" },
		{ "%d %B %Y", "11 Jun 2021" }, { "%F %z", "2021-06-11 " },
		{ "%F %z", "2021-06-11 +25:00" }, { "%F %z", "2021-06-11 +055" },
		{ "%F %T.%f", "2021-06-11 10:41:23." },
		{ "%F", "9999-12-31" }, { "%F", "0001-01-01" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tstamp t;

		assert_null(timeformat_check(rows[i].format));
		if (!timeformat_parse(rows[i].format, span_of(rows[i].text), &t))
			fail_msg("%s: taken: %s", rows[i].format, rows[i].text);
	}
}

static void
no_formats(void **state)
{
	static const char *const rows[] = { "", "x", "%", "%-", "%Q", "%y-%m-%d", "%Y", "%Y-%m",
		"%d/%m", "%F %d", "%F %M", "%F %H:%S", "%F %f", "%F %H.%f", "%F %I", "%F %p",
		"%F %H %I %p", "%-Y-%m-%d", "%-m%d%Y", "%-d2%m%Y", "%F %T.%f%H", "%b %m %d %Y",
		"%F %z %z", "%T" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!timeformat_check(rows[i]))
			fail_msg("taken: %s", rows[i]);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(taken),
	cmocka_unit_test(refused),
	cmocka_unit_test(no_formats),
};

UNIT_MAIN
