#include "convert_part.h"

#include "convert_gather.h"
#include "convert_options.h"
#include "jwrite.h"
#include "micro.h"
#include "num.h"

/* A user's line ends behind the event that makes it longer: any number of
 * events passes any --max-line. */
enum { VERSION = 1, LINE = 64 << 10 };

/* ---- out ---- */

struct writer {
	struct convert *c;
	struct buf *b;
	struct span user;
	size_t start;          /* of the line, in b */
	int (*done)(struct writer *w, struct fault *why);
	struct run *run;       /* of done */
};

static void
put_message(struct writer *w, uint32_t what)
{
	struct messages *m = &w->c->messages;
	char value[MICRO_TEXT];
	struct message got;

	if (!(what & MESSAGE_SHOWN) && !m->values)
		return;
	got = message_get(m, what);
	if (what & MESSAGE_SHOWN) {
		buf_byte(w->b, ',');
		jtext_encode(w->b, words_text(&w->c->words, got.text));
	}
	if (what & MESSAGE_SHOWN && m->ids) {
		buf_byte(w->b, ',');
		jtext_encode(w->b, got.event_id);
	}
	if (m->values) {
		buf_byte(w->b, ',');
		buf_put(w->b, (struct span){ value, micro_format(got.value, value) });
	}
}

static void
put_bits(struct buf *b, uint32_t bits)
{
	char text[12], *p = text + sizeof text;

	do
		*--p = (char)('0' + bits % 10);
	while (bits /= 10);
	*--p = ',';
	buf_put(b, span_from(p, text + sizeof text));
}

static void
put_event(struct writer *w, const struct timeline_event *e, uint32_t held)
{
	struct convert *c = w->c;

	buf_byte(w->b, '[');
	conversion_put_time(w->b, e->ns);
	put_bits(w->b, c->steps ? e->what : e->what & (MESSAGE_SHOWN | MESSAGE_GOAL));
	if (!c->steps)
		put_message(w, e->what);
	if (c->hold.text) {
		buf_byte(w->b, ',');
		conversion_put_held(w->b, words_text(&c->held, held));
	}
	buf_byte(w->b, ']');
}

static int
put_timeline(struct writer *w, const struct timeline *t, uint32_t held, struct fault *why)
{
	struct convert *c = w->c;
	const struct timeline_event *event = timeline_sorted(&c->pool, t,
	    c->steps ? NULL : message_order, &c->messages);

	for (uint32_t i = 0; i < t->n; i++) {
		if (w->start == w->b->n) {
			jwrite_begin(w->b);
			jwrite_string(w->b, SPAN("user_id"), w->user);
			jwrite_raw(w->b, SPAN("events"), SPAN("["));
		} else {
			buf_byte(w->b, ',');
		}
		put_event(w, &event[i], held);
		if (w->b->n - w->start > LINE && w->done(w, why))
			return -1;
	}
	return 0;
}

static int
by_value(const void *a, const void *b, void *convert)
{
	const struct convert *c = convert;

	return words_cmp(&c->held, c->line[*(const uint32_t *)a].value,
	    c->line[*(const uint32_t *)b].value);
}

/* The values' timelines by the bytes of the values. */
static int
put_timelines(struct writer *w, const struct convert_line *head, struct fault *why)
{
	struct buf *order = &w->c->reader.text;
	uint32_t at;
	size_t n = 0;

	order->n = 0;
	for (at = head->next; at; at = w->c->line[at].next, n++)
		buf_put(order, (struct span){ (const char *)&at, sizeof at });
	if (n)
		qsort_r(order->p, n, sizeof at, by_value, w->c);
	for (size_t i = 0; i < n; i++) {
		memcpy(&at, order->p + i * sizeof at, sizeof at);
		if (put_timeline(w, &w->c->line[at].t, w->c->line[at].value, why))
			return -1;
	}
	return 0;
}

static int
put_user(struct writer *w, const struct convert_line *head, struct fault *why)
{
	int rc;

	w->start = w->b->n;
	rc = w->c->hold.text ? put_timelines(w, head, why) : put_timeline(w, &head->t, 0, why);
	return !rc && w->start < w->b->n ? w->done(w, why) : rc;
}

static void
end_line(struct run *run)
{
	out_end_line(&run->out);
	run->tally.written++;
}

static int
out_done(struct writer *w, struct fault *why)
{
	(void)why;
	buf_put(w->b, SPAN("]}"));
	end_line(w->run);
	w->start = w->b->n;
	return 0;
}

static int
spill_done(struct writer *w, struct fault *why)
{
	int rc;

	buf_put(w->b, SPAN("]}"));
	rc = linemerge_put(&w->c->spilled, w->user, buf_span(w->b), why);
	w->b->n = w->start = 0;
	return rc;
}

int
convert_part_spill(struct convert *c, struct span user, const struct convert_line *head,
    struct fault *why)
{
	struct writer w = { .c = c, .b = &c->scratch, .user = user, .done = spill_done };

	c->scratch.n = 0;
	return put_user(&w, head, why);
}

static void
put_head(struct convert *c, struct run *run)
{
	struct buf *b = &run->out.buf;

	c->headed = true;
	jwrite_begin(b);
	jwrite_int(b, SPAN("conversion"), VERSION);
	jwrite_key(b, SPAN("terms"));
	convert_put_terms(c, b);
	jwrite_end(b);
	end_line(run);
}

static uint64_t
events_of(const struct convert *c, const struct convert_line *head)
{
	uint64_t n = head->t.n;

	for (uint32_t at = head->next; c->hold.text && at; at = c->line[at].next)
		n += c->line[at].t.n;
	return n;
}

void
convert_part_put(struct convert *c, struct run *run, struct span user,
    const struct convert_line *head)
{
	struct writer w = { .c = c, .b = &run->out.buf, .user = user, .done = out_done, .run = run };

	if (!c->headed)
		put_head(c, run);
	c->total += events_of(c, head);
	(void)put_user(&w, head, NULL);
}

void
convert_part_end(struct convert *c, struct run *run)
{
	struct buf *b = &run->out.buf;

	if (!c->headed)
		put_head(c, run);
	jwrite_begin(b);
	jwrite_int(b, SPAN("total"), (int64_t)c->total);
	if (c->asof.any) {
		jwrite_key(b, SPAN("last"));
		conversion_put_time(b, c->asof.ns);
	}
	jwrite_end(b);
	end_line(run);
}
