/* Link headers: RFC 8288's own examples, what servers send, and what is none. */
#include "unit.h"

#include "link_header.h"

#define NEXT(value, literal) do { \
	struct span target; \
	assert_int_equal(link_header_find(SPAN(value), SPAN("next"), &target), 1); \
	assert_span(target, literal); \
} while (0)

#define NOT(rc, value) do { \
	struct span target; \
	assert_int_equal(link_header_find(SPAN(value), SPAN("next"), &target), rc); \
} while (0)

static void
the_next_one_is_found(void **state)
{
	(void)state;
	NEXT("<https://api.github.com/x?page=2>; rel=\"next\", <https://api.github.com/x?page=9>; "
	    "rel=\"last\"", "https://api.github.com/x?page=2");
	NEXT("<a>; rel=\"prev\",<b>;rel=next", "b");
	NEXT("</v2/_catalog?last=z&n=5>; rel=\"next\"", "/v2/_catalog?last=z&n=5");
	NEXT("<>;rel=next", "");
	/* A comma, a semicolon and a quote in the address. */
	NEXT("<u?ids=1,2;x=\"y\">; rel=\"last\", <n?ids=3,4>; rel=\"next\"", "n?ids=3,4");
	/* Several relations in one. */
	NEXT("<b>; rel=\"start next http://x.example/y\"", "b");
	NEXT("<b>; rel=\"last\tnext\"", "b");
	NEXT("<b>; REL = \"NeXt\" ; title=\"a, <c>; rel=\\\"next\\\"\"", "b");
	NEXT("<a>; title=\"x\\\\\", <b>; rel=next", "b");
	NEXT("<b>; rel=\"\\n\\e\\x\\t\"", "b");
	NEXT(", ,<a>; rel=last,, <b>; rel=next,", "b");
	NEXT("<b>; rel=next;", "b");
	NEXT("<b>;; rel=next", "b");
	NEXT("<b>; crossorigin; rel=next; hreflang=en", "b");
	NEXT("\t <b>\t;\trel\t=\tnext", "b");
	NEXT("<a>; rel=http://x.example/a?b=c, <b>; rel=next", "b");
	NEXT("<b>; rel=next, <c>; rel=next", "b");
}

static void
what_is_not_the_next_is_left(void **state)
{
	(void)state;
	NOT(0, "");
	NOT(0, " \t");
	NOT(0, ",");
	NOT(0, "<a>");
	NOT(0, "<a>; rel=nextish");
	NOT(0, "<a>; rel=\"prev-next\"");
	NOT(0, "<a>; rel=\"\"");
	NOT(0, "<a>; rel");
	/* Of two rels the first counts (section 3.3). */
	NOT(0, "<a>; rel=prev; rel=next");
	/* Another document's next (section 3.2). */
	NOT(0, "<a>; rel=next; anchor=\"#foo\"");
	NOT(0, "<a>; title=\"rel=next\"");
}

static void
what_is_no_link_header_is_refused(void **state)
{
	(void)state;
	NOT(-1, "https://x.example/2; rel=next");
	NOT(-1, "<a; rel=next");
	NOT(-1, "<a> rel=next");
	NOT(-1, "<a>; rel=\"next");
	NOT(-1, "<a>; rel=\"next\\");
	NOT(-1, "<a>; =next");
	NOT(-1, "<a>; rel=\"x\"y, <b>; rel=next");
	NOT(-1, "<a>; rel=last, b; rel=next");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_next_one_is_found),
	cmocka_unit_test(what_is_not_the_next_is_left),
	cmocka_unit_test(what_is_no_link_header_is_refused),
};

UNIT_MAIN
