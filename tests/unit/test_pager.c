/* Pages: seven ways to the next one, what is an end, and what must not be. */
#include "unit.h"

#include "pager.h"

#define BASE "https://a.example/v1?x=1"

struct walk {
	struct pager pager;
	struct buf url;
	struct fault why;
};

static void
begin(struct walk *w, const char *way)
{
	const char *wrong;

	w->url = (struct buf){ 0 };
	if ((wrong = pager_take(&w->pager, way)))
		fail_msg("%s: %s", way, wrong);
	pager_begin(&w->pager, SPAN(BASE), &w->url);
}

static void
end(struct walk *w)
{
	pager_free(&w->pager);
	buf_free(&w->url);
}

static int
go(struct walk *w, const char *body, uint64_t records, const char *header)
{
	struct buf asked = { 0 };
	struct pager_reply r = { .body = span_of(body), .content = span_of(body),
		.records = records, .header = header };
	int rc;

	w->why.text[0] = '\0';
	buf_put(&asked, buf_span(&w->url));
	r.url = buf_span(&asked);
	rc = pager_next(&w->pager, SPAN(BASE), &r, &w->url, &w->why);
	buf_free(&asked);
	return rc;
}

static void
next_is(struct walk *w, const char *body, uint64_t records, const char *header, const char *want)
{
	int rc = go(w, body, records, header);

	if (rc != 1)
		fail_msg("%d, not 1: %s", rc, w->why.text);
	assert_string_equal(buf_text(&w->url), want);
}

static void
ends(struct walk *w, const char *body, uint64_t records, const char *header)
{
	int rc = go(w, body, records, header);

	if (rc)
		fail_msg("%d, not 0: %s%s", rc, w->why.text, rc > 0 ? buf_text(&w->url) : "");
	end(w);
}

static void
fails(struct walk *w, const char *body, uint64_t records, const char *header, const char *why)
{
	assert_int_equal(go(w, body, records, header), -1);
	if (!strstr(w->why.text, why))
		fail_msg("'%s' is not in: %s", why, w->why.text);
	end(w);
}

static void
ways_are_read(void **state)
{
	static const char *const wrong[] = {
		"", "nonsense", "none=1", "link=next", "next-url", "next-url=", "cursor=/a",
		"cursor=:x", "cursor=/a:", "header-cursor=X", "page", "page=", "page=p,1",
		"page=p,start=-1", "page=p,start=x", "offset=o", "offset=o,l", "offset=o,l,0",
		"offset=o,l,x", "offset=,l,5", "cursor=/a~2:x",
	};
	struct pager p = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (!pager_take(&p, wrong[i]))
			fail_msg("%s is taken", wrong[i]);
	/* The last one counts, and a path may have colons. */
	assert_null(pager_take(&p, "cursor=/a:b/c:p"));
	assert_int_equal(p.kind, PAGER_CURSOR);
	assert_span(p.param, "p");
	assert_int_equal(p.path.n, 2);
	assert_null(pager_take(&p, "page=n,start=0"));
	assert_int_equal(p.path.n, 0);
	assert_int_equal(p.first, 0);
	pager_free(&p);
}

static void
one_page(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "none");
	assert_string_equal(buf_text(&w.url), BASE);
	ends(&w, "{\"next\":\"x\"}", 9, NULL);
}

static void
by_link(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "link");
	next_is(&w, "[]", 1, "</v1?p=2>; rel=next", "https://a.example/v1?p=2");
	next_is(&w, "[]", 0, "<?p=3>; rel=next", "https://a.example/v1?p=3");
	ends(&w, "[]", 1, "<?p=1>; rel=first");
	begin(&w, "link");
	ends(&w, "[]", 1, NULL);
	begin(&w, "link");
	fails(&w, "[]", 1, "?p=2; rel=next", "cannot be read");
	begin(&w, "link");
	fails(&w, "[]", 1, "<?x=1>; rel=next", "goes round");
	begin(&w, "link");
	fails(&w, "[]", 1, "<ftp://x/>; rel=next", "address");
	begin(&w, "link");
	w.pager.stop_empty = true;
	ends(&w, "[]", 0, "<?p=2>; rel=next");
}

static void
by_url(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "next-url=/links/next");
	next_is(&w, "{\"links\":{\"next\":\"https:\\/\\/b.example\\/2\"}}", 1, NULL,
	    "https://b.example/2");
	next_is(&w, "{\"links\":{\"next\":\"3?a=b\\u0026c\"}}", 1, NULL, "https://b.example/3?a=b&c");
	fails(&w, "{\"links\":{\"next\":\"/2\"}}", 1, NULL, "goes round");
	for (int i = 0; i < 5; i++) {
		static const char *const last[] = { "{}", "{\"links\":{}}", "{\"links\":{\"next\":null}}",
			"{\"links\":{\"next\":\"\"}}", "{\"links\":{\"next\":false}}" };

		begin(&w, "next-url=links.next");
		ends(&w, last[i], 1, NULL);
	}
	begin(&w, "next-url=/n");
	fails(&w, "{\"n\":{\"href\":\"x\"}}", 1, NULL, "/n: is no text");
	begin(&w, "next-url=/n");
	fails(&w, "{\"n\":true}", 1, NULL, "/n: is no text");
	/* A reply without content. */
	begin(&w, "next-url=/n");
	ends(&w, "", 0, NULL);
}

static void
by_cursor(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "cursor=/meta/c:after");
	next_is(&w, "{\"meta\":{\"c\":\"a+b=\\u00e9\"}}", 1, NULL,
	    BASE "&after=a%2Bb%3D%C3%A9");
	/* Digits stay digits, and an empty page is no end. */
	next_is(&w, "{\"meta\":{\"c\":12345678901234567890}}", 0, NULL,
	    BASE "&after=12345678901234567890");
	next_is(&w, "{\"meta\":{\"c\":0}}", 0, NULL, BASE "&after=0");
	assert_true(w.pager.found);
	/* Not the last, but the one before it (botocore#3778). */
	fails(&w, "{\"meta\":{\"c\":\"a+b=\\u00e9\"}}", 1, NULL, "goes round");
	begin(&w, "cursor=/c:after");
	ends(&w, "{\"c\":null}", 1, NULL);
	begin(&w, "cursor=/c:after");
	ends(&w, "{\"d\":1}", 1, NULL);
	assert_false(w.pager.found);
}

static void
by_header(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "header-cursor=X-Next:x");
	assert_string_equal(w.pager.header, "X-Next");
	next_is(&w, "[]", 1, "7&8", "https://a.example/v1?x=7%268");
	next_is(&w, "[]", 1, "9", "https://a.example/v1?x=9");
	ends(&w, "[]", 1, "");
	begin(&w, "header-cursor=X-Next:x");
	ends(&w, "[]", 1, NULL);
	begin(&w, "header-cursor=X-Next:x");
	fails(&w, "[]", 1, "1", "goes round");
}

static void
by_number(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "page=p");
	assert_string_equal(buf_text(&w.url), BASE "&p=1");
	next_is(&w, "[1]", 1, NULL, BASE "&p=2");
	next_is(&w, "[2]", 1, NULL, BASE "&p=3");
	ends(&w, "[]", 0, NULL);
	begin(&w, "page=p,start=0");
	assert_string_equal(buf_text(&w.url), BASE "&p=0");
	next_is(&w, "[1]", 1, NULL, BASE "&p=1");
	/* An API that does not know the parameter. */
	fails(&w, "[1]", 1, NULL, "the same page again for another p");
}

static void
by_offset(void **state)
{
	struct walk w = { 0 };

	(void)state;
	begin(&w, "offset=o,l,10");
	assert_string_equal(buf_text(&w.url), BASE "&o=0&l=10");
	next_is(&w, "[1]", 10, NULL, BASE "&o=10&l=10");
	next_is(&w, "[2]", 10, NULL, BASE "&o=20&l=10");
	ends(&w, "[3]", 4, NULL);
	/* The last page exactly full: one more, empty. */
	begin(&w, "offset=o,l,10");
	next_is(&w, "[1]", 10, NULL, BASE "&o=10&l=10");
	ends(&w, "[]", 0, NULL);
	/* A server that gives fewer than it was asked for has not ended. */
	begin(&w, "offset=o,l,10");
	next_is(&w, "[1]", 5, NULL, BASE "&o=5&l=10");
	next_is(&w, "[2]", 5, NULL, BASE "&o=10&l=10");
	ends(&w, "[]", 0, NULL);
	begin(&w, "offset=o,l,10");
	next_is(&w, "[1]", 10, NULL, BASE "&o=10&l=10");
	fails(&w, "[1]", 10, NULL, "the same page again");
}

static void
totals(void **state)
{
	struct walk w = { 0 };

	(void)state;
	assert_null(jpath_parse(&w.pager.total, "/total"));
	begin(&w, "offset=o,l,10");
	next_is(&w, "{\"total\":15,\"p\":1}", 10, NULL, BASE "&o=10&l=10");
	ends(&w, "{\"total\":15,\"p\":2}", 5, NULL);
	assert_null(jpath_parse(&w.pager.total, "/total"));
	begin(&w, "page=p");
	next_is(&w, "{\"total\":\"15\",\"p\":1}", 10, NULL, BASE "&p=2");
	fails(&w, "{\"total\":\"15\"}", 0, NULL, "10 records of 15");
	assert_null(jpath_parse(&w.pager.total, "/total"));
	begin(&w, "cursor=/c:c");
	fails(&w, "{\"total\":15}", 14, NULL, "14 records of 15");
	assert_null(jpath_parse(&w.pager.total, "/total"));
	begin(&w, "none");
	fails(&w, "{\"total\":\"many\"}", 14, NULL, "/total: is no count");
	assert_null(jpath_parse(&w.pager.total, "/total"));
	begin(&w, "page=p");
	ends(&w, "{\"total\":0}", 0, NULL);
}

static void
what_says_whether_there_is_more(void **state)
{
	struct walk w = { 0 };

	(void)state;
	assert_null(jpath_parse(&w.pager.more, "/more"));
	begin(&w, "cursor=/c:c");
	next_is(&w, "{\"more\":true,\"c\":1}", 1, NULL, BASE "&c=1");
	ends(&w, "{\"more\":false,\"c\":2}", 1, NULL);
	assert_null(jpath_parse(&w.pager.more, "/more"));
	begin(&w, "cursor=/c:c");
	fails(&w, "{\"more\":true}", 1, NULL, "there is more, and not where");
	/* An empty page in the middle. */
	assert_null(jpath_parse(&w.pager.more, "/more"));
	begin(&w, "page=p");
	next_is(&w, "{\"more\":true}", 0, NULL, BASE "&p=2");
	ends(&w, "{\"more\":false}", 3, NULL);
	assert_null(jpath_parse(&w.pager.more, "/more"));
	begin(&w, "page=p");
	next_is(&w, "{\"more\":null}", 2, NULL, BASE "&p=2");
	ends(&w, "{}", 0, NULL);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ways_are_read),
	cmocka_unit_test(one_page),
	cmocka_unit_test(by_link),
	cmocka_unit_test(by_url),
	cmocka_unit_test(by_cursor),
	cmocka_unit_test(by_header),
	cmocka_unit_test(by_number),
	cmocka_unit_test(by_offset),
	cmocka_unit_test(totals),
	cmocka_unit_test(what_says_whether_there_is_more),
};

UNIT_MAIN
