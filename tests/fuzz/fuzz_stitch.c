/*
 * Any event with another user: read again it has that one, and all else as it
 * was; with none it has none. The user is what stands before the first newline.
 */
#include "jtext.h"
#include "stitch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must not change, as one text. False: the line is no event. */
static bool
tell(struct span line, struct buf *to, struct buf *user)
{
	struct event_reader r;
	struct reject why;
	struct event e;
	bool is;

	event_init(&r);
	if ((is = !event_read(&r, line, &e, &why) && e.anonymous_id.n)) {
		const struct span parts[] = { e.anonymous_id, e.event, e.event_id, e.metadata };

		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
			buf_printf(to, "%zu:", parts[i].n);
			buf_put(to, parts[i]);
		}
		buf_printf(to, "%lld", (long long)e.timestamp.ns);
		buf_put(user, e.user_id);
	}
	event_free(&r);
	return is;
}

static void
try(struct span line, struct span user, struct span before)
{
	struct buf made = { 0 }, after = { 0 }, got = { 0 };
	struct jscan scan = { 0 };

	stitch_line(&scan, line, user, &made);
	if (!tell(buf_span(&made), &after, &got) || !span_eq(buf_span(&got), user) ||
	    !span_eq(buf_span(&after), before))
		abort();
	jscan_free(&scan);
	buf_free(&made);
	buf_free(&after);
	buf_free(&got);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = { (const char *)data, size };
	struct span user = span_cut(&line, '\n');
	struct buf before = { 0 }, had = { 0 };
	size_t bad;

	if (tell(line, &before, &had)) {
		if (user.n && jtext_utf8(user, &bad))
			try(line, user, buf_span(&before));
		try(line, (struct span){ 0 }, buf_span(&before));
		/* Its own user again: not a byte more than the spelling. */
		if (had.n)
			try(line, buf_span(&had), buf_span(&before));
	}
	buf_free(&before);
	buf_free(&had);
	return 0;
}
