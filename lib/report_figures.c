#include "report_figures.h"

#include <math.h>

#include "diag.h"
#include "several.h"

static const double alpha = 0.05;
static const struct interval unknown = { NAN, NAN };

double
report_z(void)
{
	return dist_normal_find(alpha / 2);
}

static void *
must(void *p)
{
	if (!p)
		die_errno(DIAG_STOPPED, "memory for figures");
	return p;
}

/* ---- one message against the control ---- */

static void
test(struct report_versus *v, struct proportion a, struct proportion b)
{
	int64_t fewest = a.n < b.n ? a.n : b.n;

	v->exact = proportion_least_expected(a, b) < 5;
	v->low = fewest < REPORT_LEAST_USERS || b.k < REPORT_LEAST_CONVERTED;
	v->p = NAN;
	if (fewest < REPORT_LEAST_USERS)
		return;
	v->p = v->exact ? proportion_fisher(a, b)
	    : fmin(1, 2 * dist_normal_above(fabs(proportion_score(a, b))));
}

/* No sequence of few users, nor where neither rate varies: its width would be 0. */
static void
sequence(const struct means_effect *e, bool enough, struct interval *ci, double *p)
{
	*ci = unknown;
	*p = NAN;
	if (!(e->se > 0) || !enough)
		return;
	*ci = means_sequence(e, alpha, REPORT_TUNED);
	*p = means_sequence_p(e, alpha, REPORT_TUNED);
}

struct report_versus
report_versus(struct proportion a, struct proportion b)
{
	double pa = (double)a.k / (double)a.n, pb = (double)b.k / (double)b.n, z = report_z();
	struct report_versus v = { .diff = pa - pb, .q = NAN, .shrunk_lift = NAN, .lift = NAN,
		.mde = NAN, .lift_ci = unknown };
	struct means_effect e = means_difference(means_rate((double)a.k, (double)a.n),
	    means_rate((double)b.k, (double)b.n));

	v.diff_ci = proportion_newcombe(a, b, z);
	if (b.k) {
		v.lift = pa / pb - 1;
		v.lift_ci = proportion_koopman(a, b, z);
		v.lift_ci.lo -= 1;
		v.lift_ci.hi -= 1;
	}
	/* Of two groups as large as their harmonic mean the variance is the same; of a rate
	 * of 1 there is none, and no lift either. */
	if (b.k && b.k < b.n)
		v.mde = proportion_mde(pb, 2 * a.n * b.n / (a.n + b.n));
	v.chance = proportion_chance(a, b);
	test(&v, a, b);
	sequence(&e, !isnan(v.p), &v.sequence_ci, &v.sequence_p);
	return v;
}

struct report_versus
report_versus_none(void)
{
	return (struct report_versus){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, { NAN, NAN },
		{ NAN, NAN }, { NAN, NAN }, false, true };
}

/* ---- all levels of one message ---- */

void
report_rows(const struct report *r, size_t message, struct strata_row *to)
{
	for (size_t l = 0; l < report_levels(r); l++)
		to[l] = (struct strata_row){ report_cell(r, l, message)->p, report_cell(r, l, 0)->p };
}

/* The logarithm of a ratio of rates, and 1 / its variance; weight 0: unknown. */
struct ratio {
	double log, weight;
};

static struct ratio
ratio_of(const struct strata_row *row)
{
	double ka = (double)row->a.k, na = (double)row->a.n, kb = (double)row->b.k,
	    nb = (double)row->b.n, v;

	if (!row->a.k || !row->b.k)
		return (struct ratio){ 0, 0 };
	v = 1 / ka - 1 / na + 1 / kb - 1 / nb;
	return (struct ratio){ log(ka / na / (kb / nb)), v > 0 ? 1 / v : 0 };
}

/* Their mean, and the variance between them beyond what chance gives. */
static double
common(const struct ratio *x, size_t n, double *between)
{
	double w = 0, ww = 0, sum = 0, q = 0, known = 0, mean;

	for (size_t i = 0; i < n; i++) {
		w += x[i].weight;
		ww += x[i].weight * x[i].weight;
		sum += x[i].weight * x[i].log;
		known += x[i].weight > 0;
	}
	for (size_t i = 0; i < n; i++)
		q += x[i].weight * (x[i].log - sum / w) * (x[i].log - sum / w);
	*between = known > 1 ? fmax(0, (q - (known - 1)) / (w - ww / w)) : 0;
	mean = w = 0;
	for (size_t i = 0; i < n; i++)
		if (x[i].weight > 0) {
			mean += x[i].log / (1 / x[i].weight + *between);
			w += 1 / (1 / x[i].weight + *between);
		}
	return mean / w;
}

static void
shrink(struct report_figures *f, size_t message, const struct strata_row *row)
{
	size_t levels = report_levels(f->report), step = f->report->plan.messages;
	struct ratio *x = must(calloc(levels + 1, sizeof *x));
	double mean, between;

	for (size_t l = 0; l < levels; l++)
		x[l] = ratio_of(&row[l]);
	mean = common(x, levels, &between);
	for (size_t l = 0; l < levels; l++) {
		double own = between * x[l].weight;

		if (x[l].weight > 0)
			f->cell[l * step + message].shrunk_lift =
			    exp((own * x[l].log + mean) / (own + 1)) - 1;
	}
	free(x);
}

static struct report_pooled
pool(const struct strata_row *row, size_t levels)
{
	struct report_pooled p = { .holm_p = NAN, .drawn_p = NAN, .cuped_p = NAN, .cuped_ci = unknown,
		.cuped = { NAN, NAN, NAN, 0 }, .cuped_reduction = NAN };
	struct means_effect e;
	double chi2;
	int df;

	p.diff = strata_difference(row, levels, report_z());
	p.lift = strata_lift(row, levels, report_z());
	/* Where neither rate varies, an interval of no width is none. */
	if (!(p.diff.se > 0)) {
		p.diff.ci = unknown;
		p.diff.p = NAN;
		p.lift = (struct strata_effect){ NAN, NAN, unknown, NAN };
	}
	p.odds = strata_odds(row, levels, report_z());
	p.cmh_p = dist_chi2_above(strata_cmh(row, levels, false), 1);
	chi2 = strata_tarone(row, levels, &df);
	p.differs_p = df > 0 ? dist_chi2_above(chi2, df) : NAN;
	e = (struct means_effect){ .estimate = p.diff.estimate, .se = p.diff.se };
	for (size_t l = 0; l < levels; l++)
		if (row[l].a.n && row[l].b.n)
			e.n += (double)(row[l].a.n + row[l].b.n);
	sequence(&e, true, &p.sequence_ci, &p.sequence_p);
	return p;
}

/* ---- all of them ---- */

static void
one_message(struct report_figures *f, size_t m, struct strata_row *row)
{
	const struct report *r = f->report;
	size_t levels = report_levels(r);

	report_rows(r, m, row);
	for (size_t l = 0; l < levels; l++)
		if (row[l].a.n && row[l].b.n)
			f->cell[l * r->plan.messages + m] = report_versus(row[l].a, row[l].b);
	if (r->total[m].p.n && r->total[0].p.n)
		f->total[m] = report_versus(r->total[m].p, r->total[0].p);
	shrink(f, m, row);
	f->pooled[m] = pool(row, levels);
}

/* BH over all cells that have a p. */
static void
adjust_cells(struct report_figures *f, double *p)
{
	size_t cells = report_levels(f->report) * f->report->plan.messages, n = 0;

	for (size_t i = 0; i < cells; i++)
		if (!isnan(f->cell[i].p))
			p[n++] = f->cell[i].p;
	several_bh(p, p, n);
	n = 0;
	for (size_t i = 0; i < cells; i++)
		if (!isnan(f->cell[i].p))
			f->cell[i].q = p[n++];
}

/* Holm over messages. */
static void
adjust_pooled(struct report_figures *f, double *p)
{
	size_t messages = f->report->plan.messages, n = 0;

	for (size_t m = 1; m < messages; m++)
		if (!isnan(f->pooled[m].diff.p))
			p[n++] = f->pooled[m].diff.p;
	several_holm(p, p, n);
	n = 0;
	for (size_t m = 1; m < messages; m++)
		if (!isnan(f->pooled[m].diff.p))
			f->pooled[m].holm_p = p[n++];
}

void
report_figures_init(struct report_figures *f, const struct report *r)
{
	size_t messages = r->plan.messages, cells = report_levels(r) * messages;
	struct strata_row *row = must(calloc(report_levels(r) + 1, sizeof *row));
	double *p;

	*f = (struct report_figures){ .report = r };
	f->cell = must(calloc(cells + messages + 1, sizeof *f->cell));
	f->pooled = must(calloc(messages + 1, sizeof *f->pooled));
	f->total = f->cell + cells;
	for (size_t i = 0; i < cells + messages; i++)
		f->cell[i] = report_versus_none();
	for (size_t m = 1; m < messages; m++)
		one_message(f, m, row);
	p = must(calloc(cells + messages + 1, sizeof *p));
	adjust_cells(f, p);
	adjust_pooled(f, p);
	free(p);
	free(row);
}

void
report_figures_free(struct report_figures *f)
{
	free(f->cell);
	free(f->pooled);
}

/* ---- CUPED ---- */

/* In integers, so that the order of users does not matter. */
struct sums {
	uint64_t n, y;
	__extension__ unsigned __int128 x, xx, xy;
};

static void
add(struct sums *s, uint64_t x, bool converted)
{
	s->n++;
	s->y += converted;
	s->x += x;
	s->xx += __extension__ (unsigned __int128)x * x;
	s->xy += converted ? x : 0;
}

static struct means_pairs
pairs(const struct sums *s)
{
	return (struct means_pairs){ (double)s->n, (double)s->y, (double)s->y, (double)s->x,
		(double)s->xx, (double)s->xy };
}

void
report_figures_cuped(struct report_figures *f, enum user_number number)
{
	const struct report *r = f->report;
	struct sums of[ASSIGN_MESSAGES] = { { 0 } };
	struct means_pairs control;

	for (size_t i = 0; i < r->seen.n; i++) {
		const struct assign_user *u = r->seen.order[i];

		if (report_counts(u->at) && u->at & REPORT_KNOWN)
			add(&of[u->message], assign_number(u, number), u->at & REPORT_CONVERTED);
	}
	control = pairs(&of[0]);
	for (size_t m = 1; m < r->plan.messages; m++) {
		struct means_pairs own = pairs(&of[m]);
		struct means_cuped c;

		if (of[m].n < 2 || of[0].n < 2)
			continue;
		c = means_cuped(&own, &control);
		f->pooled[m].cuped = means_difference(c.a, c.b);
		f->pooled[m].cuped_reduction = c.reduction;
		if (!(f->pooled[m].cuped.se > 0))
			continue;
		f->pooled[m].cuped_ci = means_interval(&f->pooled[m].cuped, alpha);
		f->pooled[m].cuped_p = means_p(&f->pooled[m].cuped);
	}
}
