#include "sample_truth.h"

#include "jwrite.h"
#include "sample_view.h"

static struct span
level_name(unsigned level)
{
	return activity_level_name((enum activity_level)level);
}

/* A share of 10,000 as a decimal: 1300 is 0.1300. */
static void
put_share(struct buf *b, struct span key, uint32_t share)
{
	jwrite_key(b, key);
	buf_printf(b, "%u.%04u", share / 10000, share % 10000);
}

static void
put_model(struct buf *b)
{
	jwrite_key(b, SPAN("base"));
	jwrite_begin(b);
	for (unsigned l = 0; l < ACTIVITY_LEVELS; l++)
		put_share(b, level_name(l), sample_base[l]);
	jwrite_end(b);
	jwrite_key(b, SPAN("lift"));
	jwrite_begin(b);
	for (unsigned m = 0; m < SAMPLE_MESSAGES; m++)
		put_share(b, span_of(sample_messages[m]), sample_lift[m] * 100);
	jwrite_end(b);
}

static void
put_counts(struct buf *b, const struct sample *s, uint64_t objects)
{
	uint64_t bad = 0;

	for (unsigned k = SAMPLE_CUT; k < SAMPLE_BADS; k++)
		bad += s->bad[k];
	jwrite_int(b, SPAN("lines"), (int64_t)(s->made + s->duplicates + bad));
	jwrite_int(b, SPAN("events"), (int64_t)s->made);
	jwrite_int(b, SPAN("duplicates"), (int64_t)s->duplicates);
	jwrite_int(b, SPAN("late"), (int64_t)s->late);
	jwrite_key(b, SPAN("bad"));
	jwrite_begin(b);
	for (unsigned k = SAMPLE_CUT; k < SAMPLE_BADS; k++)
		jwrite_int(b, span_of(sample_bads[k]), (int64_t)s->bad[k]);
	jwrite_end(b);
	jwrite_int(b, SPAN("objects"), (int64_t)objects);
}

static void
put_header(struct out *o, const struct sample *s, const char *shape, uint64_t objects)
{
	struct buf *b = &o->buf;

	jwrite_begin(b);
	jwrite_string(b, SPAN("type"), SPAN("truth"));
	jwrite_int(b, SPAN("v"), 1);
	/* Text: 64 bits do not fit the numbers of every reader. */
	jwrite_key(b, SPAN("seed"));
	buf_printf(b, "\"%llu\"", (unsigned long long)s->seed);
	jwrite_string(b, SPAN("shape"), span_of(shape));
	jwrite_int(b, SPAN("users"), s->users);
	jwrite_int(b, SPAN("days"), s->days);
	jwrite_date(b, SPAN("start"), s->start);
	jwrite_date(b, SPAN("end"), s->start + s->days - 1);
	put_counts(b, s, objects);
	jwrite_date(b, SPAN("first_day"), s->start + s->span_begin);
	jwrite_date(b, SPAN("message_day"), s->start + s->message_day);
	jwrite_date(b, SPAN("activity_as_of"), s->start + s->message_day - 1);
	jwrite_date(b, SPAN("activity_end_as_of"), s->start + s->days - 1);
	jwrite_int(b, SPAN("within_s"), SAMPLE_WINDOW_DAYS * 86400);
	put_model(b);
	jwrite_end(b);
	out_end_line(o);
}

static void
put_message(struct buf *b, const struct sample *s, const struct sample_user *u)
{
	if (u->exposed < 0)
		return;
	jwrite_string(b, SPAN("message"), span_of(sample_messages[u->message]));
	jwrite_int(b, SPAN("messages"), u->messages);
	jwrite_tstamp(b, SPAN("exposed_at"), sample_view_ns(s, u->exposed), 3);
	jwrite_bool(b, SPAN("converted"), u->order >= 0);
	if (u->order >= 0)
		jwrite_tstamp(b, SPAN("converted_at"), sample_view_ns(s, u->order), 3);
}

static void
put_events(struct buf *b, const struct sample_user *u)
{
	jwrite_int(b, SPAN("events"), u->made);
	jwrite_int(b, SPAN("anonymous_events"), u->anonymous);
	jwrite_int(b, SPAN("duplicates"), u->duplicates);
	jwrite_int(b, SPAN("late"), u->late);
	jwrite_key(b, SPAN("calls"));
	jwrite_begin(b);
	for (unsigned k = 0; k < SAMPLE_CALLS; k++)
		if (u->calls[k])
			jwrite_int(b, span_of(sample_calls[k]), u->calls[k]);
	jwrite_end(b);
}

static void
put_user(struct out *o, const struct sample *s, uint32_t i)
{
	const struct sample_user *u = &s->user[i];
	char id[SAMPLE_UUID];
	struct buf *b = &o->buf;

	jwrite_begin(b);
	jwrite_string(b, SPAN("type"), SPAN("user"));
	sample_view_user_id(s, i, id);
	jwrite_string(b, SPAN("user_id"), (struct span){ id, SAMPLE_UUID });
	sample_view_anonymous_id(s, i, id);
	jwrite_string(b, SPAN("anonymous_id"), (struct span){ id, SAMPLE_UUID });
	jwrite_string(b, SPAN("lifecycle"), span_of(sample_lives[u->life]));
	if (u->known_day < s->message_day)
		jwrite_string(b, SPAN("activity"), level_name(u->level));
	jwrite_string(b, SPAN("activity_end"), level_name(u->level_end));
	jwrite_int(b, SPAN("steps"), u->steps);
	put_message(b, s, u);
	put_events(b, u);
	jwrite_end(b);
	out_end_line(o);
}

void
sample_truth_write(struct out *o, const struct sample *s, const char *shape, uint64_t objects)
{
	put_header(o, s, shape, objects);
	for (uint32_t i = 0; i < s->users; i++)
		put_user(o, s, i);
}
