/* What figures show, and counterparts, as records. */
#include <math.h>

#include "report_row.h"
#include "report_write.h"

static struct span
name_of(const struct report *r, size_t message)
{
	return r->plan.message[message].name;
}

/* A record of one message; without name: of all. */
static struct buf *
begin(struct out *o, const char *type, const struct report *r, size_t message)
{
	report_row_begin(o, type);
	if (message < r->plan.messages)
		jwrite_string(&o->buf, SPAN("message"), name_of(r, message));
	return &o->buf;
}

/* ---- of records ---- */

static void
write_day(const struct report_days *d, struct out *o, size_t day, size_t m)
{
	struct proportion p = report_days_grown(d, day, m);
	struct report_versus v = report_days_versus(d, day, m);
	struct buf *b = begin(o, "day", d->report, m);

	jwrite_date(b, SPAN("day"), report_days_day(d, day));
	jwrite_int(b, SPAN("users"), p.n);
	jwrite_int(b, SPAN("converted"), p.k);
	report_row_share(b, "rate", p);
	if (!isnan(v.diff)) {
		jwrite_string(b, SPAN("vs"), name_of(d->report, 0));
		report_row_interval(b, "diff", v.diff, v.diff_ci);
		report_row_number(b, SPAN("p"), v.p);
		report_row_interval(b, "sequence", NAN, v.sequence_ci);
		report_row_number(b, SPAN("sequence_p"), v.sequence_p);
	}
	report_row_end(o);
}

static void
write_wait(const struct report_days *d, struct out *o, size_t m, size_t step)
{
	const struct report_wait *w = report_days_wait(d, m, step);
	struct buf *b = begin(o, "survival", d->report, m);

	jwrite_int(b, SPAN("seconds"), (int64_t)step * d->step_s);
	report_row_count(b, SPAN("users"), d->waiting[m]);
	report_row_count(b, SPAN("left"), w->left);
	report_row_count(b, SPAN("converted"), w->converted);
	report_row_interval(b, "rate", w->rate, w->ci);
	report_row_end(o);
}

static void
write_active(const struct report_days *d, struct out *o, size_t m, size_t l28)
{
	struct proportion p = report_days_active(d, m, l28);
	struct buf *b = begin(o, "active_days", d->report, m);

	jwrite_string(b, SPAN("of"), span_of(d->active_of));
	report_row_count(b, SPAN("l28"), l28);
	jwrite_int(b, SPAN("users"), p.n);
	jwrite_int(b, SPAN("with"), p.k);
	report_row_share(b, "share", p);
	report_row_end(o);
}

uint64_t
report_write_days(const struct report_days *d, struct out *o)
{
	uint64_t rows = d->days * d->messages;

	for (size_t day = 0; day < d->days; day++)
		for (size_t m = 0; m < d->messages; m++)
			write_day(d, o, day, m);
	for (size_t m = 0; m < d->messages; m++)
		for (size_t step = 0; step <= d->steps && d->waiting[m]; step++, rows++)
			write_wait(d, o, m, step);
	for (size_t m = 0; m < d->messages; m++)
		for (size_t l28 = 0; l28 < REPORT_DAYS_L28 && d->of[m]; l28++, rows++)
			write_active(d, o, m, l28);
	return rows;
}

/* ---- of events ---- */

static void
write_retention(const struct report_events *e, struct out *o, size_t m, size_t day)
{
	struct proportion on = report_events_on(e, m, day), since = report_events_since(e, m, day);
	struct buf *b = begin(o, "retention", e->report, m);

	report_row_count(b, SPAN("day"), day);
	jwrite_int(b, SPAN("users"), on.n);
	jwrite_int(b, SPAN("active"), on.k);
	report_row_share(b, "share", on);
	jwrite_int(b, SPAN("active_since"), since.k);
	report_row_share(b, "since", since);
	report_row_end(o);
}

static void
write_often(const struct report_events *e, struct out *o, size_t m, size_t number)
{
	struct proportion p = report_events_often(e, m, number);
	struct buf *b = begin(o, "frequency", e->report, m);

	report_row_count(b, SPAN("messages"), number);
	if (number == REPORT_EVENTS_OFTEN - 1)
		jwrite_bool(b, SPAN("or_more"), true);
	jwrite_int(b, SPAN("users"), p.n);
	jwrite_int(b, SPAN("with"), p.k);
	report_row_share(b, "share", p);
	report_row_end(o);
}

uint64_t
report_write_events(const struct report_events *e, struct out *o)
{
	uint64_t rows = 0;

	for (size_t m = 0; m < e->messages; m++)
		for (size_t day = 0; day < REPORT_EVENTS_DAYS && report_events_on(e, m, day).n; day++) {
			write_retention(e, o, m, day);
			rows++;
		}
	for (size_t m = 0; m <= e->messages; m++)
		for (size_t i = 0; i < REPORT_EVENTS_OFTEN; i++)
			if (report_events_often(e, e->messages, i).k && report_events_often(e, m, i).n) {
				write_often(e, o, m, i);
				rows++;
			}
	return rows;
}

uint64_t
report_write_matched(const struct report_match *m, struct out *o)
{
	size_t messages = m->report->plan.messages;

	for (size_t i = 0; i < messages; i++) {
		const struct report_matched *x = &m->of[i];
		struct buf *b = begin(o, "matched", m->report, i);

		jwrite_string(b, SPAN("design"), SPAN("observational"));
		jwrite_int(b, SPAN("users"), x->exposed.n);
		jwrite_int(b, SPAN("converted"), x->exposed.k);
		report_row_share(b, "rate", x->exposed);
		report_row_count(b, SPAN("others"), x->others);
		report_row_count(b, SPAN("times"), x->times);
		report_row_number(b, SPAN("others_rate"), x->rate);
		report_row_interval(b, "diff", x->diff, x->ci);
		report_row_number(b, SPAN("p"), x->p);
		report_row_count(b, SPAN("cells"), x->cells);
		report_row_count(b, SPAN("unmatched"), x->alone);
		report_row_count(b, SPAN("immature"), x->immature);
		report_row_count(b, SPAN("not_in_users"), x->not_in_users);
		report_row_end(o);
	}
	return messages;
}
