/* Links: who is whose, in whatever order it was seen; turns, components, files. */
#include "unit.h"

#include <unistd.h>

#include "links.h"

static bool
is_user(const struct links *l, const struct links_user *u, const char *id)
{
	return u && span_is(links_user_id(l, u), id);
}

static void
see(struct links *l, const char *anon, const char *user, int64_t ns)
{
	links_see(l, span_of(anon), span_of(user), ns, false);
}

static void
first_by_time_then_bytes(void **state)
{
	struct links l;

	(void)state;
	links_init(&l);
	see(&l, "d", "u3", 30);
	see(&l, "d", "u2", 20);
	see(&l, "d", "u1", 20);
	see(&l, "d", "u3", 25);
	assert_true(is_user(&l, links_first(&l, links_anon(&l, SPAN("d"))), "u1"));
	assert_int_equal(links_anon(&l, SPAN("d"))->users, 3);
	assert_int_equal(links_user(&l, SPAN("u3"))->first, 25);
	assert_null(links_anon(&l, SPAN("u1")));
	assert_null(links_user(&l, SPAN("d")));
	links_free(&l);
}

static void
turns(void **state)
{
	static const struct {
		const char *user;
		int64_t ns;
	} seen[] = { { "u1", 50 }, { "u2", 30 }, { "u1", 10 }, { "u2", 31 }, { "u1", 20 }, { "u3", 50 } };
	static const char *const want[] = { "u1", "u1", "u1", "u2", "u2", "u3", "u3" };
	struct links l;
	const struct links_anon *d;

	(void)state;
	links_init(&l);
	see(&l, "e", "u9", 1);
	for (size_t i = 0; i < 6; i++)
		see(&l, "d", seen[i].user, seen[i].ns);
	for (size_t i = 0; i < 6; i++)
		links_turn(&l, links_anon(&l, SPAN("d")), links_user(&l, span_of(seen[i].user)),
		    seen[i].ns);
	links_turn(&l, links_anon(&l, SPAN("e")), links_user(&l, SPAN("u9")), 1);
	links_settle(&l, UINT32_MAX);
	d = links_anon(&l, SPAN("d"));
	/* 10 u1, 30 u2, 50 u1, 50 u3: what lies between said nothing new. */
	assert_int_equal(d->turns, 4);
	for (int i = 0; i < 7; i++)
		assert_true(is_user(&l, links_at(&l, d, 10 * i), want[i]));
	assert_true(is_user(&l, links_at(&l, d, INT64_MIN), "u1"));
	assert_true(is_user(&l, links_at(&l, d, 29), "u1"));
	assert_true(is_user(&l, links_at(&l, d, 49), "u2"));
	/* One user only: no turns are kept. */
	assert_int_equal(links_anon(&l, SPAN("e"))->turns, 0);
	assert_true(is_user(&l, links_at(&l, links_anon(&l, SPAN("e")), 0), "u9"));
	links_free(&l);
}

static void
settle_drops_those_of_too_many(void **state)
{
	struct links l;

	(void)state;
	links_init(&l);
	see(&l, "d", "u1", 1);
	see(&l, "d", "u2", 2);
	links_turn(&l, links_anon(&l, SPAN("d")), links_user(&l, SPAN("u1")), 1);
	links_settle(&l, 1);
	assert_int_equal(links_anon(&l, SPAN("d"))->turns, 0);
	links_free(&l);
}

static void
count_refused(void *arg, const struct links *l, const struct links_link *link)
{
	(void)l;
	(void)link;
	++*(int *)arg;
}

static const struct links_user *
canonical(const struct links *l, const char *anon)
{
	return links_canonical(&links_anon(l, span_of(anon))->node);
}

static void
components(void **state)
{
	struct links l;
	int refused = 0;

	(void)state;
	links_init(&l);
	see(&l, "d2", "u2", 20);
	see(&l, "d2", "u1", 30);
	see(&l, "d1", "u1", 20);
	see(&l, "d3", "u3", 5);
	links_join(&l, 20, UINT32_MAX, count_refused, &refused);
	assert_int_equal(refused, 0);
	assert_true(is_user(&l, canonical(&l, "d1"), "u1"));
	assert_true(is_user(&l, canonical(&l, "d2"), "u1"));
	assert_true(is_user(&l, links_canonical(&links_user(&l, SPAN("u2"))->node), "u1"));
	assert_true(is_user(&l, canonical(&l, "d3"), "u3"));
	links_free(&l);
}

/* Links are taken by time: the latest is the one that is refused. */
static void
guard(void **state)
{
	struct links l;
	int refused = 0;

	(void)state;
	links_init(&l);
	see(&l, "d", "u3", 30);
	see(&l, "d", "u2", 20);
	see(&l, "d", "u1", 10);
	links_join(&l, 3, UINT32_MAX, count_refused, &refused);
	assert_int_equal(refused, 1);
	assert_true(is_user(&l, links_canonical(&links_user(&l, SPAN("u2"))->node), "u1"));
	assert_true(is_user(&l, links_canonical(&links_user(&l, SPAN("u3"))->node), "u3"));
	links_free(&l);
}

/* An alias's earlier id is a user too, but stands for nobody unless it was seen. */
static void
aliases(void **state)
{
	struct links l;
	int refused = 0;

	(void)state;
	links_init(&l);
	links_see(&l, SPAN("a"), SPAN("b"), 10, true);
	links_see(&l, SPAN("b"), SPAN("c"), 5, true);
	links_see(&l, SPAN("c"), SPAN("b"), 20, true);
	links_join(&l, 20, UINT32_MAX, count_refused, &refused);
	assert_int_equal(refused, 0);
	assert_true(is_user(&l, links_canonical(&links_user(&l, SPAN("a"))->node), "b"));
	assert_true(is_user(&l, canonical(&l, "a"), "b"));
	links_free(&l);
}

static void
save_and_load(void **state)
{
	char path[] = "/tmp/evkit-links.XXXXXX";
	struct links l, again;
	struct fault why;

	(void)state;
	assert_true(mkstemp(path) >= 0);
	links_init(&l);
	see(&l, "d\"1", "u\n1", 1623407403123456789);
	links_see(&l, SPAN("d2"), SPAN("u2"), -5, true);
	assert_int_equal(links_save(&l, path, &why), 0);
	links_init(&again);
	assert_int_equal(links_load(&again, path, 1000, &why), 0);
	assert_int_equal(again.pairs.n, 2);
	assert_int_equal(links_anon(&again, SPAN("d\"1"))->link->first, 1623407403123456789);
	assert_true(is_user(&again, links_anon(&again, SPAN("d\"1"))->link->user, "u\n1"));
	assert_int_equal(links_anon(&again, SPAN("d2"))->link->first, -5);
	assert_true(links_anon(&again, SPAN("d2"))->link->alias);
	links_free(&again);
	links_free(&l);
	unlink(path);
	links_init(&l);
	assert_int_equal(links_load(&l, path, 1000, &why), 0);
	assert_int_equal(l.pairs.n, 0);
	assert_int_equal(links_save(&l, "/no/such/folder/links", &why), -1);
	links_free(&l);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(first_by_time_then_bytes),
	cmocka_unit_test(turns),
	cmocka_unit_test(settle_drops_those_of_too_many),
	cmocka_unit_test(components),
	cmocka_unit_test(guard),
	cmocka_unit_test(aliases),
	cmocka_unit_test(save_and_load),
};

UNIT_MAIN
