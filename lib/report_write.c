#include "report_write.h"

#include <math.h>

#include "report_row.h"
#include "srm.h"

/* ---- health that is measured here ---- */

/* Where less than 5 users are to be expected, chi-square says nothing. */
static bool
enough(const struct assign_plan *p, const uint64_t *users)
{
	uint64_t all = 0, weight = 0;

	for (size_t m = 0; m < p->messages; m++) {
		all += users[m];
		weight += p->message[m].weight;
	}
	for (size_t m = 0; m < p->messages; m++)
		if (all * p->message[m].weight < 5 * weight)
			return false;
	return true;
}

void
report_write_begin(struct report_page *p)
{
	const struct assign *a = &p->report->seen;
	double weights[ASSIGN_MESSAGES], least = 1;
	size_t n = a->plan->messages, looked = 0;

	assign_balance_init(&p->balance, a);
	for (size_t m = 0; m < n; m++)
		weights[m] = a->plan->message[m].weight;
	for (size_t l = 0; l < report_levels(p->report); l++)
		if (enough(a->plan, p->balance.level + l * n)) {
			least = fmin(least, srm_p(p->balance.level + l * n, weights, n));
			looked++;
		}
	p->level_srm = fmin(1, least * (double)(looked ? looked : 1));
}

void
report_write_end(struct report_page *p)
{
	assign_balance_free(&p->balance);
}

/* ---- rows ---- */

static struct span
name_of(const struct report_page *p, size_t message)
{
	return p->report->plan.message[message].name;
}

static void
put_cell(const struct report_page *p, struct buf *b, size_t message, const struct report_cell *c)
{
	jwrite_string(b, SPAN("message"), name_of(p, message));
	jwrite_int(b, SPAN("users"), c->p.n);
	jwrite_int(b, SPAN("converted"), c->p.k);
	report_row_count(b, SPAN("immature"), c->immature);
	report_row_share(b, "rate", c->p);
}

static void
put_sequence(const struct report_page *p, struct buf *b, struct interval ci, double value)
{
	if (!p->sequential)
		return;
	report_row_number(b, SPAN("sequence_lo"), ci.lo);
	report_row_number(b, SPAN("sequence_hi"), ci.hi);
	report_row_number(b, SPAN("sequence_p"), value);
}

static void
put_versus(const struct report_page *p, struct buf *b, const struct report_versus *v)
{
	if (isnan(v->diff))
		return;
	jwrite_string(b, SPAN("vs"), name_of(p, 0));
	report_row_interval(b, "diff", v->diff, v->diff_ci);
	report_row_interval(b, "lift", v->lift, v->lift_ci);
	report_row_number(b, SPAN("p"), v->p);
	if (!isnan(v->p))
		jwrite_string(b, SPAN("test"), v->exact ? SPAN("fisher") : SPAN("score"));
	report_row_number(b, SPAN("q"), v->q);
	put_sequence(p, b, v->sequence_ci, v->sequence_p);
	report_row_number(b, SPAN("shrunk_lift"), v->shrunk_lift);
	report_row_number(b, SPAN("chance"), v->chance);
	jwrite_bool(b, SPAN("low"), v->low);
	report_row_number(b, SPAN("mde"), v->mde);
}

static void
write_cells(const struct report_page *p, struct out *o)
{
	const struct report *r = p->report;
	size_t messages = r->plan.messages;

	for (size_t i = 0; i < report_levels(r) * messages; i++) {
		struct span level = report_level(r, i / messages);

		report_row_begin(o, "cell");
		if (level.n)
			jwrite_string(&o->buf, SPAN("activity"), level);
		put_cell(p, &o->buf, i % messages, &r->cell[i]);
		put_versus(p, &o->buf, &p->figures->cell[i]);
		report_row_end(o);
	}
}

static void
write_totals(const struct report_page *p, struct out *o)
{
	for (size_t m = 0; m < p->report->plan.messages; m++) {
		report_row_begin(o, "total");
		put_cell(p, &o->buf, m, &p->report->total[m]);
		put_versus(p, &o->buf, &p->figures->total[m]);
		report_row_end(o);
	}
}

static void
write_pooled(const struct report_page *p, struct out *o, size_t m)
{
	const struct report_pooled *f = &p->figures->pooled[m];
	struct buf *b = &o->buf;

	report_row_begin(o, "pooled");
	jwrite_string(b, SPAN("message"), name_of(p, m));
	jwrite_string(b, SPAN("vs"), name_of(p, 0));
	report_row_interval(b, "diff", f->diff.estimate, f->diff.ci);
	report_row_interval(b, "lift", f->lift.estimate, f->lift.ci);
	report_row_number(b, SPAN("p"), f->diff.p);
	report_row_number(b, SPAN("holm_p"), f->holm_p);
	report_row_number(b, SPAN("drawn_p"), f->drawn_p);
	put_sequence(p, b, f->sequence_ci, f->sequence_p);
	report_row_interval(b, "odds", f->odds.estimate, f->odds.ci);
	report_row_number(b, SPAN("cmh_p"), f->cmh_p);
	report_row_number(b, SPAN("differs_p"), f->differs_p);
	if (!isnan(f->cuped.estimate)) {
		report_row_interval(b, "cuped", f->cuped.estimate, f->cuped_ci);
		report_row_number(b, SPAN("cuped_p"), f->cuped_p);
		report_row_number(b, SPAN("cuped_reduction"), f->cuped_reduction);
	}
	report_row_end(o);
}

/* ---- health ---- */

static void
put_smd(const struct report_page *p, struct buf *b)
{
	report_row_count(b, SPAN("not_in_users"), p->report->unknown);
	report_row_count(b, SPAN("other_message"), p->report->moved);
	/* Numbers that nobody knows would count as 0. */
	if (p->report->unknown)
		return;
	jwrite_key(b, SPAN("smd"));
	jwrite_begin(b);
	for (int i = 0; i < USER_NUMBERS; i++)
		report_row_number(b, user_number_name((enum user_number)i), p->balance.smd[i]);
	jwrite_end(b);
	report_row_number(b, SPAN("smd_most"), p->balance.smd_most);
}

static void
write_health(const struct report_page *p, struct out *o)
{
	const struct report *r = p->report;
	struct buf *b = &o->buf;
	uint64_t one = r->counted + r->immature;

	report_row_begin(o, "health");
	if (r->goal_n)
		jwrite_raw(b, SPAN("goal"), (struct span){ r->about.p, r->goal_n });
	if (r->about.n > r->goal_n)
		jwrite_raw(b, SPAN("window_s"), span_after(buf_span(&r->about), r->goal_n));
	jwrite_string(b, SPAN("control"), name_of(p, 0));
	report_row_count(b, SPAN("users"), r->seen.n);
	report_row_count(b, SPAN("counted"), r->counted);
	report_row_count(b, SPAN("immature"), r->immature);
	report_row_number(b, SPAN("immature_share"), one ? (double)r->immature / (double)one : NAN);
	report_row_count(b, SPAN("several_messages"), r->several);
	report_row_number(b, SPAN("srm_p"), p->balance.srm);
	report_row_number(b, SPAN("activity_srm_p"), p->level_srm);
	report_row_number(b, SPAN("segment_apart"), p->balance.row_apart);
	report_row_number(b, SPAN("activity_apart"), p->balance.level_apart);
	report_row_number(b, SPAN("apart"), p->balance.all_apart);
	if (p->known)
		put_smd(p, b);
	report_row_end(o);
}

/* ---- moves ---- */

static void
write_move(const struct report_page *p, struct out *o, size_t m, size_t before, size_t after)
{
	const struct report_move *move = p->move;
	struct proportion own = report_move_share(move, m, before, after);
	struct proportion control = report_move_share(move, 0, before, after);
	struct buf *b = &o->buf;

	report_row_begin(o, "migration");
	jwrite_string(b, SPAN("message"), name_of(p, m));
	if (report_move_level(move, before).n)
		jwrite_string(b, SPAN("before"), report_move_level(move, before));
	if (report_move_level(move, after).n)
		jwrite_string(b, SPAN("after"), report_move_level(move, after));
	jwrite_int(b, SPAN("users"), own.n);
	jwrite_int(b, SPAN("moved"), own.k);
	report_row_share(b, "share", own);
	if (m && control.n) {
		jwrite_string(b, SPAN("vs"), name_of(p, 0));
		report_row_interval(b, "diff", (double)own.k / (double)own.n -
		    (double)control.k / (double)control.n, proportion_newcombe(own, control, report_z()));
	}
	report_row_end(o);
}

static uint64_t
write_moves(const struct report_page *p, struct out *o)
{
	size_t n = p->move->levels;
	uint64_t rows = 0;

	for (size_t before = 0; before < n; before++)
		for (size_t after = 0; after < n; after++)
			for (size_t m = 0; m < p->move->messages; m++)
				if (report_move_share(p->move, m, before, after).n &&
				    report_move_any(p->move, before, after)) {
					write_move(p, o, m, before, after);
					rows++;
				}
	return rows;
}

uint64_t
report_write(const struct report_page *p, struct out *o)
{
	size_t messages = p->report->plan.messages;
	uint64_t rows = 1 + (report_levels(p->report) + 1) * messages;

	if (!messages)
		return 0;
	write_health(p, o);
	write_cells(p, o);
	write_totals(p, o);
	for (size_t m = 1; m < messages; m++, rows++)
		write_pooled(p, o, m);
	rows += p->move ? write_moves(p, o) : 0;
	rows += p->days ? report_write_days(p->days, o) : 0;
	rows += p->events ? report_write_events(p->events, o) : 0;
	return rows + (p->match ? report_write_matched(p->match, o) : 0);
}
