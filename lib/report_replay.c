#include "report_replay.h"

#include <math.h>

#include "diag.h"

struct replay {
	struct report *report;
	size_t levels;
	struct strata_row *row;        /* by message, then level */
	double was[ASSIGN_MESSAGES];
	int as_large[ASSIGN_MESSAGES];
	struct buf salt;
};

static void
draw(struct replay *p, struct span salt)
{
	struct prf key = prf_key(NULL, salt);

	assign_draws(&p->report->given, &key);
	assign_blocked(&p->report->given, &key);
}

static void
add(struct strata_row *row, bool control, bool converted)
{
	struct proportion *p = control ? &row->b : &row->a;

	p->n++;
	p->k += converted;
}

/* The control's users stand in the rows of every message. */
static void
count(struct replay *p)
{
	const struct assign *a = &p->report->given;
	size_t messages = p->report->plan.messages;

	memset(p->row, 0, messages * p->levels * sizeof *p->row);
	for (size_t i = 0; i < a->n; i++) {
		const struct assign_user *u = a->order[i];
		struct strata_row *row = p->row + a->strata.row[u->stratum].level;
		bool converted = u->at & REPORT_CONVERTED;

		if (!report_counts(u->at))
			continue;
		if (u->message)
			add(row + u->message * p->levels, false, converted);
		for (size_t m = 1; m < messages && !u->message; m++)
			add(row + m * p->levels, true, converted);
	}
}

static double
difference(const struct replay *p, size_t message)
{
	return fabs(strata_difference(p->row + message * p->levels, p->levels, report_z()).estimate);
}

/* Equal differences may differ in their last digits: what is summed is not the same. */
static void
compare(struct replay *p)
{
	count(p);
	for (size_t m = 1; m < p->report->plan.messages; m++)
		p->as_large[m] += difference(p, m) >= p->was[m] - 1e-12;
}

/* Whether the file's messages are those that ev-assign gives under the salt. */
static bool
same(const struct replay *p, const uint16_t *was)
{
	const struct assign *a = &p->report->given;
	struct table_walk walk = { 0 };
	const struct assign_user *u;

	for (size_t i = 0; (u = table_next(&a->users, &walk)); i++)
		if (u->message != was[i])
			return false;
	return a->n > 0;
}

static uint16_t *
messages_now(const struct assign *a)
{
	uint16_t *was = calloc(a->users.n + 1, sizeof *was);
	struct table_walk walk = { 0 };
	const struct assign_user *u;

	if (!was)
		die_errno(DIAG_STOPPED, "memory for messages");
	for (size_t i = 0; (u = table_next(&a->users, &walk)); i++)
		was[i] = u->message;
	return was;
}

static void
replay(struct replay *p, struct report_figures *f, struct span salt)
{
	count(p);
	for (size_t m = 1; m < p->report->plan.messages; m++)
		p->was[m] = difference(p, m);
	for (int i = 0; i < REPORT_DRAWS; i++) {
		p->salt.n = 0;
		buf_put(&p->salt, salt);
		buf_printf(&p->salt, "/replay/%d", i);
		draw(p, buf_span(&p->salt));
		compare(p);
	}
	for (size_t m = 1; m < p->report->plan.messages; m++)
		if (!isnan(p->was[m]))
			f->pooled[m].drawn_p = (1 + p->as_large[m]) / (1.0 + REPORT_DRAWS);
}

int
report_replay(struct report_figures *f, struct report *r, struct span salt)
{
	struct replay p = { .report = r, .levels = r->given.strata.levels };
	uint16_t *was;
	int rc = -1;

	if (r->plan.messages < 2)
		return -1;
	p.row = calloc(r->plan.messages * (p.levels + 1), sizeof *p.row);
	if (!p.row)
		die_errno(DIAG_STOPPED, "memory for counts");
	was = messages_now(&r->given);
	draw(&p, salt);
	if (same(&p, was)) {
		replay(&p, f, salt);
		rc = 0;
	}
	free(was);
	free(p.row);
	buf_free(&p.salt);
	return rc;
}
