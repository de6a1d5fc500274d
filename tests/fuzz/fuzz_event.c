/*
 * The event of any line: read again with its members in the opposite order it
 * is the same event, or is refused for the same reason.
 */
#include "event.h"
#include "jwrite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What can be said of a line, as one text. */
static void
tell(struct span line, struct buf *to)
{
	struct event_reader r;
	struct reject why = { 0 };
	struct event e;

	event_init(&r);
	to->n = 0;
	if (event_read(&r, line, &e, &why)) {
		buf_put(to, span_of(why.reason));
	} else {
		const struct span parts[] = { e.user_id, e.anonymous_id, e.event, e.event_id, e.metadata };
		struct buf user = { 0 };

		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
			buf_printf(to, "%zu:", parts[i].n);
			buf_put(to, parts[i]);
		}
		buf_printf(to, "%lld", (long long)e.timestamp.ns);
		if (!event_user(&e, &user).n)
			abort();
		buf_free(&user);
	}
	event_free(&r);
}

/* The members backwards; false where a key stands twice, as the last counts. */
static bool
backwards(const struct jscan *s, struct buf *to)
{
	jwrite_begin(to);
	for (size_t i = s->n; i-- > 0;) {
		for (size_t k = 0; k < i; k++)
			if (span_eq(s->member[i].key, s->member[k].key))
				return false;
		jwrite_raw(to, s->member[i].key, s->member[i].value);
	}
	jwrite_end(to);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = { (const char *)data, size };
	struct buf there = { 0 }, back = { 0 }, other = { 0 };
	struct jscan s = { 0 };

	tell(line, &there);
	/* Keys written with escapes may be the same and look different. */
	if (!jscan_object(&s, line) && !s.escapes && s.n < 100 && backwards(&s, &other)) {
		tell(buf_span(&other), &back);
		if (!span_eq(buf_span(&there), buf_span(&back)))
			abort();
	}
	jscan_free(&s);
	buf_free(&there);
	buf_free(&back);
	buf_free(&other);
	return 0;
}
