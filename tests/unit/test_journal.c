/* A journal: what is added is there the next time, whole lines only; half a line
 * of a machine that stopped is dropped, anything else is left as it is. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal.h"

#define BEGINS SPAN("{\"n\":")

struct seen {
	struct buf text;
	size_t lines;
};

static int
take(void *arg, struct span line, struct fault *why)
{
	struct seen *s = arg;

	if (!span_starts(line, BEGINS) || !span_ends(line, SPAN("}")))
		return fault_set(why, "is not a line that this program wrote");
	buf_put(&s->text, line);
	s->lines++;
	return 0;
}

/* Opens the file with this content. */
static int
open_with(struct journal *j, char *path, struct span content, bool look_only, struct seen *s,
    struct fault *why)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_true(fd >= 0 && write(fd, content.p, content.n) == (ssize_t)content.n);
	close(fd);
	s->text.n = s->lines = 0;
	return journal_open(j, path, look_only, BEGINS, take, s, why);
}

static off_t
size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void
what_is_added_is_there(void **state)
{
	char path[] = "/tmp/evkit.journal.XXXXXX";
	struct seen s = { 0 };
	struct journal j, other;
	struct fault why;

	(void)state;
	close(mkstemp(path));
	assert_int_equal(open_with(&j, path, SPAN(""), false, &s, &why), 0);
	assert_int_equal(journal_add(&j, SPAN("{\"n\":1}"), &why), 0);
	assert_int_equal(journal_add(&j, SPAN("{\"n\":2}"), &why), 0);
	assert_true(size_of(path) == 16);
	/* One at a time, but for those who only look. */
	assert_int_equal(journal_open(&other, path, false, BEGINS, take, &s, &why), -1);
	assert_true(why.retry);
	journal_close(&other);
	assert_int_equal(journal_open(&other, path, true, BEGINS, take, &s, &why), 0);
	assert_int_equal(s.lines, 2);
	journal_close(&other);
	journal_close(&j);
	buf_free(&s.text);
	unlink(path);
}

static void
torn_lines_are_dropped(void **state)
{
	static const char *const torn[] = { "{", "{\"n", "{\"n\":", "{\"n\":12" };
	char path[] = "/tmp/evkit.journal.XXXXXX";
	struct seen s = { 0 };
	struct journal j;
	struct fault why;

	(void)state;
	close(mkstemp(path));
	for (size_t i = 0; i < sizeof torn / sizeof *torn; i++) {
		struct buf text = { 0 };

		buf_printf(&text, "{\"n\":1}\n%s", torn[i]);
		assert_int_equal(open_with(&j, path, buf_span(&text), true, &s, &why), 0);
		assert_true(j.torn && size_of(path) == (off_t)text.n);
		journal_close(&j);
		assert_int_equal(open_with(&j, path, buf_span(&text), false, &s, &why), 0);
		assert_true(j.torn && s.lines == 1 && size_of(path) == 8);
		assert_int_equal(journal_add(&j, SPAN("{\"n\":3}"), &why), 0);
		assert_true(size_of(path) == 16);
		journal_close(&j);
		buf_free(&text);
	}
	/* A whole one that lacks its LF only is a line. */
	assert_int_equal(open_with(&j, path, SPAN("{\"n\":1}"), false, &s, &why), 0);
	assert_true(!j.torn && s.lines == 1);
	assert_int_equal(journal_add(&j, SPAN("{\"n\":3}"), &why), 0);
	assert_true(size_of(path) == 16);
	journal_close(&j);
	buf_free(&s.text);
	unlink(path);
}

static void
other_files_stay_as_they_are(void **state)
{
	static const char *const texts[] = { "x", "{\"m\":1", "{\"n\":1}\nx\n", "{\"n\":1\n", "\n" };
	char path[] = "/tmp/evkit.journal.XXXXXX";
	struct seen s = { 0 };
	struct journal j;
	struct fault why;

	(void)state;
	close(mkstemp(path));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(open_with(&j, path, span_of(texts[i]), false, &s, &why), -1);
		assert_false(why.retry);
		assert_true(size_of(path) == (off_t)strlen(texts[i]));
		journal_close(&j);
	}
	assert_int_equal(journal_open(&j, "/dev/null", false, BEGINS, take, &s, &why), -1);
	assert_non_null(strstr(why.text, "is no file"));
	journal_close(&j);
	buf_free(&s.text);
	unlink(path);
}

static void
none_is_kept(void **state)
{
	struct journal j;
	struct fault why;

	(void)state;
	assert_int_equal(journal_open(&j, NULL, false, BEGINS, take, NULL, &why), 0);
	assert_int_equal(journal_add(&j, SPAN("{\"n\":1}"), &why), 0);
	journal_close(&j);
	assert_int_equal(journal_open(&j, "/tmp/none/of/it", true, BEGINS, take, NULL, &why), 0);
	journal_close(&j);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_added_is_there),
	cmocka_unit_test(torn_lines_are_dropped),
	cmocka_unit_test(other_files_stay_as_they_are),
	cmocka_unit_test(none_is_kept),
};

UNIT_MAIN
