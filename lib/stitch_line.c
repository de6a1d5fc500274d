/*
 * One line with another user_id, stitch.h.
 */
#include "stitch.h"

#include "jtext.h"

/* A key as written, perhaps with escapes. */
static bool
is_user_id(struct span key)
{
	char text[80];
	struct buf scratch = { 0 };
	struct span plain;
	bool is;

	if (!memchr(key.p, '\\', key.n))
		return span_eq(key, SPAN("user_id"));
	/* Longer than all seven as \uXXXX: no. */
	if (key.n > 42)
		return false;
	text[0] = '"';
	memcpy(text + 1, key.p, key.n);
	text[key.n + 1] = '"';
	is = !jtext_decode((struct span){ text, key.n + 2 }, &scratch, &plain) &&
	    span_eq(plain, SPAN("user_id"));
	buf_free(&scratch);
	return is;
}

/* Where a member ends that is to be left out, comma and all; the last one has
 * its comma before it. */
static const char *
cut(const struct jscan *scan, size_t i, struct buf *to, size_t start)
{
	const struct jscan_member *m = &scan->member[i];

	if (i + 1 < scan->n)
		return scan->member[i + 1].key.p - 1;
	while (to->n > start && to->p[to->n - 1] != ',' && to->p[to->n - 1] != '{')
		to->n--;
	if (to->p[to->n - 1] == ',')
		to->n--;
	return m->value.p + m->value.n;
}

void
stitch_line(struct jscan *scan, struct span line, struct span user, struct buf *to)
{
	const char *at = line.p;
	size_t start = to->n;
	bool found = false;

	jscan_object(scan, line);
	for (size_t i = 0; i < scan->n; i++) {
		const struct jscan_member *m = &scan->member[i];

		if (!is_user_id(m->key))
			continue;
		found = true;
		buf_put(to, span_from(at, user.n ? m->value.p : m->key.p - 1));
		if (user.n) {
			jtext_encode(to, user);
			at = m->value.p + m->value.n;
		} else {
			at = cut(scan, i, to, start);
		}
	}
	if (!found && user.n) {
		/* First, where readers look for it. */
		at = line.p + span_find(line, '{') + 1;
		buf_put(to, span_from(line.p, at));
		buf_put(to, SPAN("\"user_id\":"));
		jtext_encode(to, user);
		buf_byte(to, ',');
	}
	buf_put(to, span_from(at, line.p + line.n));
}
