#include "report_days.h"

#include <math.h>

#include "diag.h"
#include "tstamp.h"

static void *
room(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (!p)
		die_errno(DIAG_STOPPED, "memory for days");
	return p;
}

/* NULL of a user of several messages, and where a time is missing. */
static const struct report_times *
times_of(const struct report_days *d, const struct assign_user *u)
{
	const struct report_times *t = report_times(d->report, u);

	if (u->message >= d->messages || t->exposed_ns == CONVERSION_RECORD_NEVER)
		return NULL;
	return u->at & REPORT_CONVERTED && t->converted_ns == CONVERSION_RECORD_NEVER ? NULL : t;
}

/* ---- conversion over time ---- */

static int32_t
day_of(int64_t ns)
{
	return tstamp_day(tstamp_seconds(ns));
}

/* Whose window is over, with times. */
static const struct report_times *
counted(const struct report_days *d, const struct assign_user *u)
{
	return report_counts(u->at) ? times_of(d, u) : NULL;
}

/* Until when something can come of a user: the end of the window, or of the data where
 * that comes first, or records do not say the window. */
static int64_t
last_of(const struct report_days *d, const struct report_times *t, int64_t end_ns)
{
	int64_t window = report_window_ns(d->report), last;

	if (window < 0 || __builtin_add_overflow(t->exposed_ns, window, &last) || last > end_ns)
		last = end_ns;
	if (last < t->exposed_ns)
		last = t->exposed_ns;
	return last < t->converted_ns ? t->converted_ns : last;
}

/* Ends of days that are known, so that the last one always is among them. */
static void
find_days(struct report_days *d, int64_t end_ns)
{
	const struct assign *seen = &d->report->seen;
	int64_t first = INT64_MAX, last = INT64_MIN;
	int32_t span;

	for (size_t i = 0; i < seen->n; i++) {
		const struct assign_user *u = seen->order[i];
		const struct report_times *t = counted(d, u);

		d->untimed += u->message < d->messages && !times_of(d, u);
		if (!t)
			continue;
		if (t->exposed_ns < first)
			first = t->exposed_ns;
		if (last_of(d, t, end_ns) > last)
			last = last_of(d, t, end_ns);
	}
	if (first > last)
		return;
	span = day_of(last) - day_of(first);
	d->day_step = span / REPORT_DAYS_STEPS + 1;
	d->day_first = day_of(first) + span % d->day_step;
	d->days = (size_t)(span / d->day_step) + 1;
}

/* The first of the days at whose end a time is past. */
static struct proportion *
place_of(const struct report_days *d, int64_t ns, size_t message)
{
	int32_t after = day_of(ns) - d->day_first;
	size_t day = after > 0 ? (size_t)((after + d->day_step - 1) / d->day_step) : 0;

	return &d->grown[day * d->messages + message];
}

static void
grow(struct report_days *d, int64_t end_ns)
{
	const struct assign *seen = &d->report->seen;
	size_t messages = d->messages;

	find_days(d, end_ns);
	d->grown = room(d->days * messages, sizeof *d->grown);
	for (size_t i = 0; i < seen->n; i++) {
		const struct assign_user *u = seen->order[i];
		const struct report_times *t = counted(d, u);

		if (!t)
			continue;
		place_of(d, t->exposed_ns, u->message)->n++;
		if (u->at & REPORT_CONVERTED)
			place_of(d, t->converted_ns, u->message)->k++;
	}
	for (size_t i = messages; i < d->days * messages; i++) {
		d->grown[i].n += d->grown[i - messages].n;
		d->grown[i].k += d->grown[i - messages].k;
	}
}

struct report_versus
report_days_versus(const struct report_days *d, size_t day, size_t message)
{
	struct proportion a = report_days_grown(d, day, message), b = report_days_grown(d, day, 0);

	return message && a.n && b.n ? report_versus(a, b) : report_versus_none();
}

/* ---- time to convert ---- */

/* Until when a user was in sight; without a window, to the end of the data. */
static int64_t
seen_for(const struct report_days *d, const struct assign_user *u, const struct report_times *t,
    int64_t end_ns)
{
	int64_t window = report_window_ns(d->report), seen;

	if (u->at & REPORT_CONVERTED)
		return __builtin_sub_overflow(t->converted_ns, t->exposed_ns, &seen) ? INT64_MAX : seen;
	if (u->at & REPORT_MATURE && window >= 0)
		return window;
	if (end_ns <= t->exposed_ns)
		return 0;
	if (__builtin_sub_overflow(end_ns, t->exposed_ns, &seen))
		seen = INT64_MAX;
	return window >= 0 && window < seen ? window : seen;
}

/* Users by message, one message behind the other; *longest is the longest time. */
static struct survival_user *
gather(struct report_days *d, int64_t end_ns, int64_t *longest)
{
	const struct assign *seen = &d->report->seen;
	struct survival_user *users = room(seen->n, sizeof *users);
	size_t at[ASSIGN_MESSAGES + 1] = { 0 };

	for (size_t i = 0; i < seen->n; i++)
		if (times_of(d, seen->order[i]))
			d->waiting[seen->order[i]->message]++;
	for (size_t m = 0; m < d->messages; m++)
		at[m + 1] = at[m] + d->waiting[m];
	*longest = 0;
	for (size_t i = 0; i < seen->n; i++) {
		const struct assign_user *u = seen->order[i];
		const struct report_times *t = times_of(d, u);
		struct survival_user s = { .converted = u->at & REPORT_CONVERTED };

		if (!t)
			continue;
		s.time = seen_for(d, u, t, end_ns);
		if (s.time > *longest)
			*longest = s.time;
		users[at[u->message]++] = s;
	}
	return users;
}

/* Steps that people count in; the fewest that are not more than there is room for. */
static void
find_step(struct report_days *d, int64_t longest)
{
	static const int64_t nice[] = { 1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 10800, 21600,
		43200 };
	const int64_t day = 86400;
	int64_t seconds = longest / TSTAMP_SECOND + (longest % TSTAMP_SECOND > 0);
	size_t i = 0;

	while (i < sizeof nice / sizeof *nice && seconds > nice[i] * REPORT_DAYS_STEPS)
		i++;
	d->step_s = i < sizeof nice / sizeof *nice ? nice[i]
	    : (seconds + day * REPORT_DAYS_STEPS - 1) / (day * REPORT_DAYS_STEPS) * day;
	d->steps = (size_t)((seconds + d->step_s - 1) / d->step_s);
}

/* The curve goes down at its points; here is where it stands at each step. */
static void
read_off(const struct report_days *d, size_t m, const struct survival_user *users,
    const struct survival_point *point, size_t points)
{
	struct report_wait w = { .ci = { NAN, NAN } };
	size_t gone = 0, at = 0;

	for (size_t i = 0; i <= d->steps; i++) {
		int64_t time = (int64_t)i * d->step_s;

		time = time > INT64_MAX / TSTAMP_SECOND ? INT64_MAX : time * TSTAMP_SECOND;
		while (gone < d->waiting[m] && users[gone].time < time)
			gone++;
		for (; at < points && point[at].time <= time; at++) {
			w.converted += point[at].converted;
			w.rate = 1 - point[at].share;
			w.ci = (struct interval){ 1 - point[at].ci.hi, 1 - point[at].ci.lo };
		}
		w.left = d->waiting[m] - gone;
		d->wait[m * (d->steps + 1) + i] = w;
	}
}

static void
survive(struct report_days *d, int64_t end_ns)
{
	int64_t window = report_window_ns(d->report), longest;
	struct survival_user *users = gather(d, end_ns, &longest), *own = users;
	struct survival_point *point;
	size_t most = 0;

	find_step(d, window > longest ? window : longest);
	for (size_t m = 0; m < d->messages; m++)
		if (d->waiting[m] > most)
			most = d->waiting[m];
	point = room(most, sizeof *point);
	d->wait = room(d->messages * (d->steps + 1), sizeof *d->wait);
	for (size_t m = 0; m < d->messages; own += d->waiting[m++])
		read_off(d, m, own, point,
		    survival_curve(own, d->waiting[m], report_z(), point));
	free(point);
	free(users);
}

/* ---- active days ---- */

/* -1: not known. */
static int32_t
l28_of(const struct report_days *d, const struct assign_user *u, const struct users *after)
{
	const struct user *later;

	if (!after)
		return u->at & REPORT_L28 ? u->l28 : -1;
	later = users_find(after, table_key(&d->report->seen.users, u));
	return later ? later->l28 : -1;
}

static void
count_active(struct report_days *d, const struct users *after)
{
	const struct assign *seen = &d->report->seen;

	for (size_t i = 0; i < seen->n; i++) {
		const struct assign_user *u = seen->order[i];
		int32_t l28 = u->message < d->messages ? l28_of(d, u, after) : -1;

		if (l28 < 0)
			continue;
		d->active[u->message * REPORT_DAYS_L28 + (size_t)l28]++;
		d->of[u->message]++;
		d->active_of = after ? "after" : "users";
	}
}

void
report_days_init(struct report_days *d, const struct report *r, int64_t end_ns,
    const struct users *after)
{
	*d = (struct report_days){ .report = r, .messages = r->plan.messages };
	d->waiting = room(d->messages, sizeof *d->waiting);
	d->active = room(d->messages * (REPORT_DAYS_L28 + 1), sizeof *d->active);
	d->of = d->active + d->messages * REPORT_DAYS_L28;
	grow(d, end_ns);
	survive(d, end_ns);
	count_active(d, after);
}

void
report_days_free(struct report_days *d)
{
	free(d->grown);
	free(d->waiting);
	free(d->wait);
	free(d->active);
}
