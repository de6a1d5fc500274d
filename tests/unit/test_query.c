/* Queries: a pair set, in place of those of its name, and nothing else touched. */
#include "unit.h"

#include "query.h"

static void
sets(const char *url, const char *name, const char *value, const char *want)
{
	struct buf b = { 0 };

	buf_put(&b, span_of(url));
	query_set(&b, span_of(name), span_of(value));
	assert_string_equal(buf_text(&b), want);
	buf_free(&b);
}

static void
pairs_are_set(void **state)
{
	(void)state;
	sets("http://a/b", "n", "1", "http://a/b?n=1");
	sets("http://a/b?", "n", "1", "http://a/b?n=1");
	sets("http://a/b?x=1", "n", "2", "http://a/b?x=1&n=2");
	sets("http://a/b?n=1&x=%2f+y&n=3", "n", "2", "http://a/b?x=%2f+y&n=2");
	sets("http://a/b?%6e=1&nn=4&n", "n", "2", "http://a/b?nn=4&n=2");
	sets("http://a/b?x#frag?n=1", "n", "2", "http://a/b?x&n=2");
	sets("http://a/b?a=b=c&&d", "n", "", "http://a/b?a=b=c&d&n=");
	sets("http://a/b", "page[after]", "a+b/c=&d \xc3\xa9",
	    "http://a/b?page%5Bafter%5D=a%2Bb%2Fc%3D%26d%20%C3%A9");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pairs_are_set),
};

UNIT_MAIN
