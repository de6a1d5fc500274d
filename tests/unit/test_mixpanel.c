/* Mixpanel: the pace against a clock, whether a window is whole however it is
 * cut, and the days that were given out. */
#include "unit.h"

#include <unistd.h>
#include <zlib.h>

#include "mixpanel.h"

/* As fast as it is allowed, for some hours: no hour has more than 60 requests,
 * no second more than 3, and nothing is waited for without need. */
static void
any_hour_and_any_second(void **state)
{
	struct mixpanel_pace p = { 0 };
	int64_t all[260], *at = all + 60, now = 1000000;

	(void)state;
	for (size_t i = 0; i < 60; i++)
		all[i] = INT64_MIN / 2;
	for (size_t i = 60; i < 260; i++) {
		int64_t wait = mixpanel_pace_wait_ms(&p, now);

		now += wait;
		assert_int_equal(mixpanel_pace_wait_ms(&p, now), 0);
		mixpanel_pace_note(&p, now);
		all[i] = now;
		assert_true(now - all[i - 3] >= 1000 && now - all[i - 60] >= 3600000);
		if (wait)
			assert_true(now - all[i - 3] == 1000 || now - all[i - 60] == 3600000);
	}
	/* The first sixty: three at once each second. */
	assert_true(at[2] == at[0] && at[3] == at[0] + 1000 && at[59] == at[0] + 19000);
	assert_true(at[60] == at[0] + 3600000);
}

static void
a_slow_asker_never_waits(void **state)
{
	struct mixpanel_pace p = { 0 };

	(void)state;
	for (int64_t now = 0; now < 200 * 60000; now += 60000) {
		assert_int_equal(mixpanel_pace_wait_ms(&p, now), 0);
		mixpanel_pace_note(&p, now);
	}
}

static void
the_limit_is_waited_out(void **state)
{
	(void)state;
	assert_int_equal(mixpanel_limit_wait_ms(1, 0), 2000);
	assert_int_equal(mixpanel_limit_wait_ms(2, 0), 4000);
	assert_int_equal(mixpanel_limit_wait_ms(9, 0), 512000);
	assert_int_equal(mixpanel_limit_wait_ms(10, 0), 600000);
	assert_int_equal(mixpanel_limit_wait_ms(4000000000u, 0), 600000);
	assert_int_equal(mixpanel_limit_wait_ms(5, 7000), 7000);
	assert_int_equal(mixpanel_limit_wait_ms(1, INT64_MAX), 3600000);
}

/* ---- whole or not ---- */

static int
checked(struct span body, size_t piece, struct fault *why)
{
	struct mixpanel_check c = { 0 };
	int rc = 0;

	why->text[0] = '\0';
	for (size_t at = 0; !rc && at < body.n; at += piece)
		rc = mixpanel_check_feed(&c,
		    (struct span){ body.p + at, piece < body.n - at ? piece : body.n - at }, why);
	if (!rc)
		rc = mixpanel_check_end(&c, why);
	mixpanel_check_free(&c);
	return rc;
}

static struct span
gzipped(struct span body, unsigned char *to, size_t n)
{
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)body.p, .avail_in = (unsigned)body.n,
		.next_out = to, .avail_out = (unsigned)n };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return (struct span){ (char *)to, z.total_out };
}

static void
windows_cut_anywhere(void **state)
{
	static const struct {
		const char *body;
		int rc;
		const char *why;
	} cases[] = {
		{ "", 0, "" },
		{ "{\"event\":\"a\"}\n", 0, "" },
		{ "{\"event\":\"a\"}\r\n", 0, "" },
		{ "{\"event\":\"a\"}", 0, "" },
		{ "{\"event\":\"a\"}\nterminated early\n", -1, "terminated early" },
		{ "{\"event\":\"a\"}\nterminated early", -1, "terminated early" },
		{ "{\"event\":\"a\"}\r\nexport terminated early\r\n", -1, "terminated early" },
		{ "terminated early\n{\"event\":\"a\"}\n", -1, "terminated early" },
		{ "{\"event\":\"terminated early\"}\n", 0, "" },
		{ "not terminated early\n", 0, "" },
		{ "{\"event\":\"a\"}\n{\"event\":\"b", -1, "inside a record" },
		{ "{\"event\":\"a\"}\n{\"event\":\"b\"", -1, "inside a record" },
		{ "{\"error\": \"no such project\"}", -1, "no such project" },
	};
	unsigned char zipped[1000];
	struct fault why;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span body = span_of(cases[i].body);
		struct span zip = gzipped(body, zipped, sizeof zipped);

		for (size_t piece = 1; piece < 40; piece++) {
			assert_int_equal(checked(body, piece, &why), cases[i].rc);
			assert_non_null(strstr(why.text, cases[i].why));
			assert_int_equal(checked(zip, piece, &why), cases[i].rc);
			assert_non_null(strstr(why.text, cases[i].why));
		}
	}
}

static void
truncated_gzip_is_not_whole(void **state)
{
	unsigned char zipped[1000];
	struct span zip = gzipped(SPAN("{\"event\":\"a\"}\n{\"event\":\"b\"}\n"), zipped, sizeof zipped);
	struct fault why;

	(void)state;
	assert_int_equal(checked(zip, 7, &why), 0);
	for (size_t n = 1; n < zip.n; n++)
		assert_int_equal(checked((struct span){ zip.p, n }, 7, &why), -1);
	zipped[15] ^= 1;
	assert_int_equal(checked(zip, 7, &why), -1);
}

/* ---- days ---- */

/* Not a file: no line says how long it is. */
static const struct out nowhere = { .fd = -1 };

static void
days_are_noted(void **state)
{
	char path[] = "/tmp/evkit.days.XXXXXX";
	int fd = mkstemp(path);
	struct mixpanel_days d;
	struct fault why;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("q"), &why), 0);
	assert_false(mixpanel_days_has(&d, 18789));
	assert_int_equal(mixpanel_days_add(&d, 18789, &nowhere, &why), 0);
	mixpanel_days_free(&d);
	/* Another query, or project, has other windows; both are kept. */
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("other"), &why), 0);
	assert_false(mixpanel_days_has(&d, 18789));
	assert_int_equal(mixpanel_days_add(&d, 18790, &nowhere, &why), 0);
	mixpanel_days_free(&d);
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("q"), &why), 0);
	assert_true(mixpanel_days_has(&d, 18789));
	assert_false(mixpanel_days_has(&d, 18790));
	mixpanel_days_free(&d);
	unlink(path);
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("q"), &why), 0);
	mixpanel_days_free(&d);
}

/* The machine stopped in the middle of a line: it is as if it had not begun. */
static void
a_torn_line_is_dropped(void **state)
{
	char path[] = "/tmp/evkit.days.XXXXXX";
	int fd = mkstemp(path);
	struct mixpanel_days d, other;
	struct fault why;
	off_t size;

	(void)state;
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("q"), &why), 0);
	assert_int_equal(mixpanel_days_add(&d, 18789, &nowhere, &why), 0);
	/* One run at a time. */
	assert_int_equal(mixpanel_days_open(&other, path, false, "7", SPAN("q"), &why), -1);
	assert_true(why.retry);
	mixpanel_days_free(&other);
	assert_int_equal(mixpanel_days_open(&other, path, true, "7", SPAN("q"), &why), 0);
	mixpanel_days_free(&other);
	mixpanel_days_free(&d);
	size = lseek(fd, 0, SEEK_END);
	assert_true(write(fd, "{\"window\":\"2021-0", 18) == 18);
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("q"), &why), 0);
	assert_true(mixpanel_days_has(&d, 18789));
	assert_true(lseek(fd, 0, SEEK_END) == size);
	assert_int_equal(mixpanel_days_add(&d, 18790, &nowhere, &why), 0);
	mixpanel_days_free(&d);
	assert_true(lseek(fd, 0, SEEK_END) == 2 * size);
	close(fd);
	unlink(path);
}

static void
another_file_is_refused(void **state)
{
	char path[] = "/tmp/evkit.days.XXXXXX";
	int fd = mkstemp(path);
	struct mixpanel_days d;
	struct fault why;

	(void)state;
	assert_true(write(fd, "{\"event\":\"a\"}\n", 14) == 14);
	close(fd);
	assert_int_equal(mixpanel_days_open(&d, path, false, "7", SPAN("q"), &why), -1);
	assert_non_null(strstr(why.text, ":1: is not a line"));
	mixpanel_days_free(&d);
	unlink(path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(any_hour_and_any_second),
	cmocka_unit_test(a_slow_asker_never_waits),
	cmocka_unit_test(the_limit_is_waited_out),
	cmocka_unit_test(windows_cut_anywhere),
	cmocka_unit_test(truncated_gzip_is_not_whole),
	cmocka_unit_test(days_are_noted),
	cmocka_unit_test(a_torn_line_is_dropped),
	cmocka_unit_test(another_file_is_refused),
};

UNIT_MAIN
