#include "conversion.h"

#include "jwrite.h"
#include "micro.h"
#include "tstamp.h"

void
conversion_put_time(struct buf *b, int64_t ns)
{
	char *p = buf_room(b, TSTAMP_TEXT + 2);
	size_t n = tstamp_format(ns, tstamp_digits(ns), p + 1);

	p[0] = p[n + 1] = '"';
	b->n += n + 2;
}

void
conversion_put_held(struct buf *b, struct span held)
{
	if (held.p[0] == '"')
		jtext_encode(b, span_after(held, 1));
	else
		buf_put(b, span_after(held, 1));
}

static void
put_time(struct buf *b, struct span key, int64_t ns)
{
	jwrite_key(b, key);
	conversion_put_time(b, ns);
}

/* Seconds from one time to another, exactly: 90, 0.25. */
static void
put_seconds(struct buf *b, struct span key, int64_t from, int64_t to)
{
	uint64_t ns = (uint64_t)to - (uint64_t)from, second = (uint64_t)TSTAMP_SECOND;

	jwrite_key(b, key);
	buf_printf(b, "%llu", (unsigned long long)(ns / second));
	if (ns % second == 0)
		return;
	buf_printf(b, ".%09llu", (unsigned long long)(ns % second));
	while (b->p[b->n - 1] == '0')
		b->n--;
}

static void
put_text(struct buf *b, struct span key, struct span text)
{
	if (text.n)
		jwrite_string(b, key, text);
}

static void
put_user(struct buf *b, const struct conversion_user *u)
{
	jwrite_string(b, SPAN("user_id"), u->user_id);
	put_text(b, SPAN("segment"), u->segment);
	put_text(b, SPAN("activity"), u->activity);
	put_text(b, SPAN("message"), u->message);
}

void
conversion_write(struct buf *b, const struct conversion *c)
{
	char value[MICRO_TEXT];

	jwrite_begin(b);
	put_user(b, &c->user);
	put_text(b, SPAN("event_id"), c->event_id);
	put_time(b, SPAN("exposed_at"), c->exposed_ns);
	jwrite_bool(b, SPAN("converted"), c->goals > 0);
	if (c->goals) {
		put_time(b, SPAN("converted_at"), c->converted_ns);
		put_seconds(b, SPAN("ttc_s"), c->exposed_ns, c->converted_ns);
	}
	jwrite_int(b, SPAN("goals"), (int64_t)c->goals);
	if (c->shares > 1)
		jwrite_int(b, SPAN("shares"), (int64_t)c->shares);
	if (c->valued)
		jwrite_raw(b, SPAN("value"), (struct span){ value, micro_format(c->value, value) });
	jwrite_bool(b, SPAN("mature"), c->mature);
	if (c->several_messages)
		jwrite_bool(b, SPAN("several_messages"), true);
	jwrite_string(b, SPAN("goal"), c->goal);
	jwrite_int(b, SPAN("window_s"), c->window_s);
	jwrite_string(b, SPAN("estimand"), span_of(c->estimand));
	jwrite_end(b);
}

/* By step; null for those that have no event, as steps in any order may. */
static void
put_steps(struct buf *b, const struct funnel_chain *chain, int64_t *first, int64_t *last)
{
	*first = INT64_MAX;
	*last = INT64_MIN;
	for (int i = 0; chain->filled >> i; i++) {
		int64_t ns = chain->ns[i];

		buf_byte(b, i ? ',' : '[');
		if (!(chain->filled >> i & 1)) {
			buf_put(b, SPAN("null"));
			continue;
		}
		conversion_put_time(b, ns);
		*first = ns < *first ? ns : *first;
		*last = ns > *last ? ns : *last;
	}
	buf_byte(b, ']');
}

void
conversion_write_funnel(struct buf *b, const struct conversion_funnel *f)
{
	int64_t first, last;

	jwrite_begin(b);
	put_user(b, &f->user);
	jwrite_int(b, SPAN("level"), f->chain->level);
	jwrite_int(b, SPAN("of"), f->of);
	jwrite_key(b, SPAN("step_times"));
	put_steps(b, f->chain, &first, &last);
	put_seconds(b, SPAN("ttc_s"), first, last);
	if (f->held.n) {
		jwrite_key(b, SPAN("held"));
		conversion_put_held(b, f->held);
	}
	if (f->chain->excluded)
		jwrite_bool(b, SPAN("excluded"), true);
	jwrite_bool(b, SPAN("mature"), f->mature);
	jwrite_int(b, SPAN("window_s"), f->window_s);
	jwrite_end(b);
}
