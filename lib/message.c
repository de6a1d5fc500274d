#include "message.h"

#include "diag.h"
#include "jtext.h"

enum { UNIT = 4 };

#define MOST (UINT32_MAX >> MESSAGE_BITS)

/* What stands in kept before the bytes of an id. */
struct head {
	uint32_t text;
	uint32_t n;
};

void
message_free(struct messages *m)
{
	buf_free(&m->kept);
	buf_free(&m->scratch);
}

static struct span
text_of(const struct event *e, const struct jpath *path, struct buf *scratch)
{
	struct span value, none = { 0 };

	scratch->n = 0;
	if (!jpath_find(path, e->metadata, &value) || !value.n || memchr("{[n", value.p[0], 3))
		return none;
	if (value.p[0] == '"')
		return jtext_decode(value, scratch, &value) ? none : value;
	return value;
}

/* Where in kept the head and the id are, in units. */
static size_t
keep(struct messages *m, struct head head, struct span id)
{
	size_t at = m->kept.n, size = (sizeof head + id.n + UNIT - 1) & ~(size_t)(UNIT - 1);

	if (at / UNIT > MOST)
		die(DIAG_STOPPED, "more than 4 GiB of exposures");
	m->kept.max = SIZE_MAX;
	memcpy(buf_room(&m->kept, size), &head, sizeof head);
	if (id.n)
		memcpy(m->kept.p + at + sizeof head, id.p, id.n);
	m->kept.n += size;
	return at / UNIT;
}

uint32_t
message_put(struct messages *m, const struct event *e, const struct jpath *path)
{
	struct head head = { words_put(m->words, text_of(e, path, &m->scratch)),
		(uint32_t)e->event_id.n };
	size_t bits = m->ids ? keep(m, head, e->event_id) : head.text;

	if (bits > MOST)
		die(DIAG_STOPPED, "more than %u messages", (unsigned)MOST);
	return (uint32_t)bits << MESSAGE_BITS;
}

struct message
message_get(const struct messages *m, uint32_t what)
{
	size_t bits = what >> MESSAGE_BITS;
	struct head head;

	if (!m->ids)
		return (struct message){ .text = (uint32_t)bits };
	memcpy(&head, m->kept.p + bits * UNIT, sizeof head);
	return (struct message){ head.text, { m->kept.p + bits * UNIT + sizeof head, head.n } };
}

int
message_order(const void *arg, uint32_t a, uint32_t b)
{
	const struct messages *m = arg;
	uint32_t kind = a & (MESSAGE_SHOWN | MESSAGE_GOAL);
	uint32_t other = b & (MESSAGE_SHOWN | MESSAGE_GOAL);
	struct message x, y;
	int order;

	if (kind != other)
		return kind < other ? -1 : 1;
	if (!(kind & MESSAGE_SHOWN))
		return 0;
	x = message_get(m, a);
	y = message_get(m, b);
	order = words_cmp(m->words, x.text, y.text);
	return order ? order : span_cmp(x.event_id, y.event_id);
}
