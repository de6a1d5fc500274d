/* Offsets and civil times against the published rules of the zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tstamp.h"
#include "zone.h"

static int64_t
seconds(const char *text)
{
	struct tstamp t;

	assert_int_equal(tstamp_parse(span_of(text), &t), 0);
	return tstamp_seconds(t.ns);
}

static void
use(struct zone *z, const char *name)
{
	const char *why = zone_take(z, name);

	if (why)
		print_message("# %s: %s\n", name, why);
	assert_null(why);
}

static bool
have_zones(void)
{
	struct zone z;

	return !zone_take(&z, "Europe/Berlin");
}

struct instant {
	const char *zone, *utc;
	int offset;            /* seconds */
};

static void
test_offsets(void **state)
{
	static const struct instant rows[] = {
		{ "UTC", "2021-06-11T00:00:00Z", 0 },
		{ "+05:30", "2021-06-11T00:00:00Z", 19800 },
		{ "-0330", "2021-06-11T00:00:00Z", -12600 },
		{ "+14", "1700-01-01T00:00:00Z", 50400 },
		{ "-00:00", "2021-06-11T00:00:00Z", 0 },
		{ "Europe/Berlin", "2021-03-28T00:59:59Z", 3600 },
		{ "Europe/Berlin", "2021-03-28T01:00:00Z", 7200 },
		{ "Europe/Berlin", "2021-10-31T00:59:59Z", 7200 },
		{ "Europe/Berlin", "2021-10-31T01:00:00Z", 3600 },
		{ "Europe/Berlin", "2099-07-01T00:00:00Z", 7200 },
		{ "America/New_York", "2021-03-14T06:59:59Z", -18000 },
		{ "America/New_York", "2021-03-14T07:00:00Z", -14400 },
		{ "America/New_York", "2021-11-07T05:59:59Z", -14400 },
		{ "America/New_York", "2021-11-07T06:00:00Z", -18000 },
		{ "Asia/Kathmandu", "1985-12-31T18:29:59Z", 19800 },
		{ "Asia/Kathmandu", "1985-12-31T18:30:00Z", 20700 },
		{ "Asia/Kathmandu", "2021-06-11T00:00:00Z", 20700 },
		{ "Australia/Lord_Howe", "2021-04-03T14:59:59Z", 39600 },
		{ "Australia/Lord_Howe", "2021-04-03T15:00:00Z", 37800 },
		{ "Australia/Lord_Howe", "2021-10-02T15:29:59Z", 37800 },
		{ "Australia/Lord_Howe", "2021-10-02T15:30:00Z", 39600 },
		{ "Pacific/Apia", "2011-12-30T09:59:59Z", -36000 },
		{ "Pacific/Apia", "2011-12-30T10:00:00Z", 50400 },
	};
	bool zones = have_zones();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct zone z = ZONE_UTC;

		if (!zones && strchr(rows[i].zone, '/'))
			continue;
		use(&z, rows[i].zone);
		/* The second answer comes from what was kept. */
		for (int again = 0; again < 2; again++)
			assert_int_equal(zone_offset(&z, seconds(rows[i].utc)), rows[i].offset);
	}
}

/* Every quarter hour of years of changes, in two orders, against glibc. */
static void
test_kept_days(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "Australia/Lord_Howe",
		"Africa/Casablanca", "America/St_Johns" };
	int64_t from = seconds("2018-12-30T00:00:00Z"), to = seconds("2022-01-02T00:00:00Z");

	(void)state;
	if (!have_zones())
		skip();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct zone z;

		use(&z, names[i]);
		for (int64_t t = from; t < to; t += 900) {
			int64_t back = from + (to - t);
			time_t at = back;
			struct tm civil;

			assert_non_null(localtime_r(&at, &civil));
			assert_int_equal(zone_offset(&z, back), civil.tm_gmtoff);
			at = t;
			assert_non_null(localtime_r(&at, &civil));
			assert_int_equal(zone_offset(&z, t), civil.tm_gmtoff);
		}
	}
}

struct civil {
	const char *zone, *civil, *utc;
	int kind;
};

static void
test_to_utc(void **state)
{
	static const struct civil rows[] = {
		{ "UTC", "2021-06-11T10:00:00", "2021-06-11T10:00:00Z", 0 },
		{ "+05:30", "2021-06-11T02:00:00", "2021-06-10T20:30:00Z", 0 },
		{ "-11", "2021-12-31T23:00:00", "2022-01-01T10:00:00Z", 0 },
		/* 02:00 is followed by 03:00 */
		{ "Europe/Berlin", "2021-03-28T01:59:59", "2021-03-28T00:59:59Z", 0 },
		{ "Europe/Berlin", "2021-03-28T02:00:00", "2021-03-28T01:00:00Z", -1 },
		{ "Europe/Berlin", "2021-03-28T02:30:00", "2021-03-28T01:30:00Z", -1 },
		{ "Europe/Berlin", "2021-03-28T02:59:59", "2021-03-28T01:59:59Z", -1 },
		{ "Europe/Berlin", "2021-03-28T03:00:00", "2021-03-28T01:00:00Z", 0 },
		/* 03:00 is followed by 02:00 */
		{ "Europe/Berlin", "2021-10-31T01:59:59", "2021-10-30T23:59:59Z", 0 },
		{ "Europe/Berlin", "2021-10-31T02:00:00", "2021-10-31T00:00:00Z", 1 },
		{ "Europe/Berlin", "2021-10-31T02:59:59", "2021-10-31T00:59:59Z", 1 },
		{ "Europe/Berlin", "2021-10-31T03:00:00", "2021-10-31T02:00:00Z", 0 },
		{ "America/New_York", "2021-03-14T02:30:00", "2021-03-14T07:30:00Z", -1 },
		{ "America/New_York", "2021-11-07T01:30:00", "2021-11-07T05:30:00Z", 1 },
		{ "America/New_York", "2021-07-04T12:00:00", "2021-07-04T16:00:00Z", 0 },
		{ "Asia/Kathmandu", "2021-06-11T05:45:00", "2021-06-11T00:00:00Z", 0 },
		/* half an hour, at 02:00 both ways */
		{ "Australia/Lord_Howe", "2021-04-04T01:29:59", "2021-04-03T14:29:59Z", 0 },
		{ "Australia/Lord_Howe", "2021-04-04T01:45:00", "2021-04-03T14:45:00Z", 1 },
		{ "Australia/Lord_Howe", "2021-04-04T02:00:00", "2021-04-03T15:30:00Z", 0 },
		{ "Australia/Lord_Howe", "2021-10-03T02:15:00", "2021-10-02T15:45:00Z", -1 },
		{ "Australia/Lord_Howe", "2021-10-03T02:30:00", "2021-10-02T15:30:00Z", 0 },
		/* a day that Samoa skipped */
		{ "Pacific/Apia", "2011-12-29T23:59:59", "2011-12-30T09:59:59Z", 0 },
		{ "Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z", -1 },
		{ "Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00Z", 0 },
	};
	bool zones = have_zones();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct zone z;
		int64_t utc = 0;

		if (!zones && strchr(rows[i].zone, '/'))
			continue;
		use(&z, rows[i].zone);
		if (zone_to_utc(&z, seconds(rows[i].civil), &utc) != rows[i].kind ||
		    utc != seconds(rows[i].utc))
			fail_msg("%s %s", rows[i].zone, rows[i].civil);
	}
}

/* There and back, through all changes of eight years. */
static void
test_round_trip(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "Australia/Lord_Howe",
		"America/New_York", "Pacific/Apia" };
	int64_t from = seconds("2009-01-01T00:00:00Z"), to = seconds("2017-01-01T00:00:00Z");

	(void)state;
	if (!have_zones())
		skip();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct zone z;

		use(&z, names[i]);
		for (int64_t t = from; t < to; t += 1800) {
			int64_t civil = t + zone_offset(&z, t), utc;
			int kind = zone_to_utc(&z, civil, &utc);

			assert_true(kind >= 0);
			assert_int_equal(utc + zone_offset(&z, utc), civil);
			assert_true(kind ? utc <= t : utc == t);
		}
	}
}

static void
test_refused(void **state)
{
	static const char *const texts[] = { "", "utc", "Z", "europe/berlin", "Europe", "Europe/",
		"/etc/passwd", "../../../etc/passwd", "Europe//Berlin", "Europe/Berlin ", "EST5EDT,M3",
		"localtime", "right/Europe/Berlin", "tzdata.zi", "+", "+5", "+24:00", "+05:60",
		"+5:30", "+05:3", "+05-30", "+053", "+05:30:00", " +05:30", "-", "+a0" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct zone z;

		if (!zone_take(&z, texts[i]))
			fail_msg("taken: '%s'", texts[i]);
	}
}

/* A file that glibc cannot read must not pass for UTC. */
static void
test_damaged_file(void **state)
{
	char dir[] = "/tmp/evkit-zone.XXXXXX", path[64];
	struct zone z;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/Broken", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs("TZif2 and nothing more", f) >= 0);
	assert_int_equal(fclose(f), 0);
	setenv("TZDIR", dir, 1);
	assert_string_equal(zone_take(&z, "Broken"), "its zone file is damaged");
	assert_non_null(zone_take(&z, "Europe/Berlin"));
	unsetenv("TZDIR");
	remove(path);
	remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_kept_days),
		cmocka_unit_test(test_to_utc),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_damaged_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
