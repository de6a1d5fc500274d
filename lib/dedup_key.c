#include "dedup_key.h"

#include "diag.h"
#include "jtext.h"

/* Keys of different kinds are never the same: each has a seed of its own. */
enum { OF_ID, OF_CONTENT, OF_MIXPANEL, OF_PATHS };

void
dedup_key_free(struct dedup_key *k)
{
	for (size_t i = 0; i < k->paths; i++)
		jpath_free(&k->path[i]);
	free(k->text);
	buf_free(&k->scratch);
	*k = (struct dedup_key){ 0 };
}

void
dedup_key_init(struct dedup_key *k)
{
	k->seed = hash_seed();
	k->scratch.max = SIZE_MAX / 2;
}

const char *
dedup_key_take(void *key, const char *text)
{
	struct dedup_key *k = key;
	const char *why = NULL;

	dedup_key_free(k);
	if (!strcmp(text, "event_id"))
		return NULL;
	k->kind = strcmp(text, "mixpanel") ? DEDUP_KEY_BY_PATH : DEDUP_KEY_MIXPANEL;
	if (k->kind == DEDUP_KEY_MIXPANEL)
		return NULL;
	if (!(k->text = strdup(text)))
		die_errno(DIAG_STOPPED, "memory for a path");
	for (char *at = k->text, *end; at && !why; at = end) {
		if ((end = strchr(at, ',')))
			*end++ = '\0';
		if (k->paths == DEDUP_KEY_PATHS)
			return "more than 16 paths";
		why = *at ? jpath_parse(&k->path[k->paths++], at) : "a path is empty";
	}
	return why;
}

/* With its length in front, no two lists of parts look the same. */
static void
put_part(struct buf *b, struct span part)
{
	buf_put(b, (struct span){ (const char *)&part.n, sizeof part.n });
	buf_put(b, part);
}

static void
put_time(struct buf *b, const struct event *e)
{
	buf_put(b, (struct span){ (const char *)&e->timestamp.ns, sizeof e->timestamp.ns });
}

static struct hash_128
hash_parts(struct dedup_key *k, uint64_t kind)
{
	return hash_seeded_128(buf_span(&k->scratch), k->seed + kind);
}

struct hash_128
dedup_key_content(struct dedup_key *k, const struct event *e)
{
	struct buf *b = &k->scratch;

	b->n = 0;
	put_time(b, e);
	put_part(b, e->user_id);
	put_part(b, e->anonymous_id);
	put_part(b, e->event);
	put_part(b, e->metadata);
	return hash_parts(k, OF_CONTENT);
}

/* Who: as in Mixpanel's distinct_id, the user's id or else the device's. */
static struct hash_128
of_mixpanel(struct dedup_key *k, const struct event *e)
{
	struct buf *b = &k->scratch;

	b->n = 0;
	put_time(b, e);
	put_part(b, e->event);
	put_part(b, e->user_id.n ? e->user_id : e->anonymous_id);
	put_part(b, e->event_id);
	return hash_parts(k, OF_MIXPANEL);
}

/* A string's text, so that one text has one key however it is escaped; else
 * the value as written. */
static void
put_value(struct buf *b, struct span value)
{
	struct buf text = { .max = SIZE_MAX / 2 };
	struct span plain;

	/* A lone surrogate is no text: it is like itself only. */
	if (value.p[0] == '"' && !jtext_decode(value, &text, &plain)) {
		buf_byte(b, 's');
		put_part(b, plain);
	} else {
		buf_byte(b, 'v');
		put_part(b, value);
	}
	buf_free(&text);
}

static bool
of_paths(struct dedup_key *k, const struct event *e, struct hash_128 *to)
{
	bool any = false;

	k->scratch.n = 0;
	for (size_t i = 0; i < k->paths; i++) {
		struct span value;

		if (jpath_find(&k->path[i], e->line, &value) && !span_eq(value, SPAN("null"))) {
			put_value(&k->scratch, value);
			any = true;
		} else {
			buf_byte(&k->scratch, '-');
		}
	}
	*to = hash_parts(k, OF_PATHS);
	return any;
}

bool
dedup_key_of(struct dedup_key *k, const struct event *e, struct hash_128 *to)
{
	if (k->kind == DEDUP_KEY_BY_PATH)
		return of_paths(k, e, to);
	if (k->kind == DEDUP_KEY_MIXPANEL)
		*to = of_mixpanel(k, e);
	else if (e->event_id.n)
		*to = hash_seeded_128(e->event_id, k->seed + OF_ID);
	else
		*to = dedup_key_content(k, e);
	return true;
}
