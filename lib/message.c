#include "message.h"

#include "diag.h"

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
}

uint32_t
message_put(struct messages *m, struct span text, struct span event_id)
{
	struct head head = { words_put(m->words, text), (uint32_t)event_id.n };
	size_t bits = head.text, size;

	if (m->ids) {
		size = (sizeof head + event_id.n + UNIT - 1) & ~(size_t)(UNIT - 1);
		bits = m->kept.n / UNIT;
		m->kept.max = (size_t)MOST * UNIT;
		memcpy(buf_room(&m->kept, size), &head, sizeof head);
		if (event_id.n)
			memcpy(m->kept.p + m->kept.n + sizeof head, event_id.p, event_id.n);
		m->kept.n += size;
	}
	if (bits > MOST)
		die(DIAG_STOPPED, "more than %u exposures or messages", (unsigned)MOST);
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
