/* Patterns of object names, by a table and against a matcher that tries all. */
#include "unit.h"

#include "hash.h"
#include "wildcard.h"

static void
table(void **state)
{
	static const struct { const char *pattern, *name; bool yes; } rows[] = {
		{ "", "", true }, { "", "a", false }, { "a", "a", true }, { "a", "ab", false },
		{ "*", "", true }, { "*", "abc", true }, { "*", "a/b", false }, { "**", "a/b", true },
		{ "*.gz", "x.gz", true }, { "*.gz", "d/x.gz", false }, { "**.gz", "d/e/x.gz", true },
		{ "*.gz", "x.gz.tmp", false }, { "logs/*/x", "logs/a/x", true },
		{ "logs/*/x", "logs/a/b/x", false }, { "logs/**/x", "logs/a/b/x", true },
		{ "logs/**/x", "logs/x", false }, { "a?c", "abc", true }, { "a?c", "a/c", false },
		{ "a?c", "ac", false }, { "[abc]", "b", true }, { "[abc]", "d", false },
		{ "[a-c]x", "bx", true }, { "[!a-c]", "b", false }, { "[!a-c]", "d", true },
		{ "[^a-c]", "d", true }, { "[!a]", "/", false }, { "[a-]", "-", true },
		{ "[]a]", "]", true }, { "[]a]", "a", true }, { "[a", "[a", true }, { "[", "[", true },
		{ "[a", "a", false }, { "*a*b*c", "xaybzc", true }, { "*a*b*c", "xaybz", false },
		{ "*ab*ab", "abab", true }, { "*ab*ab", "ababx", false },
		{ "**/*.gz", "a/b/c.gz", true }, { "**/*.gz", "c.gz", false },
		{ "a**b*c", "a/x/b/c", false }, { "a**b*c", "a/x/byc", true },
		{ "***", "a/b", true }, { "\xc3\xa9*", "\xc3\xa9t\xc3\xa9", true },
		{ "[\x80-\xff]", "\xe9", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (wildcard_match(span_of(rows[i].pattern), span_of(rows[i].name)) != rows[i].yes)
			fail_msg("%s and %s", rows[i].pattern, rows[i].name);
}

/* Tries everything. Only stars, '?' and bytes. */
static bool
slow(const char *p, const char *n)
{
	if (p[0] == '*' && p[1] == '*')
		return slow(p + 2, n) || (*n && slow(p, n + 1));
	if (*p == '*')
		return slow(p + 1, n) || (*n && *n != '/' && slow(p, n + 1));
	if (!*p || !*n)
		return !*p && !*n;
	return (*p == *n || (*p == '?' && *n != '/')) && slow(p + 1, n + 1);
}

static void
against_trying_all(void **state)
{
	uint64_t seed = 6;
	size_t matched = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		char pattern[9] = "", name[9] = "";
		size_t np = hash_random(&seed) % 8, nn = hash_random(&seed) % 8;
		bool yes;

		for (size_t k = 0; k < np; k++)
			pattern[k] = "**?ab/"[hash_random(&seed) % 6];
		for (size_t k = 0; k < nn; k++)
			name[k] = "ab/"[hash_random(&seed) % 3];
		yes = slow(pattern, name);
		matched += yes;
		if (wildcard_match(span_of(pattern), span_of(name)) != yes)
			fail_msg("%s and %s", pattern, name);
	}
	assert_true(matched > 1000);
}

static void
not_exponential(void **state)
{
	struct span pattern = SPAN("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b");
	char name[4000];

	(void)state;
	memset(name, 'a', sizeof name);
	assert_false(wildcard_match(pattern, (struct span){ name, sizeof name }));
}

static void
where_wildcards_start(void **state)
{
	(void)state;
	assert_int_equal(wildcard_start(SPAN("logs/2021-*")), 10);
	assert_int_equal(wildcard_start(SPAN("plain")), 5);
	assert_int_equal(wildcard_start(SPAN("[x]")), 0);
	assert_int_equal(wildcard_start(SPAN("")), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(table),
	cmocka_unit_test(against_trying_all),
	cmocka_unit_test(not_exponential),
	cmocka_unit_test(where_wildcards_start),
};

UNIT_MAIN
