/*
 * Components of links.h, by union-find: a tree of nodes each, whose root knows
 * who stands for it. The smaller joins the larger, so no way is longer than
 * the logarithm of the ids.
 */
#include "links.h"

static struct links_node *
root(struct links_node *n)
{
	while (n->parent) {
		if (n->parent->parent)
			n->parent = n->parent->parent;
		n = n->parent;
	}
	return n;
}

const struct links_user *
links_canonical(struct links_node *n)
{
	return root(n)->user;
}

/* Of two users, who was seen first; then by the bytes of the id. */
static const struct links_user *
earlier(const struct links *l, const struct links_user *a, const struct links_user *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->first != b->first)
		return a->first < b->first ? a : b;
	return span_cmp(links_user_id(l, a), links_user_id(l, b)) < 0 ? a : b;
}

static bool
join(const struct links *l, struct links_node *a, struct links_node *b, uint32_t most)
{
	a = root(a);
	b = root(b);
	if (a == b)
		return true;
	if (a->size + b->size > most)
		return false;
	if (a->size < b->size) {
		struct links_node *swap = a;

		a = b;
		b = swap;
	}
	b->parent = a;
	a->size += b->size;
	a->user = earlier(l, a->user, b->user);
	return true;
}

void
links_join(struct links *l, uint32_t most, uint32_t users, links_refused *refused, void *arg)
{
	struct table_walk w = { 0 };
	struct links_link **all;
	struct links_user *u;
	size_t n;

	/* An id that is only known as someone's earlier one stands for nobody. */
	while ((u = table_next(&l->users, &w)))
		u->node.user = u->seen ? u : NULL;
	all = links_sorted(l, &n);
	for (size_t i = 0; i < n; i++) {
		struct links_link *k = all[i];
		bool joined;

		if (k->anon->users > users)
			continue;
		joined = join(l, &k->anon->node, &k->user->node, most);
		if (joined && k->alias)
			joined = join(l, &links_user(l, links_anon_id(l, k->anon))->node,
			    &k->user->node, most);
		if (!joined)
			refused(arg, l, k);
	}
	free(all);
}
