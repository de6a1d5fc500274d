/* The report for the terminal. */
#include <math.h>

#include "columns.h"
#include "num.h"
#include "report_write.h"
#include "srm.h"

enum { NAME = 80 };

static void
line(struct out *o, struct buf *text, uint64_t *lines)
{
	columns_clean(&o->buf, buf_span(text));
	out_end_line(o);
	text->n = 0;
	++*lines;
}

static void
put_count(struct buf *b, uint64_t n, const char *what)
{
	char text[NUM_GROUPED];

	buf_printf(b, "%s%s", num_grouped(n, text), what);
}

/* ---- cells ---- */

static void
dash(struct columns *c)
{
	columns_cell(c, SPAN("-"));
}

static void
count_cell(struct columns *c, int64_t n)
{
	char text[NUM_GROUPED];

	columns_cell(c, span_of(num_grouped((uint64_t)n, text)));
}

/* Nothing is 0.0 below 0. */
static double
percent(double share)
{
	return fabs(share) < 0.0005 ? 0 : 100 * share;
}

/* "8.1 %", and from where to where; of differences with their sign. */
static void
percent_cells(struct columns *c, double value, struct interval ci, bool sign)
{
	if (isnan(value))
		dash(c);
	else
		columns_print(c, sign ? "%+.1f %%" : "%.1f %%", percent(value));
	if (isnan(ci.lo))
		dash(c);
	else if (isinf(ci.hi))
		columns_print(c, sign ? "%+.1f and more" : "%.1f and more", percent(ci.lo));
	else
		columns_print(c, sign ? "%+.1f to %+.1f" : "%.1f to %.1f", percent(ci.lo),
		    percent(ci.hi));
}

/* All, those who did, their share. */
static void
share_cells(struct columns *c, struct proportion p)
{
	count_cell(c, p.n);
	count_cell(c, p.k);
	if (p.n)
		percent_cells(c, (double)p.k / (double)p.n, proportion_wilson(p, report_z()), false);
	else
		percent_cells(c, NAN, (struct interval){ NAN, NAN }, false);
}

static void
p_cell(struct columns *c, double p)
{
	if (isnan(p))
		dash(c);
	else if (p < 0.0001)
		columns_cell(c, SPAN("<0.0001"));
	else
		columns_print(c, "%.4f", p);
}

/* Names may be of any length, and figures have to be seen beside them. */
static void
begin(struct columns *c, const char *align)
{
	columns_begin(c, align);
	for (size_t i = 0; i < c->n; i++)
		c->limit[i] = align[i] == 'l' ? NAME : 0;
}

static void
heads(struct columns *c, const char *const *head)
{
	for (; *head; head++)
		columns_cell(c, span_of(*head));
}

/* ---- activity and message ---- */

static void
cell_row(struct columns *c, const struct report_page *p, struct span level, size_t m,
    const struct report_cell *cell, const struct report_versus *v)
{
	columns_cell(c, level.n ? level : SPAN("-"));
	columns_cell(c, p->report->plan.message[m].name);
	share_cells(c, cell->p);
	percent_cells(c, v->lift, v->lift_ci, true);
	p_cell(c, v->p);
	p_cell(c, v->q);
	if (isnan(v->diff))
		dash(c);
	else
		columns_print(c, "%.1f %%", 100 * v->chance);
	columns_cell(c, !isnan(v->diff) && v->low ? SPAN("few") : SPAN(""));
}

static uint64_t
cells(const struct report_page *p, struct out *o, size_t width)
{
	static const char *const head[] = { "activity", "message", "users", "converted", "rate",
		"95 %", "lift", "95 %", "p", "q", "to win", "", NULL };
	const struct report *r = p->report;
	size_t messages = r->plan.messages;
	struct columns c = { 0 };

	begin(&c, "llrrrrrrrrrr");
	heads(&c, head);
	for (size_t i = 0; i < report_levels(r) * messages; i++)
		cell_row(&c, p, report_level(r, i / messages), i % messages, &r->cell[i],
		    &p->figures->cell[i]);
	for (size_t m = 0; m < messages; m++)
		cell_row(&c, p, SPAN("all"), m, &r->total[m], &p->figures->total[m]);
	return columns_end(&c, width, o);
}

/* ---- over all levels ---- */

static uint64_t
pooled(const struct report_page *p, struct out *o, size_t width)
{
	static const char *const head[] = { "pooled", "points", "95 %", "p", "Holm", "drawn",
		"odds", "levels differ", NULL };
	const struct report *r = p->report;
	struct columns c = { 0 };

	begin(&c, "lrrrrrrr");
	heads(&c, head);
	for (size_t m = 1; m < r->plan.messages; m++) {
		const struct report_pooled *f = &p->figures->pooled[m];

		columns_cell(&c, r->plan.message[m].name);
		percent_cells(&c, f->diff.estimate, f->diff.ci, true);
		p_cell(&c, f->diff.p);
		p_cell(&c, f->holm_p);
		p_cell(&c, f->drawn_p);
		if (isfinite(f->odds.estimate))
			columns_print(&c, "%.2f", f->odds.estimate);
		else
			dash(&c);
		p_cell(&c, f->differs_p);
	}
	return columns_end(&c, width, o);
}

static uint64_t
moves(const struct report_page *p, struct out *o, size_t width)
{
	static const char *const head[] = { "before", "after", "message", "users", "moved", "share",
		"95 %", NULL };
	const struct report_move *move = p->move;
	size_t n = move->levels * move->levels * move->messages;
	struct columns c = { 0 };

	begin(&c, "lllrrrr");
	heads(&c, head);
	for (size_t i = 0; i < n; i++) {
		size_t m = i % move->messages, after = i / move->messages % move->levels,
		    before = i / move->messages / move->levels;
		struct proportion s = report_move_share(move, m, before, after);

		if (!s.n || !report_move_any(move, before, after))
			continue;
		columns_cell(&c, report_move_level(move, before));
		columns_cell(&c, report_move_level(move, after));
		columns_cell(&c, p->report->plan.message[m].name);
		share_cells(&c, s);
	}
	return columns_end(&c, width, o);
}

/* ---- what events tell ---- */

/* Four of the days; records have all. */
static uint64_t
retention(const struct report_page *p, struct out *o, size_t width)
{
	static const char *const head[] = { "day", "message", "users", "active", "share", "95 %",
		NULL };
	static const size_t days[] = { 1, 7, 14, 28 };
	struct columns c = { 0 };

	begin(&c, "rlrrrr");
	heads(&c, head);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		for (size_t m = 0; m < p->events->messages; m++) {
			struct proportion on = report_events_on(p->events, m, days[i]);

			if (!on.n)
				continue;
			columns_print(&c, "%zu", days[i]);
			columns_cell(&c, p->report->plan.message[m].name);
			share_cells(&c, on);
		}
	return columns_end(&c, width, o);
}

static uint64_t
frequency(const struct report_page *p, struct out *o, size_t width)
{
	static const char *const head[] = { "messages in 7 days", "users", "with", "share", "95 %",
		NULL };
	struct columns c = { 0 };

	begin(&c, "rrrrr");
	heads(&c, head);
	for (size_t i = 0; i < REPORT_EVENTS_OFTEN; i++) {
		struct proportion often = report_events_often(p->events, p->events->messages, i);

		if (!often.k)
			continue;
		columns_print(&c, i == REPORT_EVENTS_OFTEN - 1 ? "%zu or more" : "%zu", i);
		share_cells(&c, often);
	}
	return columns_end(&c, width, o);
}

static uint64_t
matched(const struct report_page *p, struct out *o, size_t width)
{
	static const char *const head[] = { "observed", "users", "converted", "rate", "95 %",
		"others", "rate", "points", "95 %", "p", NULL };
	struct columns c = { 0 };

	begin(&c, "lrrrrrrrrr");
	heads(&c, head);
	for (size_t m = 0; m < p->report->plan.messages; m++) {
		const struct report_matched *x = &p->match->of[m];

		columns_cell(&c, p->report->plan.message[m].name);
		share_cells(&c, x->exposed);
		count_cell(&c, (int64_t)x->others);
		if (isnan(x->rate))
			dash(&c);
		else
			columns_print(&c, "%.1f %%", 100 * x->rate);
		percent_cells(&c, x->diff, x->ci, true);
		p_cell(&c, x->p);
	}
	return columns_end(&c, width, o);
}

/* ---- what is to be known before any figure ---- */

static void
health(const struct report_page *p, struct out *o, struct buf *text, uint64_t *lines)
{
	const struct report *r = p->report;
	bool odd = p->balance.srm < SRM_ALARM || p->level_srm < SRM_ALARM;

	put_count(text, r->counted, " users counted, ");
	put_count(text, r->immature, " whose window is not over, ");
	put_count(text, r->several, " with several messages");
	line(o, text, lines);
	buf_printf(text, "shares of messages: p %.2g, in the least equal activity %.2g: %s",
	    p->balance.srm, p->level_srm,
	    odd ? "users are missing, trust no figure" : "as they should be");
	line(o, text, lines);
	if (p->known && !r->unknown) {
		buf_printf(text, "users of two messages differ by at most %.3f deviations: %s",
		    p->balance.smd_most, p->balance.smd_most < 0.1 ? "alike" : "not alike");
		line(o, text, lines);
	}
	buf_printf(text, "lift and points are against %.*s", SPAN_SHOW(r->plan.message[0].name));
	line(o, text, lines);
}

uint64_t
report_table(const struct report_page *p, struct out *o, size_t width)
{
	struct buf text = { 0 };
	uint64_t lines = 0;

	if (!p->report->plan.messages)
		return 0;
	health(p, o, &text, &lines);
	line(o, &text, &lines);
	lines += cells(p, o, width);
	if (p->report->plan.messages > 1) {
		line(o, &text, &lines);
		lines += pooled(p, o, width);
	}
	if (p->move) {
		line(o, &text, &lines);
		lines += moves(p, o, width);
	}
	if (p->events) {
		line(o, &text, &lines);
		lines += retention(p, o, width);
		line(o, &text, &lines);
		lines += frequency(p, o, width);
	}
	if (p->match) {
		line(o, &text, &lines);
		lines += matched(p, o, width);
	}
	buf_free(&text);
	return lines;
}
