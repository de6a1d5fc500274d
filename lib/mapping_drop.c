#include "mapping_drop.h"

#include "jwrite.h"

const char *
mapping_drop_add(struct mapping_drop *d, const char *path, uint64_t *hits)
{
	struct mapping_dropped *at = &d->at[d->n];
	const char *why;

	if (d->n == MAPPING_DROPS)
		return "too many places are dropped";
	if ((why = jpath_parse(&at->path, path)))
		return why;
	at->parent = at->path;
	at->parent.n--;
	at->hits = hits;
	d->n++;
	return NULL;
}

/* The text without the member; behind what *to holds. False: it has none. */
static bool
cut_one(struct mapping_drop *d, const struct mapping_dropped *at, struct span text, struct buf *to)
{
	const struct span *name = &at->path.step[at->parent.n];
	struct jscan_keys key;
	struct span object, value;

	if (!jpath_find(&at->path, text, &value) || !jpath_find(&at->parent, text, &object) ||
	    object.p[0] != '{' || jscan_object(&d->object, object))
		return false;
	jscan_keys_init(&key, name, 1);
	buf_put(to, span_from(text.p, object.p));
	jwrite_begin(to);
	for (size_t i = 0; i < d->object.n; i++)
		if (!jscan_taken(&key, d->object.member[i].key))
			jwrite_raw(to, d->object.member[i].key, d->object.member[i].value);
	jwrite_end(to);
	buf_put(to, span_from(object.p + object.n, text.p + text.n));
	return true;
}

bool
mapping_drop_cut(struct mapping_drop *d, const struct record *r, struct record *cut)
{
	struct span text = r->text;
	size_t turn = 0;

	for (size_t i = 0; i < d->n; i++) {
		struct buf *to = &d->text[turn & 1];

		to->n = 0;
		to->max = SIZE_MAX / 2;
		if (!cut_one(d, &d->at[i], text, to))
			continue;
		text = buf_span(to);
		turn++;
		if (d->at[i].hits)
			++*d->at[i].hits;
	}
	if (!turn || jscan_object(&d->json, text))
		return false;
	*cut = *r;
	cut->text = text;
	cut->json = &d->json;
	return true;
}

void
mapping_drop_free(struct mapping_drop *d)
{
	for (size_t i = 0; i < d->n; i++)
		jpath_free(&d->at[i].path);
	buf_free(&d->text[0]);
	buf_free(&d->text[1]);
	jscan_free(&d->object);
	jscan_free(&d->json);
}
