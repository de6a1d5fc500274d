#include "report_match.h"

#include <math.h>

#include "activity.h"
#include "diag.h"
#include "report_figures.h"
#include "tstamp.h"

/* A user of the users file. */
struct report_match_user {
	int64_t first_ns;      /* exposure; INT64_MAX: none */
	const struct assign_user *seen;   /* in the records; NULL: not there */
	struct timeline goals;
};

/* A user who was exposed. */
struct report_match_exposed {
	uint32_t stratum;
	int32_t week;
	int64_t ns;
	bool converted;
};

/* All who were exposed in a segment and week, and those who stand for them. */
struct report_match_cell {
	uint32_t stratum;
	int32_t week;
	size_t from;           /* of m->exposed */
	struct proportion exposed, others;
};

static void *
room(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (!p)
		die_errno(DIAG_STOPPED, "memory for counterparts");
	return p;
}

/* Whether the records are of this goal, or do not say which. */
static bool
is_goal(struct report_match *m)
{
	struct span written = { m->report->about.p, m->report->goal_n }, name;

	return !written.n || (written.p[0] == '"' &&
	    !jtext_decode(written, &m->scratch, &name) && span_eq(name, pred_name(m->goal)));
}

/* A user of the records is found in the users file. */
static void
join(struct report_match *m, const struct assign_user *u)
{
	const struct report *r = m->report;
	const struct assign_user *given = table_find(&r->given.users, table_key(&r->seen.users, u));
	struct report_match_user *own;

	if (!given) {
		if (u->message < r->plan.messages)
			m->of[u->message].not_in_users++;
		return;
	}
	own = &m->user[report_number(given)];
	own->seen = u;
	if (report_times(r, u)->exposed_ns != CONVERSION_RECORD_NEVER)
		own->first_ns = report_times(r, u)->exposed_ns;
}

const char *
report_match_init(struct report_match *m, const struct report *r, const struct pred *exposure,
    const struct pred *goal)
{
	struct table_walk walk = { 0 };
	const struct assign_user *u;

	*m = (struct report_match){ .report = r, .exposure = exposure, .goal = goal,
		.window_ns = report_window_ns(r), .key = prf_key(NULL, SPAN("report_match")) };
	if (!is_goal(m))
		return "the records are of another goal";
	if (r->seen.n && m->window_ns < 0)
		return "the records do not say window_s";
	m->user = room(r->given.users.n, sizeof *m->user);
	for (size_t i = 0; i < r->given.users.n; i++)
		m->user[i].first_ns = INT64_MAX;
	while ((u = table_next(&r->seen.users, &walk)))
		join(m, u);
	return NULL;
}

void
report_match_free(struct report_match *m)
{
	timeline_free(&m->pool);
	buf_free(&m->scratch);
	free(m->user);
	free(m->exposed);
	free(m->ns);
	free(m->cell);
	free(m->first);
}

bool
report_match_add(struct report_match *m, const struct event *event)
{
	const struct assign_user *u = table_find(&m->report->given.users,
	    event_user(event, &m->scratch));
	struct report_match_user *own;
	bool shown, goal;

	if (!u)
		return false;
	own = &m->user[report_number(u)];
	shown = pred_match(m->exposure, event, &m->scratch);
	goal = pred_match(m->goal, event, &m->scratch);
	if (shown && event->timestamp.ns < own->first_ns)
		own->first_ns = event->timestamp.ns;
	if (goal)
		timeline_add(&m->pool, &own->goals, event->timestamp.ns, 0);
	return shown || goal;
}

/* ---- who was exposed ---- */

/* A user of the file as one of them; false: he is none, or left out. */
static bool
exposed_of(const struct report_match *m, const struct assign_user *u, size_t message,
    struct report_match_exposed *to, uint64_t *immature)
{
	const struct assign_user *seen = m->user[report_number(u)].seen;
	int64_t ns;

	if (!seen || seen->message != message)
		return false;
	ns = report_times(m->report, seen)->exposed_ns;
	if (!report_counts(seen->at) || ns == CONVERSION_RECORD_NEVER ||
	    !timeline_over(ns, m->end_ns, m->window_ns)) {
		++*immature;
		return false;
	}
	*to = (struct report_match_exposed){ u->stratum,
		activity_unit(tstamp_day(tstamp_seconds(ns)), ACTIVITY_WEEKS), ns,
		seen->at & REPORT_CONVERTED };
	return true;
}

static int
by_cell(const void *a, const void *b)
{
	const struct report_match_exposed *x = a, *y = b;

	if (x->stratum != y->stratum)
		return x->stratum < y->stratum ? -1 : 1;
	if (x->week != y->week)
		return x->week < y->week ? -1 : 1;
	return (x->ns > y->ns) - (x->ns < y->ns);
}

/* m->exposed of the message, in order of cells, by time. */
static size_t
gather(struct report_match *m, size_t message)
{
	struct table_walk walk = { 0 };
	const struct assign_user *u;
	size_t n = 0;

	while ((u = table_next(&m->report->given.users, &walk)))
		n += exposed_of(m, u, message, &m->exposed[n], &m->of[message].immature);
	qsort(m->exposed, n, sizeof *m->exposed, by_cell);
	for (size_t i = 0; i < n; i++)
		m->ns[i] = m->exposed[i].ns;
	return n;
}

/* m->first[s] becomes the first cell of segment s, m->first[s + 1] the one behind. */
static void
find_cells(struct report_match *m, size_t n)
{
	size_t strata = m->report->given.strata.n;

	m->cells = 0;
	for (size_t i = 0; i < n; i++) {
		const struct report_match_exposed *x = &m->exposed[i];
		struct report_match_cell *c = m->cells ? &m->cell[m->cells - 1] : NULL;

		if (!c || c->stratum != x->stratum || c->week != x->week) {
			c = &m->cell[m->cells++];
			*c = (struct report_match_cell){ x->stratum, x->week, i, { 0, 0 }, { 0, 0 } };
		}
		c->exposed.n++;
		c->exposed.k += x->converted;
	}
	for (size_t s = 0, at = 0; s <= strata; s++) {
		while (at < m->cells && m->cell[at].stratum < s)
			at++;
		m->first[s] = at;
	}
}

/* ---- who stands for them ---- */

/* Whether the user was not exposed until the window is over that begins at `ns`. */
static bool
is_free(const struct report_match *m, const struct report_match_user *own, int64_t ns)
{
	return own->first_ns == INT64_MAX ||
	    (own->first_ns > ns && !timeline_within(ns, own->first_ns, m->window_ns));
}

static bool
reaches_goal(const struct report_match *m, const struct timeline_event *goal, size_t n, int64_t ns)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t middle = (lo + hi) / 2;

		if (goal[middle].ns < ns)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo < n && timeline_within(ns, goal[lo].ns, m->window_ns);
}

/* One pass over all users of the file: who stands for whom. The first counts; in the
 * second the rates are known, and each adds what he takes off the effect. */
struct pass {
	const struct prf *key;
	bool second;
	double exposed_rate, rate;
	uint64_t users;        /* of the second: g */
	__extension__ unsigned __int128 squares;   /* in 2^-48: order does not matter */
	uint64_t others, times;
};

static double
stand(struct report_match *m, struct pass *p, const struct assign_user *u)
{
	const struct report_match_user *own = &m->user[report_number(u)];
	uint64_t id = prf_bytes(p->key, table_key(&m->report->given.users, u));
	const struct timeline_event *goal = timeline_sorted(&m->pool, &own->goals, NULL, NULL);
	uint64_t times = p->times;
	double sum = 0;

	for (size_t i = m->first[u->stratum]; i < m->first[u->stratum + 1]; i++) {
		struct report_match_cell *c = &m->cell[i];
		uint64_t draw;
		int64_t ns;
		bool done;

		/* Cells are in order of weeks: nor is he free in any after this. */
		if (own->first_ns <= m->ns[c->from])
			break;
		draw = prf_numbers(p->key, id, (uint64_t)c->week) >> 32;
		ns = m->ns[c->from + (draw * (uint64_t)c->exposed.n >> 32)];
		if (!is_free(m, own, ns))
			continue;
		done = reaches_goal(m, goal, own->goals.n, ns);
		p->times++;
		if (p->second)
			sum -= (done - p->rate) * (double)c->exposed.n / (double)c->others.n;
		c->others.n += !p->second;
		c->others.k += !p->second && done;
	}
	p->others += p->times > times;
	return sum;
}

/* What one who was exposed himself adds, in a cell that has counterparts. */
static double
was_exposed(struct report_match *m, struct pass *p, size_t message, const struct assign_user *u,
    bool *is)
{
	struct report_match_exposed x;
	uint64_t immature = 0;

	if (!exposed_of(m, u, message, &x, &immature))
		return 0;
	for (size_t i = m->first[x.stratum]; i < m->first[x.stratum + 1]; i++)
		if (m->cell[i].week == x.week && m->cell[i].others.n) {
			*is = true;
			return x.converted - p->exposed_rate;
		}
	return 0;
}

static void
pass(struct report_match *m, struct pass *p, size_t message)
{
	struct table_walk walk = { 0 };
	const struct assign_user *u;

	while ((u = table_next(&m->report->given.users, &walk))) {
		uint64_t before = p->others;
		double sum = stand(m, p, u);
		bool counts = p->others > before;

		if (!p->second)
			continue;
		sum += was_exposed(m, p, message, u, &counts);
		p->users += counts;
		p->squares += __extension__ (unsigned __int128)(sum * sum * 0x1p48);
	}
}

/* ---- the effect ---- */

static void
weigh(struct report_match *m, struct report_matched *to)
{
	double sum = 0;

	for (size_t i = 0; i < m->cells; i++) {
		const struct report_match_cell *c = &m->cell[i];

		if (!c->others.n) {
			to->alone += (uint64_t)c->exposed.n;
			continue;
		}
		to->cells++;
		to->exposed.n += c->exposed.n;
		to->exposed.k += c->exposed.k;
		sum += (double)c->exposed.n * (double)c->others.k / (double)c->others.n;
	}
	to->rate = sum / (double)to->exposed.n;
	to->diff = (double)to->exposed.k / (double)to->exposed.n - to->rate;
}

static void
test(struct report_matched *to)
{
	double half = report_z() * to->se;

	to->ci = (struct interval){ NAN, NAN };
	to->p = NAN;
	if (!(to->se > 0))
		return;
	to->ci = (struct interval){ to->diff - half, to->diff + half };
	if (to->exposed.n >= REPORT_LEAST_USERS && to->others >= REPORT_LEAST_USERS)
		to->p = 2 * dist_normal_above(fabs(to->diff / to->se));
}

static void
match(struct report_match *m, size_t message)
{
	struct prf key = prf_key(&m->key, m->report->plan.message[message].name);
	struct report_matched *to = &m->of[message];
	struct pass first = { .key = &key }, second = { .key = &key, .second = true };

	find_cells(m, gather(m, message));
	pass(m, &first, message);
	weigh(m, to);
	to->others = first.others;
	to->times = first.times;
	second.rate = to->rate;
	second.exposed_rate = (double)to->exposed.k / (double)to->exposed.n;
	if (to->exposed.n)
		pass(m, &second, message);
	to->se = sqrt((double)second.squares * 0x1p-48 * (double)second.users /
	    (double)(second.users - 1)) / (double)to->exposed.n;
	test(to);
}

void
report_match_settle(struct report_match *m, int64_t end_ns)
{
	const struct report *r = m->report;

	m->end_ns = end_ns;
	m->exposed = room(r->seen.n, sizeof *m->exposed);
	m->ns = room(r->seen.n, sizeof *m->ns);
	m->cell = room(r->seen.n, sizeof *m->cell);
	m->first = room(r->given.strata.n, sizeof *m->first);
	for (size_t i = 0; i < r->plan.messages; i++)
		match(m, i);
}
