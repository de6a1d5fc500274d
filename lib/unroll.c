#include "unroll.h"

#include "jwrite.h"

void
unroll_free(struct unroll *u)
{
	jscan_free(&u->items);
	jscan_free(&u->own);
	jscan_free(&u->made);
	jscan_free(&u->mine);
	jscan_free(&u->other);
	buf_free(&u->text);
	*u = (struct unroll){ 0 };
}

static int
refuse(struct reject *why, const char *reason, const char *text)
{
	why->reason = reason;
	why->text = text;
	return -1;
}

/* "_source" is where the batch stood, which its items' place says already. */
static bool
is_lent(const struct jscan_member *m, struct span array)
{
	return m->value.p != array.p && !span_is(m->key, "_source");
}

int
unroll_begin(struct unroll *u, const struct record *batch, struct span array, struct reject *why)
{
	size_t bytes = 0;

	u->batch = batch;
	u->array = array;
	u->next = u->n = u->items.n = 0;
	if (array.p[0] == '[' && jscan_array(&u->items, array))
		return refuse(why, "bad_json", u->items.why);
	for (size_t i = 0; i < batch->json->n; i++) {
		const struct jscan_member *m = &batch->json->member[i];

		if (!is_lent(m, array))
			continue;
		if (u->n == UNROLL_LENT)
			return refuse(why, "bad_batch", "over 64 members around the items");
		u->key[u->n] = m->key;
		u->lent[u->n++] = m->value;
		bytes += m->key.n + m->value.n;
	}
	if (bytes && u->items.n > UNROLL_BYTES / bytes)
		return refuse(why, "bad_batch", "too much around too many items");
	jscan_keys_init(&u->keys, u->key, u->n);
	return 0;
}

/* ---- one item ---- */

static bool
is_object(struct span value)
{
	return value.n && value.p[0] == '{';
}

/* The members of `mine`, and of `other` those that it has not. */
static int
put_both(struct unroll *u, struct span mine, struct span other)
{
	struct span key[UNROLL_LENT], value[UNROLL_LENT];
	struct jscan_keys keys;

	if (jscan_object(&u->mine, mine) || jscan_object(&u->other, other) ||
	    u->other.n > UNROLL_LENT)
		return -1;
	for (size_t i = 0; i < u->other.n; i++)
		key[i] = u->other.member[i].key;
	jscan_keys_init(&keys, key, u->other.n);
	jscan_pick(&u->mine, &keys, value);
	jwrite_begin(&u->text);
	for (size_t i = 0; i < u->mine.n; i++)
		jwrite_raw(&u->text, u->mine.member[i].key, u->mine.member[i].value);
	for (size_t i = 0; i < u->other.n; i++)
		if (!value[i].n)
			jwrite_raw(&u->text, key[i], u->other.member[i].value);
	jwrite_end(&u->text);
	return 0;
}

/* What the batch lends for this member of the item: an object to be merged. */
static struct span
lent_for(const struct unroll *u, const struct span *value, const struct jscan_member *m)
{
	for (size_t i = 0; i < u->n; i++)
		if (value[i].p == m->value.p && is_object(value[i]) && is_object(u->lent[i]))
			return u->lent[i];
	return (struct span){ 0 };
}

static int
put_own(struct unroll *u, const struct span *value)
{
	for (size_t i = 0; i < u->own.n; i++) {
		const struct jscan_member *m = &u->own.member[i];
		struct span lent = lent_for(u, value, m);

		jwrite_key(&u->text, m->key);
		if (!lent.n)
			buf_put(&u->text, m->value);
		else if (put_both(u, m->value, lent))
			return -1;
	}
	return 0;
}

static int
make(struct unroll *u, struct span item, struct reject *why)
{
	struct span value[UNROLL_LENT];

	if (!is_object(item))
		return refuse(why, "not_object", "an item that is no object");
	if (jscan_object(&u->own, item))
		return refuse(why, "bad_json", u->own.why);
	jscan_pick(&u->own, &u->keys, value);
	u->text.n = 0;
	u->text.max = SIZE_MAX / 2;
	jwrite_begin(&u->text);
	if (put_own(u, value))
		return refuse(why, "bad_batch", "an object to merge has over 64 members");
	for (size_t i = 0; i < u->n; i++)
		if (!value[i].n)
			jwrite_raw(&u->text, u->key[i], u->lent[i]);
	jwrite_end(&u->text);
	if (jscan_object(&u->made, buf_span(&u->text)))
		return refuse(why, "bad_json", u->made.why);
	return 0;
}

int
unroll_next(struct unroll *u, struct record *item, struct reject *why)
{
	if (u->next == u->items.n)
		return 0;
	u->own.n = u->made.n = 0;
	if (make(u, u->items.member[u->next++].value, why))
		return -1;
	*item = (struct record){ .text = buf_span(&u->text), .json = &u->made, .at = u->batch->at };
	return 1;
}

/* ---- where it stood ---- */

struct span
unroll_raw(const struct unroll *u)
{
	return u->items.member[u->next - 1].value;
}

static bool
is_within(struct span s, const char *p)
{
	return s.n && p >= s.p && p < s.p + s.n;
}

size_t
unroll_at(const struct unroll *u, size_t at)
{
	const char *p = u->text.p + at, *from = unroll_raw(u).p;

	/* A member that was merged is its start; one that was lent, the item's. */
	for (size_t i = 0; i < u->own.n && i < u->made.n; i++) {
		const struct jscan_member *made = &u->made.member[i], *own = &u->own.member[i];

		if (is_within(made->value, p))
			from = own->value.p + (made->value.n == own->value.n ? p - made->value.p : 0);
	}
	return (size_t)(from - u->batch->text.p);
}
