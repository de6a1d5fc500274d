#include "conversion.h"

#include "jwrite.h"
#include "tstamp.h"

/* Milliseconds, and finer only where there is more. */
static int
digits_of(int64_t ns)
{
	return ns % 1000000 == 0 ? 3 : ns % 1000 == 0 ? 6 : 9;
}

static void
put_time(struct buf *b, struct span key, int64_t ns)
{
	jwrite_tstamp(b, key, ns, digits_of(ns));
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
	jwrite_bool(b, SPAN("mature"), c->mature);
	if (c->several_messages)
		jwrite_bool(b, SPAN("several_messages"), true);
	jwrite_string(b, SPAN("goal"), c->goal);
	jwrite_int(b, SPAN("window_s"), c->window_s);
	jwrite_string(b, SPAN("estimand"), span_of(c->estimand));
	jwrite_end(b);
}

void
conversion_write_funnel(struct buf *b, const struct conversion_user *user,
    const struct funnel_chain *chain, int of, bool mature, int64_t window_s)
{
	char text[TSTAMP_TEXT];

	jwrite_begin(b);
	put_user(b, user);
	jwrite_int(b, SPAN("level"), chain->level);
	jwrite_int(b, SPAN("of"), of);
	jwrite_key(b, SPAN("step_times"));
	for (int i = 0; i < chain->level; i++) {
		size_t n = tstamp_format(chain->ns[i], digits_of(chain->ns[i]), text);

		buf_printf(b, "%c\"%.*s\"", i ? ',' : '[', (int)n, text);
	}
	buf_byte(b, ']');
	put_seconds(b, SPAN("ttc_s"), chain->ns[0], chain->ns[chain->level - 1]);
	jwrite_bool(b, SPAN("mature"), mature);
	jwrite_int(b, SPAN("window_s"), window_s);
	jwrite_end(b);
}
