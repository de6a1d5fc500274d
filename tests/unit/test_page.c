/* Pages: what is escaped, and numbers as people read them. */
#include <math.h>

#include "page.h"
#include "unit.h"

#define assert_page(p, literal) do { \
	assert_span(buf_span(&(p)->buf), literal); \
	(p)->buf.n = 0; \
} while (0)

static void
texts_are_escaped(void **state)
{
	const struct {
		struct span text;
		const char *page;
	} rows[] = {
		{ SPAN("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;'" },
		{ SPAN("a\0b\tc\nd\x7f"), "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd" "d\xef\xbf\xbd" },
		{ SPAN("\xff\xc3"), "\xef\xbf\xbd\xef\xbf\xbd" },
		{ SPAN("\xc3\xa4<\xed\xa0\x80"), "\xc3\xa4&lt;\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ SPAN("\xef\xbf\xbe|\xef\xbf\xbf"), "\xef\xbf\xbd|\xef\xbf\xbd" },
		{ SPAN("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80" },
		{ SPAN(""), "" },
	};
	struct page p = { .buf = { 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		page_text(&p, rows[i].text);
		assert_true(span_is(buf_span(&p.buf), rows[i].page));
		p.buf.n = 0;
	}
	page_say(&p, "%s", "<b>");
	assert_page(&p, "&lt;b&gt;");
	page_free(&p);
}

static void
names(void **state)
{
	struct page p = { .buf = { 0 } };

	(void)state;
	page_name(&p, SPAN("plain & simple"));
	assert_page(&p, "plain &amp; simple");
	page_name(&p, SPAN("\xd7\xa9"));
	assert_page(&p, "\xe2\x81\xa8\xd7\xa9\xe2\x81\xa9");
	/* What would end the isolation, or begin another, cannot. */
	page_name(&p, SPAN("\xe2\x81\xa9" "a\xe2\x80\xae" "b\xe2\x81\xa6\xe2\x80\xa9" "c\xe2\x81\xa5"));
	assert_page(&p, "\xe2\x81\xa8\xef\xbf\xbd" "a\xe2\x80\xae" "b\xef\xbf\xbd\xef\xbf\xbd"
	    "c\xe2\x81\xa5\xe2\x81\xa9");
	page_name_short(&p, SPAN("12345"), 5);
	assert_page(&p, "12345");
	page_name_short(&p, SPAN("123456"), 5);
	assert_page(&p, "\xe2\x81\xa8" "1234\xe2\x80\xa6\xe2\x81\xa9");
	page_name_short(&p, SPAN("\xc3\xa4\xc3\xa4\xc3\xa4"), 2);
	assert_page(&p, "\xe2\x81\xa8\xc3\xa4\xe2\x80\xa6\xe2\x81\xa9");
	page_free(&p);
}

#define MINUS "\xe2\x88\x92"
#define UNIT "\xc2\xa0%"

static void
shares(void **state)
{
	static const struct {
		double share, lo, hi;
		int how;
		const char *page;
	} rows[] = {
		{ 0.0341, 0.029, 0.04, 0, "3.4" UNIT " (2.9 to 4.0)" },
		{ 0.17, -0.03, 0.42, PAGE_SIGN, "+17" UNIT " (" MINUS "3 to +42)" },
		{ 0.012, 0.003, 0.021, PAGE_SIGN | PAGE_POINTS, "+1.2 points (+0.3 to +2.1)" },
		{ -0.0004, -0.0012, 0.0004, PAGE_SIGN, MINUS "0.04" UNIT " (" MINUS "0.12 to +0.04)" },
		{ -0.0001, -0.1, 0.15, PAGE_SIGN, "0" UNIT " (" MINUS "10 to +15)" },
		{ 12.5, 3, 25, PAGE_SIGN, "+1,250" UNIT " (+300 to +2,500)" },
		{ 1.5, 0.25, INFINITY, PAGE_SIGN, "+150.0" UNIT " (+25.0 and more)" },
		{ NAN, NAN, NAN, 0, "\xe2\x80\x93" },
		{ 0.5, NAN, NAN, 0, "50.0" UNIT },
		{ 0, 0, 0.04, 0, "0.0" UNIT " (0.0 to 4.0)" },
		{ 1, 0.96, 1, 0, "100.0" UNIT " (96.0 to 100.0)" },
	};
	struct page p = { .buf = { 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		page_both(&p, rows[i].share, (struct interval){ rows[i].lo, rows[i].hi }, rows[i].how);
		if (!span_is(buf_span(&p.buf), rows[i].page))
			fail_msg("%.*s, not %s", SPAN_SHOW(buf_span(&p.buf)), rows[i].page);
		p.buf.n = 0;
	}
	page_free(&p);
}

static void
counts_and_p(void **state)
{
	struct page p = { .buf = { 0 } };

	(void)state;
	page_count(&p, 1234567);
	assert_page(&p, "1,234,567");
	page_p(&p, 0.5);
	assert_page(&p, "0.50");
	page_p(&p, 0.0432);
	assert_page(&p, "0.043");
	page_p(&p, 0.00432);
	assert_page(&p, "0.0043");
	page_p(&p, 1e-9);
	assert_page(&p, "&lt;\xc2\xa0" "0.0001");
	page_p(&p, NAN);
	assert_page(&p, "\xe2\x80\x93");
	page_free(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(texts_are_escaped),
	cmocka_unit_test(names),
	cmocka_unit_test(shares),
	cmocka_unit_test(counts_and_p),
};

UNIT_MAIN
