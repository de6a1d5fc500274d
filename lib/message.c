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

/* Where in kept the head, the value and the id are, in units. */
static size_t
keep(struct messages *m, struct head head, int64_t value, struct span id)
{
	size_t at = m->kept.n, fixed = sizeof head + (m->values ? sizeof value : 0);
	size_t size = (fixed + id.n + UNIT - 1) & ~(size_t)(UNIT - 1);
	char *p;

	if (at / UNIT > MOST)
		die(DIAG_STOPPED, "more than 4 GiB of exposures");
	m->kept.max = SIZE_MAX;
	p = buf_room(&m->kept, size);
	memcpy(p, &head, sizeof head);
	if (m->values)
		memcpy(p + sizeof head, &value, sizeof value);
	if (id.n)
		memcpy(p + fixed, id.p, id.n);
	m->kept.n += size;
	return at / UNIT;
}

uint32_t
message_put_text(struct messages *m, uint32_t text, struct span event_id, int64_t value)
{
	struct span id = m->ids ? event_id : (struct span){ "", 0 };
	struct head head = { .text = text, .n = (uint32_t)id.n };
	size_t bits = text;

	if (m->ids || m->values)
		bits = keep(m, head, value, id);
	if (bits > MOST)
		die(DIAG_STOPPED, "more than %u messages", (unsigned)MOST);
	return (uint32_t)bits << MESSAGE_BITS;
}

uint32_t
message_put(struct messages *m, const struct event *e, const struct jpath *path, int64_t value)
{
	uint32_t text = words_put(m->words, text_of(e, path, &m->scratch));

	return message_put_text(m, text, e->event_id, value);
}

uint32_t
message_put_goal(struct messages *m, int64_t value)
{
	if (!m->values)
		return 0;
	return (uint32_t)keep(m, (struct head){ 0 }, value, (struct span){ "", 0 }) << MESSAGE_BITS;
}

struct message
message_get(const struct messages *m, uint32_t what)
{
	size_t bits = what >> MESSAGE_BITS;
	const char *p;
	struct message found = { .text = (uint32_t)bits };
	struct head head;

	if (!m->ids && !m->values)
		return found;
	p = m->kept.p + bits * UNIT;
	memcpy(&head, p, sizeof head);
	p += sizeof head;
	if (m->values) {
		memcpy(&found.value, p, sizeof found.value);
		p += sizeof found.value;
	}
	found.text = head.text;
	found.event_id = (struct span){ p, head.n };
	return found;
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
	if (!(kind & MESSAGE_SHOWN) && !m->values)
		return 0;
	x = message_get(m, a);
	y = message_get(m, b);
	order = kind & MESSAGE_SHOWN ? words_cmp(m->words, x.text, y.text) : 0;
	if (!order)
		order = span_cmp(x.event_id, y.event_id);
	return order ? order : (x.value > y.value) - (x.value < y.value);
}
