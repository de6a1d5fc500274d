#include "links.h"

#include "diag.h"

void
links_init(struct links *l)
{
	*l = (struct links){ .turns = 0 };
	table_init(&l->anons, sizeof(struct links_anon));
	table_init(&l->users, sizeof(struct links_user));
	table_init(&l->pairs, sizeof(struct links_link));
}

void
links_free(struct links *l)
{
	table_free(&l->anons);
	table_free(&l->users);
	table_free(&l->pairs);
	free(l->turn);
}

struct links_anon *
links_anon(const struct links *l, struct span id)
{
	return table_find(&l->anons, id);
}

struct links_user *
links_user(const struct links *l, struct span id)
{
	return table_find(&l->users, id);
}

struct span
links_user_id(const struct links *l, const struct links_user *u)
{
	return table_key(&l->users, u);
}

struct span
links_anon_id(const struct links *l, const struct links_anon *a)
{
	return table_key(&l->anons, a);
}

static struct links_anon *
put_anon(struct links *l, struct span id)
{
	bool made;
	struct links_anon *a = table_put(&l->anons, id, &made);

	if (made) {
		a->number = (uint32_t)l->anons.n;
		a->node.size = 1;
	}
	return a;
}

static struct links_user *
put_user(struct links *l, struct span id, int64_t ns)
{
	bool made;
	struct links_user *u = table_put(&l->users, id, &made);

	if (made) {
		u->number = (uint32_t)l->users.n;
		u->node.size = 1;
		u->first = ns;
	}
	u->first = ns < u->first ? ns : u->first;
	return u;
}

struct links_link *
links_see(struct links *l, struct span anon, struct span user, int64_t ns, bool alias)
{
	struct links_anon *a = put_anon(l, anon);
	struct links_user *u = put_user(l, user, ns);
	uint32_t pair[] = { a->number, u->number };
	struct links_link *link;
	bool made;

	u->seen = true;
	link = table_put(&l->pairs, (struct span){ (const char *)pair, sizeof pair }, &made);
	if (made) {
		*link = (struct links_link){ .anon = a, .user = u, .first = ns, .next = a->link };
		a->link = link;
		a->users++;
	}
	link->first = ns < link->first ? ns : link->first;
	if (alias && !link->alias) {
		link->alias = true;
		put_user(l, anon, ns);
	}
	return link;
}

static int
cmp_ids(const struct links *l, const struct links_user *a, const struct links_user *b)
{
	return span_cmp(links_user_id(l, a), links_user_id(l, b));
}

const struct links_user *
links_first(const struct links *l, const struct links_anon *a)
{
	const struct links_link *best = a->link;

	for (const struct links_link *link = a->link; link; link = link->next)
		if (link->first < best->first ||
		    (link->first == best->first && cmp_ids(l, link->user, best->user) < 0))
			best = link;
	return best ? best->user : NULL;
}

static int
by_time(const void *a, const void *b, void *links)
{
	const struct links_link *x = *(struct links_link *const *)a;
	const struct links_link *y = *(struct links_link *const *)b;
	const struct links *l = links;
	int cmp = (x->first > y->first) - (x->first < y->first);

	if (!cmp)
		cmp = span_cmp(links_anon_id(l, x->anon), links_anon_id(l, y->anon));
	return cmp ? cmp : cmp_ids(l, x->user, y->user);
}

struct links_link **
links_sorted(const struct links *l, size_t *n)
{
	struct links_link **all = calloc(l->pairs.n + 1, sizeof *all);
	struct table_walk w = { 0 };
	struct links_link *link;

	if (!all)
		die_errno(DIAG_STOPPED, "memory for %zu links", l->pairs.n);
	for (*n = 0; (link = table_next(&l->pairs, &w)); ++*n)
		all[*n] = link;
	qsort_r(all, *n, sizeof(struct links_link *), by_time, (void *)(uintptr_t)l);
	return all;
}

/* ---- turns ---- */

void
links_turn(struct links *l, struct links_anon *a, struct links_user *u, int64_t ns)
{
	if (l->turns == l->turns_cap) {
		l->turns_cap = l->turns_cap ? 2 * l->turns_cap : 1024;
		l->turn = reallocarray(l->turn, l->turns_cap, sizeof *l->turn);
		if (!l->turn)
			die_errno(DIAG_STOPPED, "memory for shared devices");
	}
	l->turn[l->turns++] = (struct links_turn){ ns, a, u };
}

static int
by_anon(const void *a, const void *b, void *links)
{
	const struct links_turn *x = a, *y = b;
	int cmp = (x->anon->number > y->anon->number) - (x->anon->number < y->anon->number);

	if (!cmp)
		cmp = (x->from > y->from) - (x->from < y->from);
	return cmp ? cmp : cmp_ids(links, x->user, y->user);
}

void
links_settle(struct links *l, uint32_t most)
{
	size_t n = 0;

	if (l->turns)
		qsort_r(l->turn, l->turns, sizeof *l->turn, by_anon, l);
	for (size_t i = 0; i < l->turns; i++) {
		struct links_turn t = l->turn[i];

		if (t.anon->users < 2 || t.anon->users > most)
			continue;
		if (!t.anon->turns)
			t.anon->turn = n;
		else if (l->turn[n - 1].user == t.user)
			continue;
		l->turn[n++] = t;
		t.anon->turns++;
	}
	l->turns = n;
}

const struct links_user *
links_at(const struct links *l, const struct links_anon *a, int64_t ns)
{
	const struct links_turn *turn = l->turn ? l->turn + a->turn : NULL;
	size_t from = 0, to = a->turns;

	if (!a->turns)
		return links_first(l, a);
	/* The last one that begins at ns or before it. */
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;

		if (turn[middle].from <= ns)
			from = middle;
		else
			to = middle;
	}
	return turn[from].user;
}
