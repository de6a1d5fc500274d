/* Counts and rejects: sums, the limits that --max-rejects takes, and the files. */
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rejects.h"

static void
sums(void **state)
{
	struct tally t = { 0 };

	(void)state;
	tally_add(&t, TALLY_REJECTED, "bad_json", 2);
	tally_add(&t, TALLY_NOTE, "bad_json", 7);
	tally_add(&t, TALLY_REJECTED, "no_event", 1);
	tally_add(&t, TALLY_REJECTED, "bad_json", UINT64_C(1) << 40);
	assert_int_equal(tally_sum(&t, TALLY_REJECTED), (UINT64_C(1) << 40) + 3);
	assert_int_equal(tally_sum(&t, TALLY_NOTE), 7);
	assert_int_equal(tally_sum(&t, TALLY_DROPPED), 0);
	assert_int_equal(t.rows, 3);
}

/* The file's text; freed by the caller. */
static char *
contents(const char *path)
{
	int fd = open(path, O_RDONLY);
	char *text = calloc(1, 4096);

	assert_true(fd >= 0 && text && read(fd, text, 4095) >= 0);
	close(fd);
	return text;
}

static void
saved(void **state)
{
	char folder[] = "/tmp/evkit-tally-XXXXXX", path[64];
	struct tally t = { .read = 5, .used = 2, .written = 1, .bytes = UINT64_C(9000000000) };
	char *text;

	(void)state;
	tally_add(&t, TALLY_REJECTED, "bad_json", 3);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/sum", folder);
	assert_int_equal(tally_save(&t, path), 0);
	text = contents(path);
	assert_string_equal(text, "{\"program\":\"test_tally\",\"read\":5,\"used\":2,\"written\":1,"
	    "\"bytes\":9000000000,\"rejected\":{\"bad_json\":3},\"dropped\":{},\"noted\":{}}\n");
	free(text);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(tally_save(&t, path), -1);
	rmdir(path);
	/* Nothing is left beside it. */
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(tally_save(&t, path), -1);
}

static void
limits(void **state)
{
	static const struct { const char *text; uint64_t read, rejected; bool too_many; } rows[] = {
		{ "0", 10, 0, false }, { "0", 10, 1, true }, { "3", 10, 3, false },
		{ "3", 10, 4, true },
		{ "0%", 10, 0, false }, { "0%", 10, 1, true }, { "2%", 100, 2, false },
		{ "2%", 100, 3, true },
		{ "2%", 99, 2, true }, { "100%", 5, 5, false }, { "50%", 0, 0, false },
		{ "1%", 199, 2, true },
		{ "33%", 3, 1, true }, { "34%", 3, 1, false },
	};
	static const char *const wrong[] = { "", "%", "-1", "1.5", "101%", "1%%", "five", " 1",
		"9223372036854775808" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tally t = { .read = rows[i].read };
		struct notes notes = { 0 };
		struct rejects r = { .quiet = true };

		assert_null(rejects_limit(&r, rows[i].text));
		rejects_begin(&r, &t, &notes);
		for (uint64_t n = 0; n < rows[i].rejected; n++)
			rejects_add(&r, &(struct reject){ .reason = "x" });
		assert_int_equal(rejects_end(&r), rows[i].too_many);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_non_null(rejects_limit(&(struct rejects){ 0 }, wrong[i]));
}

static void
kept(void **state)
{
	static const struct { const char *raw; size_t n; const char *want; } rows[] = {
		{ "{\"a\":\"\xc3\xa9\\n\"}", 12, "\"raw\":\"{\\\"a\\\":\\\"\xc3\xa9\\\\n\\\"}\"}" },
		{ "a\0\n", 3, "\"raw\":\"a\\u0000\\n\"}" }, { "", 0, "\"raw\":\"\"}" },
		{ "\xff", 1, "\"raw_base64\":\"/w==\"}" },
		{ "\xff\xfe", 2, "\"raw_base64\":\"//4=\"}" },
		{ "f\xffo", 3, "\"raw_base64\":\"Zv9v\"}" },
		{ "foo\xff", 4, "\"raw_base64\":\"Zm9v/w==\"}" },
	};
	char path[] = "/tmp/evkit-rejects-XXXXXX";

	(void)state;
	close(mkstemp(path));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tally t = { 0 };
		struct notes notes = { 0 };
		struct rejects r = { .quiet = true, .path = path };
		char want[512], *text;

		rejects_begin(&r, &t, &notes);
		rejects_add(&r, &(struct reject){ { "f\"", 7, 9 }, SPAN("a.b"), "bad_json", "why",
			{ rows[i].raw, rows[i].n } });
		rejects_end(&r);
		snprintf(want, sizeof want,
		    "{\"source\":\"f\\\"\",\"line\":7,\"byte\":9,\"field\":\"a.b\","
		    "\"reason\":\"bad_json: why\",%s\n", rows[i].want);
		text = contents(path);
		assert_string_equal(text, want);
		free(text);
	}
	unlink(path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(sums),
	cmocka_unit_test(saved),
	cmocka_unit_test(limits),
	cmocka_unit_test(kept),
};

UNIT_MAIN
