#include "assign_balance.h"

#include <math.h>

#include "diag.h"
#include "jwrite.h"
#include "num.h"

enum { NUMBER = 32 };

static void
put_number(struct buf *b, struct span key, double x)
{
	char text[NUMBER];
	int n = snprintf(text, sizeof text, "%.6g", x);

	jwrite_raw(b, key, (struct span){ text, (size_t)n });
}

/* {"A":10,"B":11}, in the order of the plan; NULL: the weights. */
static void
put_messages(struct buf *b, struct span key, const struct assign_plan *p, const uint64_t *users)
{
	jwrite_key(b, key);
	for (size_t m = 0; m < p->messages; m++) {
		buf_byte(b, m ? ',' : '{');
		jtext_encode(b, p->message[m].name);
		buf_printf(b, ":%llu",
		    (unsigned long long)(users ? users[m] : p->message[m].weight));
	}
	jwrite_end(b);
}

static uint64_t
sum(const struct assign_plan *p, const uint64_t *users)
{
	uint64_t all = 0;

	for (size_t m = 0; m < p->messages; m++)
		all += users[m];
	return all;
}

static void
put_counts(struct buf *b, const struct assign_plan *p, const uint64_t *users)
{
	jwrite_int(b, SPAN("users"), (int64_t)sum(p, users));
	put_messages(b, SPAN("messages"), p, users);
	put_number(b, SPAN("apart"), assign_balance_apart(p, users));
}

static void
write_row(struct out *o, const struct assign_balance *b, size_t row)
{
	const struct assign *a = b->assign;
	const uint64_t *users = b->row + row * a->plan->messages;

	if (!sum(a->plan, users))
		return;
	jwrite_begin(&o->buf);
	jwrite_string(&o->buf, SPAN("type"), SPAN("segment"));
	jwrite_string(&o->buf, SPAN("activity"), assign_strata_activity(&a->strata, row));
	jwrite_string(&o->buf, SPAN("segment"), assign_strata_segment(&a->strata, row));
	put_counts(&o->buf, a->plan, users);
	jwrite_end(&o->buf);
	out_end_line(o);
}

/* `row` is any row of the level. */
static void
write_level(struct out *o, const struct assign_balance *b, size_t row)
{
	const struct assign *a = b->assign;
	const uint64_t *users = b->level + a->strata.row[row].level * a->plan->messages;

	if (!sum(a->plan, users))
		return;
	jwrite_begin(&o->buf);
	jwrite_string(&o->buf, SPAN("type"), SPAN("activity"));
	jwrite_string(&o->buf, SPAN("activity"), assign_strata_activity(&a->strata, row));
	put_counts(&o->buf, a->plan, users);
	jwrite_end(&o->buf);
	out_end_line(o);
}

static void
write_total(struct out *o, const struct assign_balance *b, const struct assign_about *about)
{
	const struct assign_plan *p = b->assign->plan;

	jwrite_begin(&o->buf);
	jwrite_string(&o->buf, SPAN("type"), SPAN("total"));
	put_counts(&o->buf, p, b->all);
	put_number(&o->buf, SPAN("segment_apart"), b->row_apart);
	put_number(&o->buf, SPAN("activity_apart"), b->level_apart);
	put_messages(&o->buf, SPAN("weights"), p, NULL);
	if (p->control)
		jwrite_string(&o->buf, SPAN("control"), p->message[p->control_at].name);
	jwrite_key(&o->buf, SPAN("smd"));
	jwrite_begin(&o->buf);
	for (int i = 0; i < USER_NUMBERS; i++)
		put_number(&o->buf, user_number_name((enum user_number)i), b->smd[i]);
	jwrite_end(&o->buf);
	put_number(&o->buf, SPAN("smd_most"), b->smd_most);
	put_number(&o->buf, SPAN("srm_p"), b->srm);
	jwrite_string(&o->buf, SPAN("design"), span_of(about->design));
	jwrite_string(&o->buf, SPAN("salt"), about->salt);
	jwrite_int(&o->buf, SPAN("salts_tried"), about->tried);
	jwrite_int(&o->buf, SPAN("wave"), (int64_t)p->wave);
	jwrite_int(&o->buf, SPAN("known"), (int64_t)about->known);
	jwrite_int(&o->buf, SPAN("other_messages"), (int64_t)b->other);
	jwrite_end(&o->buf);
	out_end_line(o);
}

void
assign_balance_write(struct out *o, const struct assign_balance *b,
    const struct assign_about *about)
{
	const struct assign_strata *s = &b->assign->strata;

	for (size_t i = 0; i < s->n; i++)
		write_row(o, b, i);
	for (size_t i = 0; i < s->n; i++)
		if (!i || s->row[i].level != s->row[i - 1].level)
			write_level(o, b, i);
	write_total(o, b, about);
}

static void
print_counts(const struct assign_balance *b)
{
	const struct assign_plan *p = b->assign->plan;
	struct buf line = { 0 };
	char text[NUM_GROUPED];

	for (size_t m = 0; m < p->messages; m++)
		buf_printf(&line, "%s%.*s %s", m ? ", " : "", SPAN_SHOW(p->message[m].name),
		    num_grouped(b->all[m], text));
	if (b->other)
		buf_printf(&line, "; %s keep a message of before", num_grouped(b->other, text));
	warn("%s", buf_text(&line));
	buf_free(&line);
}

void
assign_balance_print(const struct assign_balance *b)
{
	const struct assign_strata *s = &b->assign->strata;

	print_counts(b);
	warn("messages differ by at most %.4g in a segment (of %zu), %.4g in an activity (of %zu), "
	    "%.4g in all", b->row_apart, s->n, b->level_apart, s->levels, b->all_apart);
	warn("standardized differences: %s %.4f, %s %.4f, %s %.4f, %s %.4f; chi-square p %.4g",
	    user_number_name(USER_EVENTS).p, b->smd[USER_EVENTS],
	    user_number_name(USER_L28).p, b->smd[USER_L28],
	    user_number_name(USER_RECENCY).p, b->smd[USER_RECENCY],
	    user_number_name(USER_TENURE).p, b->smd[USER_TENURE], b->srm);
}
