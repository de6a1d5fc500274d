/* Times: every shape that real exports have, the calendar day by day against
 * libc, and the ends of the type. */
#include "unit.h"

#include <ctype.h>
#include <time.h>

#include "tstamp.h"

#define S TSTAMP_SECOND

static void
shapes(void **state)
{
	static const struct { const char *text; int64_t ns; int digits, odd; } rows[] = {
		{ "1970-01-01T00:00:00Z", 0, 3, 0 },
		{ "2021-06-11T10:41:23.000Z", 1623408083 * S, 3, 0 },
		{ "2021-06-11t10:41:23z", 1623408083 * S, 3, 0 },
		{ "2021-06-11 10:41:23 UTC", 1623408083 * S, 3, 0 },
		{ "2021-06-11T10:41:23UTC", 1623408083 * S, 3, 0 },
		{ "2021-06-11T10:41:23 Z", 1623408083 * S, 3, 0 },
		{ "2021-06-11T10:41Z", 1623408060 * S, 3, 0 },
		{ "2021-06-11T10:41", 1623408060 * S, 3, TSTAMP_NO_ZONE },
		{ "2021-06-11", 1623369600 * S, 3, TSTAMP_NO_ZONE },
		{ "2020-01-15 14:57:24.898", 1579100244 * S + 898000000, 3, TSTAMP_NO_ZONE },
		{ "2021-06-11T10:41:23.9Z", 1623408083 * S + 900000000, 3, 0 },
		{ "2021-06-11T10:41:23.99Z", 1623408083 * S + 990000000, 3, 0 },
		{ "2021-06-11T10:41:23,5Z", 1623408083 * S + 500000000, 3, 0 },
		{ "2021-06-11T10:41:23.9999Z", 1623408083 * S + 999900000, 6, 0 },
		{ "2021-06-11T10:41:23.369000Z", 1623408083 * S + 369000000, 6, 0 },
		{ "2021-06-11T10:41:23.8819564Z", 1623408083 * S + 881956400, 9, 0 },
		{ "2021-06-11T10:41:23.123456789Z", 1623408083 * S + 123456789, 9, 0 },
		{ "2021-06-11T10:41:23.1234567891Z", 1623408083 * S + 123456789, 9, TSTAMP_CUT },
		{ "2021-06-11T10:41:23.0000000000000000000001Z", 1623408083 * S, 9, TSTAMP_CUT },
		{ "2021-06-11T10:41:23+05:30", 1623388283 * S, 3, 0 },
		{ "2021-06-11T10:41:23+0530", 1623388283 * S, 3, 0 },
		{ "2021-06-11T10:41:23+05", 1623390083 * S, 3, 0 },
		{ "2021-06-11T10:41:23 -03:30", 1623420683 * S, 3, 0 },
		{ "2021-06-11T10:41:23+14:00", 1623357683 * S, 3, 0 },
		{ "2021-06-11T10:41:23+18:00", 1623343283 * S, 3, TSTAMP_FAR },
		{ "2021-06-11T10:41:23-14:01", 1623458543 * S, 3, TSTAMP_FAR },
		{ "2021-06-11T10:41:23+00:00", 1623408083 * S, 3, 0 },
		{ "2021-06-11T10:41:23-00:00", 1623408083 * S, 3, TSTAMP_MINUS_ZERO },
		{ "2021-06-11T10:41:23-0000", 1623408083 * S, 3, TSTAMP_MINUS_ZERO },
		{ "2021-06-11T24:00:00Z", 1623456000 * S, 3, 0 },
		{ "2021-12-31T24:00Z", 1640995200 * S, 3, 0 },
		{ "2021-06-11T24:00:00.000Z", 1623456000 * S, 3, 0 },
		{ "2016-12-31T23:59:60Z", 1483228800 * S, 3, TSTAMP_LEAP },
		{ "2016-12-31T23:59:60.999Z", 1483228800 * S, 3, TSTAMP_LEAP },
		{ "2017-01-01T00:59:60+01:00", 1483228800 * S, 3, TSTAMP_LEAP },
		{ "1969-12-31T23:59:59.999Z", -1000000, 3, 0 },
		{ "1900-03-01T00:00:00Z", -2203891200 * S, 3, 0 },
		{ "2000-02-29T00:00:00Z", 951782400 * S, 3, 0 },
		{ "1677-09-21T00:12:43.145224192Z", INT64_MIN, 9, 0 },
		{ "2262-04-11T23:47:16.854775807Z", INT64_MAX, 9, 0 },
		{ "2262-04-12T01:47:16.854775807+02:00", INT64_MAX, 9, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tstamp t;

		if (tstamp_parse(span_of(rows[i].text), &t))
			fail_msg("refused: %s", rows[i].text);
		if (t.ns != rows[i].ns || t.digits != rows[i].digits || t.odd != rows[i].odd)
			fail_msg("%s: %lld %d %d", rows[i].text, (long long)t.ns, t.digits, t.odd);
	}
}

static void
no_times(void **state)
{
	static const char *const rows[] = { "", "2021", "2021-06", "2021-06-1", "2021-6-11",
		"2015-2-02T00:30:08.276Z", "202205-13T12:51:01.470Z",
		"2024-06-ThT03:53:33.917+00:00",
		"9/24/2016", "24.09.2016", "20210611", "20210611T104123Z", "2021-W23-5", "2021-162",
		"2021-06-11T", "2021-06-11T10", "2021-06-11T10Z", "2021-06-11T1:41:23Z",
		"2021-06-11T10:4:23Z", "2021-06-11T10:41:3Z", "2021-06-11T10:41:23.Z",
		"2021-06-11T10:41:23.", "2021-06-11T10:41:23,Z", "2021-06-11T10:41.5Z",
		"2021-06-11T10:41:23ZZ", "2021-06-11T10:41:23Z ", " 2021-06-11T10:41:23Z",
		"2021-06-11  10:41:23Z", "2021-06-11T10:41:23  Z", "2021-06-11T10:41:23 ",
		"2021-06-11T10:41:23GMT", "2021-06-11T10:41:23utc",
		"2021-06-11T10:41:23 Europe/Berlin",
		"2021-06-11T10:41:23+5", "2021-06-11T10:41:23+5:30", "2021-06-11T10:41:23+05:",
		"2021-06-11T10:41:23+05:3", "2021-06-11T10:41:23+053", "2021-06-11T10:41:23+05:60",
		"2021-06-11T10:41:23+18:01", "2021-06-11T10:41:23-18:01",
		"2021-06-11T10:41:23+24:00",
		"2021-06-11T10:41:23+05:30:00", "2021-06-11Z", "2021-06-11+02:00", "2021-06-11-05",
		"2021-00-11", "2021-13-11", "2021-06-00", "2021-06-31", "2021-02-29", "1900-02-29",
		"2100-02-29", "2021-04-31", "2021-06-11T25:00:00Z", "2021-06-11T24:00:01Z",
		"2021-06-11T24:01:00Z", "2021-06-11T24:00:00.001Z", "2021-06-11T24:00:60Z",
		"2021-06-11T10:60:00Z", "2021-06-11T10:41:61Z", "2021-06-11T-1:41:23Z",
		"+2021-06-11T10:41:23Z", "-0001-06-11T10:41:23Z", "12021-06-11T10:41:23Z",
		"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
		"1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z",
		"2262-04-11T23:47:17Z", "1677-09-21T00:12:43Z", "2021-06-11T10:41:23\xd9\xa1Z" };
	struct tstamp t;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!tstamp_parse(span_of(rows[i]), &t))
			fail_msg("taken: %s as %lld", rows[i], (long long)t.ns);
	assert_int_equal(tstamp_parse((struct span){ "2021-06-11T10:41:23Z\0", 21 }, &t), -1);
}

/* Every day of the type's range as libc has it, both ways. */
static void
every_day(void **state)
{
	char to[TSTAMP_TEXT], want[64];

	(void)state;
	for (int32_t day = -106751; day <= 106751; day++) {
		time_t seconds = (time_t)day * 86400 + 43200;
		struct tstamp t;
		struct tm tm;
		int32_t again;
		size_t n;

		assert_non_null(gmtime_r(&seconds, &tm));
		strftime(want, sizeof want, "%Y-%m-%d", &tm);
		n = tstamp_format_date(day, to);
		assert_int_equal(n, 10);
		assert_memory_equal(to, want, n);
		assert_int_equal(tstamp_parse_date((struct span){ to, n }, &again), 0);
		assert_int_equal(again, day);
		strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%S.789Z", &tm);
		n = tstamp_format(seconds * S + 789000000, 3, to);
		assert_int_equal(n, strlen(want));
		assert_memory_equal(to, want, n);
		assert_int_equal(tstamp_parse((struct span){ to, n }, &t), 0);
		assert_true(t.ns == timegm(&tm) * S + 789000000);
	}
}

/* The fast way takes a text if the slow one does, which has to go a byte further: " Z". */
static void
plain_as_any(void **state)
{
	static const char *const texts[] = { "2021-06-11T10:41:23.987Z", "2000-02-29T23:59:59.999Z",
		"1678-01-01T00:00:00.000Z", "2261-12-31T19:08:07.605Z", "1900-12-31T00:00:09.090Z" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (int at = 0; at < TSTAMP_PLAIN - 1; at++)
			for (int c = 0; c < 256; c++) {
				char text[TSTAMP_PLAIN + 2];
				struct tstamp fast = { 0 }, slow = { 0 };

				snprintf(text, sizeof text, "%s", texts[i]);
				text[at] = (char)c;
				text[TSTAMP_PLAIN - 1] = ' ';
				text[TSTAMP_PLAIN] = 'Z';
				if (tstamp_parse((struct span){ text, TSTAMP_PLAIN + 1 }, &slow))
					slow = (struct tstamp){ 0 };
				text[TSTAMP_PLAIN - 1] = 'Z';
				if (tstamp_plain(text, &fast))
					fast = (struct tstamp){ 0 };
				/* Other separators, hour 24 and second 60 are not its affair. */
				if (!fast.digits && slow.digits)
					assert_true(!isdigit(c) || slow.odd || slow.ns % (86400 * S) == 0 ||
					    at < 4);
				else
					assert_true(fast.ns == slow.ns && fast.digits == slow.digits);
			}
}

/* Dates that no calendar has, among all that look like one. */
static void
every_date(void **state)
{
	(void)state;
	for (int y = 1896; y <= 2004; y++)
		for (int m = 0; m <= 13; m++)
			for (int d = 0; d <= 32; d++) {
				struct tm tm = { .tm_year = y - 1900, .tm_mon = m - 1,
				    .tm_mday = d };
				time_t t = timegm(&tm);
				bool real = m >= 1 && m <= 12 && d >= 1 && tm.tm_mon == m - 1 &&
				    tm.tm_mday == d;
				char text[32];
				int32_t day;

				snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
				assert_int_equal(tstamp_parse_date(span_of(text), &day),
				    real ? 0 : -1);
				if (real)
					assert_int_equal(day, t / 86400);
			}
}

static void
epoch_numbers(void **state)
{
	static const struct { const char *text; enum tstamp_unit unit, used; int64_t ns; int digits,
	    odd; }
	rows[] = {
		{ "0", TSTAMP_AUTO, TSTAMP_S, 0, 3, 0 },
		{ "-1", TSTAMP_AUTO, TSTAMP_S, -S, 3, 0 },
		{ "1398138810", TSTAMP_AUTO, TSTAMP_S, 1398138810 * S, 3, 0 },
		{ "99999999999", TSTAMP_MS, TSTAMP_MS, INT64_C(99999999999000000), 3, 0 },
		{ "9223372036", TSTAMP_AUTO, TSTAMP_S, 9223372036 * S, 3, 0 },
		{ "100000000000", TSTAMP_AUTO, TSTAMP_MS, 100000000 * S, 3, 0 },
		{ "-100000000000", TSTAMP_AUTO, TSTAMP_MS, -100000000 * S, 3, 0 },
		{ "1602611311123", TSTAMP_AUTO, TSTAMP_MS, INT64_C(1602611311123000000), 3, 0 },
		{ "100000000000000", TSTAMP_AUTO, TSTAMP_US, 100000000 * S, 6, 0 },
		{ "1538426738466002", TSTAMP_AUTO, TSTAMP_US, INT64_C(1538426738466002000), 6, 0 },
		{ "100000000000000000", TSTAMP_AUTO, TSTAMP_NS, 100000000 * S, 9, 0 },
		{ "1538405774195002001", TSTAMP_AUTO, TSTAMP_NS, INT64_C(1538405774195002001), 9,
		  0 },
		{ "9223372036854775807", TSTAMP_AUTO, TSTAMP_NS, INT64_MAX, 9, 0 },
		{ "-9223372036854775808", TSTAMP_AUTO, TSTAMP_NS, INT64_MIN, 9, 0 },
		{ "1602611311.5", TSTAMP_AUTO, TSTAMP_S, INT64_C(1602611311500000000), 3, 0 },
		{ "1602611311.123456", TSTAMP_AUTO, TSTAMP_S, INT64_C(1602611311123456000), 6, 0 },
		{ "1602611311.123456789", TSTAMP_AUTO, TSTAMP_S, INT64_C(1602611311123456789), 9,
		  0 },
		{ "1602611311.1234567891", TSTAMP_AUTO, TSTAMP_S, INT64_C(1602611311123456789), 9,
		  TSTAMP_CUT },
		{ "-0.5", TSTAMP_AUTO, TSTAMP_S, -500000000, 3, 0 },
		{ "1602611311.000000000000000000000000", TSTAMP_AUTO, TSTAMP_S, 1602611311 * S, 3,
		  0 },
		{ "1602611311123.0", TSTAMP_AUTO, TSTAMP_MS, INT64_C(1602611311123000000), 3, 0 },
		{ "1.602611311E9", TSTAMP_AUTO, TSTAMP_S, 1602611311 * S, 3, 0 },
		{ "1.6026113115e+9", TSTAMP_AUTO, TSTAMP_S, INT64_C(1602611311500000000), 3, 0 },
		{ "1.602611311123E12", TSTAMP_AUTO, TSTAMP_MS, INT64_C(1602611311123000000), 3, 0 },
		{ "1602611311000e-3", TSTAMP_AUTO, TSTAMP_S, 1602611311 * S, 3, 0 },
		{ "0e999", TSTAMP_AUTO, TSTAMP_S, 0, 3, 0 },
		{ "20170212", TSTAMP_S, TSTAMP_S, 20170212 * S, 3, 0 },
		{ "20171312", TSTAMP_AUTO, TSTAMP_S, 20171312 * S, 3, 0 },
		{ "18991231", TSTAMP_AUTO, TSTAMP_S, 18991231 * S, 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum tstamp_unit unit = rows[i].unit;
		struct tstamp t;

		if (tstamp_epoch(span_of(rows[i].text), &unit, &t))
			fail_msg("refused: %s", rows[i].text);
		if (t.ns != rows[i].ns || unit != rows[i].used || t.digits != rows[i].digits ||
		    t.odd != rows[i].odd)
			fail_msg("%s: %lld %d %d %d", rows[i].text, (long long)t.ns, unit, t.digits,
			    t.odd);
	}
}

static void
no_epoch_numbers(void **state)
{
	static const struct { const char *text; enum tstamp_unit unit; int rc; } rows[] = {
		{ "", TSTAMP_AUTO, -1 }, { "-", TSTAMP_AUTO, -1 }, { "+1", TSTAMP_AUTO, -1 },
		{ ".5", TSTAMP_AUTO, -1 }, { "1.", TSTAMP_AUTO, -1 }, { "1.e5", TSTAMP_AUTO, -1 },
		{ "1..5", TSTAMP_AUTO, -1 }, { "1.5.5", TSTAMP_AUTO, -1 },
		{ "1e", TSTAMP_AUTO, -1 },
		{ "1e+", TSTAMP_AUTO, -1 }, { "1e--5", TSTAMP_AUTO, -1 },
		{ "1e+-5", TSTAMP_AUTO, -1 },
		{ "1e5x", TSTAMP_AUTO, -1 }, { "e5", TSTAMP_AUTO, -1 },
		{ "1e400", TSTAMP_AUTO, -1 },
		{ "1e1000", TSTAMP_AUTO, -1 }, { " 1", TSTAMP_AUTO, -1 }, { "1 ", TSTAMP_AUTO, -1 },
		{ "NaN", TSTAMP_AUTO, -1 }, { "0x10", TSTAMP_AUTO, -1 },
		{ "12:30", TSTAMP_AUTO, -1 },
		{ "9223372036854775808", TSTAMP_AUTO, -1 },
		{ "99999999999999999999", TSTAMP_AUTO, -1 },
		{ "9223372037", TSTAMP_AUTO, -1 }, { "-9223372037", TSTAMP_AUTO, -1 },
		{ "99999999999999", TSTAMP_AUTO, -1 }, { "1602611311123.5", TSTAMP_AUTO, -1 },
		{ "1602611311.5", TSTAMP_MS, -1 }, { "0.5", TSTAMP_NS, -1 },
		{ "20170212", TSTAMP_AUTO, -2 }, { "19000101", TSTAMP_AUTO, -2 },
		{ "21001231", TSTAMP_AUTO, -2 }, { "20170212.0", TSTAMP_AUTO, -2 },
		{ "2.0170212E7", TSTAMP_AUTO, -2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum tstamp_unit unit = rows[i].unit;
		struct tstamp t;
		int rc = tstamp_epoch(span_of(rows[i].text), &unit, &t);

		if (rc != rows[i].rc)
			fail_msg("'%s': %d, not %d", rows[i].text, rc, rows[i].rc);
	}
}

static void
printed(void **state)
{
	char to[TSTAMP_TEXT];

	(void)state;
	assert_span(((struct span){ to, tstamp_format(INT64_MIN, 9, to) }),
	    "1677-09-21T00:12:43.145224192Z");
	assert_span(((struct span){ to, tstamp_format(INT64_MAX, 9, to) }),
	    "2262-04-11T23:47:16.854775807Z");
	assert_span(((struct span){ to, tstamp_format(-1, 9, to) }),
	    "1969-12-31T23:59:59.999999999Z");
	assert_span(((struct span){ to, tstamp_format(-1, 3, to) }), "1969-12-31T23:59:59.999Z");
	assert_span(((struct span){ to, tstamp_format(1234567, 6, to) }),
	    "1970-01-01T00:00:00.001234Z");
	assert_span(((struct span){ to, tstamp_format(INT64_MIN, 9, to) }),
	    "1677-09-21T00:12:43.145224192Z");
	assert_span(((struct span){ to, tstamp_format(INT64_MAX, 6, to) }),
	    "2262-04-11T23:47:16.854775Z");
}

static void
floors(void **state)
{
	(void)state;
	assert_int_equal(tstamp_seconds(-1), -1);
	assert_int_equal(tstamp_seconds(-S), -1);
	assert_int_equal(tstamp_seconds(-S - 1), -2);
	assert_int_equal(tstamp_seconds(S - 1), 0);
	assert_int_equal(tstamp_day(-1), -1);
	assert_int_equal(tstamp_day(-86400), -1);
	assert_int_equal(tstamp_day(86399), 0);
	assert_int_equal(tstamp_day(86400), 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(shapes),
	cmocka_unit_test(no_times),
	cmocka_unit_test(every_day),
	cmocka_unit_test(plain_as_any),
	cmocka_unit_test(every_date),
	cmocka_unit_test(epoch_numbers),
	cmocka_unit_test(no_epoch_numbers),
	cmocka_unit_test(printed),
	cmocka_unit_test(floors),
};

UNIT_MAIN
