#include "report_events.h"

#include "diag.h"

/* Bit n of `on`: active on day n; the one behind the last: later than that. */
struct report_events_user {
	uint32_t on;
	struct timeline sent;
};

static const int64_t week = 7 * TSTAMP_DAY;

static void *
room(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (!p)
		die_errno(DIAG_STOPPED, "memory for users of events");
	return p;
}

void
report_events_init(struct report_events *e, const struct report *r, const struct pred *exposure)
{
	*e = (struct report_events){ .report = r, .exposure = exposure,
		.messages = r->plan.messages };
	e->user = room(r->seen.users.n, sizeof *e->user);
	e->on = room(2 * e->messages * REPORT_EVENTS_DAYS, sizeof *e->on);
	e->since = e->on + e->messages * REPORT_EVENTS_DAYS;
	e->often = room((e->messages + 1) * REPORT_EVENTS_OFTEN, sizeof *e->often);
}

void
report_events_free(struct report_events *e)
{
	timeline_free(&e->pool);
	buf_free(&e->scratch);
	free(e->user);
	free(e->on);
	free(e->often);
}

const char *
report_events_add(struct report_events *e, const struct event *event)
{
	const struct report *r = e->report;
	const struct assign_user *u = table_find(&r->seen.users, event_user(event, &e->scratch));
	struct report_events_user *own;
	int64_t exposed, day;

	if (!u)
		return "not_in_records";
	if (u->message >= e->messages)
		return "several_messages";
	own = &e->user[report_number(u)];
	exposed = report_times(r, u)->exposed_ns;
	if (pred_match(e->exposure, event, &e->scratch)) {
		timeline_add(&e->pool, &own->sent, event->timestamp.ns, 0);
		return NULL;
	}
	if (exposed == CONVERSION_RECORD_NEVER)
		return "no_exposed_at";
	if (event->timestamp.ns < exposed)
		return "before_exposure";
	day = (int64_t)(((uint64_t)event->timestamp.ns - (uint64_t)exposed) / (uint64_t)TSTAMP_DAY);
	own->on |= UINT32_C(1) << (day < REPORT_EVENTS_DAYS ? day : REPORT_EVENTS_DAYS);
	return NULL;
}

/* ---- what the events say of one user ---- */

static void
count_days(struct report_events *e, const struct assign_user *u, int64_t end_ns)
{
	int64_t exposed = report_times(e->report, u)->exposed_ns;
	uint32_t on = e->user[report_number(u)].on;
	size_t row = u->message * REPORT_EVENTS_DAYS;

	if (exposed == CONVERSION_RECORD_NEVER)
		return;
	for (size_t day = 0; day < REPORT_EVENTS_DAYS; day++) {
		if (!timeline_over(exposed, end_ns, (int64_t)(day + 1) * TSTAMP_DAY))
			break;
		e->on[row + day].n++;
		e->on[row + day].k += on >> day & 1;
		e->since[row + day].n++;
		e->since[row + day].k += on >> day != 0;
	}
}

/* Two messages that are exactly 168 hours apart are not in the same 7 days. */
static size_t
most_in_a_week(const struct timeline_event *sent, size_t n)
{
	size_t most = 0;

	for (size_t from = 0, to = 0; from < n; from++) {
		while (to < n && !timeline_over(sent[from].ns, sent[to].ns, week))
			to++;
		if (to - from > most)
			most = to - from;
	}
	return most;
}

static void
count_sent(struct report_events *e, const struct assign_user *u)
{
	const struct timeline *sent = &e->user[report_number(u)].sent;
	size_t most = most_in_a_week(timeline_sorted(&e->pool, sent, NULL, NULL), sent->n);

	if (most >= REPORT_EVENTS_OFTEN)
		most = REPORT_EVENTS_OFTEN - 1;
	e->often[u->message * REPORT_EVENTS_OFTEN + most]++;
	e->often[e->messages * REPORT_EVENTS_OFTEN + most]++;
}

void
report_events_settle(struct report_events *e, int64_t end_ns)
{
	const struct assign *seen = &e->report->seen;

	for (size_t i = 0; i < seen->n; i++) {
		const struct assign_user *u = seen->order[i];

		if (u->message >= e->messages)
			continue;
		count_days(e, u, end_ns);
		count_sent(e, u);
	}
}

struct proportion
report_events_often(const struct report_events *e, size_t message, size_t number)
{
	const uint64_t *row = e->often + message * REPORT_EVENTS_OFTEN;
	struct proportion p = { (int64_t)row[number], 0 };

	for (size_t i = 0; i < REPORT_EVENTS_OFTEN; i++)
		p.n += (int64_t)row[i];
	return p;
}
