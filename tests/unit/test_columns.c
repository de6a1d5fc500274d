/* Columns as a terminal shows them. */
#include "unit.h"

#include <sys/mman.h>
#include <unistd.h>

#include "columns.h"

/* What columns_end writes. */
static struct span
written(struct columns *c, size_t width, char *to, size_t size)
{
	int fd = memfd_create("columns", 0);
	struct out o;
	ssize_t n;

	assert_true(fd >= 0);
	out_init(&o, fd, "table");
	columns_end(c, width, &o);
	out_flush(&o);
	n = pread(fd, to, size, 0);
	assert_true(n >= 0);
	out_close(&o);
	return (struct span){ to, (size_t)n };
}

static void
width_is_that_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(columns_width(SPAN("")), 0);
	assert_int_equal(columns_width(SPAN("abc")), 3);
	assert_int_equal(columns_width(SPAN("\xc3\xa9")), 1);
	assert_int_equal(columns_width(SPAN("e\xcc\x81")), 1);
	assert_int_equal(columns_width(SPAN("\xe4\xb8\xad\xe6\x96\x87")), 4);
	assert_int_equal(columns_width(SPAN("\xf0\x9f\x98\x80")), 2);
	assert_span(columns_fit(SPAN("\xe4\xb8\xad\xe6\x96\x87"), 3), "\xe4\xb8\xad");
}

static void
text_stands_left_and_numbers_right(void **state)
{
	struct columns c;
	char text[200];

	(void)state;
	columns_begin(&c, "lrl");
	columns_cell(&c, SPAN("a"));
	columns_print(&c, "%d", 7);
	columns_cell(&c, SPAN("x"));
	columns_cell(&c, SPAN("\xe4\xb8\xad"));
	columns_print(&c, "%d", 1234);
	columns_cell(&c, SPAN(""));
	assert_span(written(&c, 80, text, sizeof text), "a      7  x\n\xe4\xb8\xad  1234\n");
}

static void
what_is_too_wide_is_cut(void **state)
{
	struct columns c;
	char text[200];

	(void)state;
	columns_begin(&c, "lrl");
	c.limit[0] = 4;
	columns_cell(&c, SPAN("abcdef"));
	columns_cell(&c, SPAN("1"));
	columns_cell(&c, SPAN("a long last one"));
	assert_span(written(&c, 15, text, sizeof text), "abc\xe2\x80\xa6  1  a lon\xe2\x80\xa6\n");
	/* Half of a wide character does not stand there. */
	columns_begin(&c, "l");
	columns_cell(&c, SPAN("\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad"));
	assert_span(written(&c, 4, text, sizeof text), "\xe4\xb8\xad\xe2\x80\xa6\n");
	columns_begin(&c, "ll");
	columns_cell(&c, SPAN("abc"));
	columns_cell(&c, SPAN("de"));
	assert_span(written(&c, 4, text, sizeof text), "abc\n");
	/* Of a number nothing is taken. */
	columns_begin(&c, "lr");
	columns_cell(&c, SPAN("abcdef"));
	columns_cell(&c, SPAN("123"));
	assert_span(written(&c, 8, text, sizeof text), "abcdef  123\n");
}

static void
nothing_acts_on_the_terminal(void **state)
{
	struct buf b = { 0 };

	(void)state;
	columns_clean(&b, SPAN("a\x1b[1m\n\x7f\xc2\x9b\xe2\x80\xae\xff\xc3"));
	assert_span(buf_span(&b), "a?[1m????\?\?");
	buf_free(&b);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(width_is_that_of_a_terminal),
	cmocka_unit_test(text_stands_left_and_numbers_right),
	cmocka_unit_test(what_is_too_wide_is_cut),
	cmocka_unit_test(nothing_acts_on_the_terminal),
};

UNIT_MAIN
