/* What comes in: users files and records of conversion. */
#include "diag.h"
#include "report.h"
#include "sidefile.h"

static const int64_t most_events = INT64_C(1) << 48;

static int
refuse(struct reject *why, struct span field, const char *reason, const char *text)
{
	return rejects_why(why, SPAN(""), field, SPAN(""), reason, text);
}

/* Number in r->messages, or 0: a name that the plan does not have, or one too many. */
static uint32_t
message_of(struct report *r, struct span name)
{
	uint32_t number;
	size_t m = 0;

	while (m < r->plan.messages && !span_eq(r->plan.message[m].name, name))
		m++;
	if (r->named && m == r->plan.messages)
		return 0;
	number = words_put(&r->messages, name);
	return number <= ASSIGN_MESSAGES ? number : 0;
}

static int
refuse_message(const struct report *r, struct reject *why)
{
	return refuse(why, SPAN("message"), "other_message",
	    r->named ? "none of --message and --control" : "more than 64 messages");
}

static struct assign_user
user_of(struct assign *a, const struct user_record *u)
{
	return (struct assign_user){
		.events = u->number[USER_EVENTS],
		.recency = (int32_t)u->number[USER_RECENCY],
		.tenure = (int32_t)u->number[USER_TENURE],
		.l28 = (int32_t)u->number[USER_L28],
		.stratum = assign_strata_put(&a->strata, u->activity, u->segment),
		.message = ASSIGN_NONE,
	};
}

/* ---- users files ---- */

static int
take_user(void *arg, struct span line, struct reject *why)
{
	struct report *r = arg;
	struct user_record record;
	uint32_t message = 0;
	struct assign_user *u;
	bool made;

	if (user_record_read(&r->reader.user, line, &record, why))
		return -1;
	if (record.number[USER_EVENTS] > most_events)
		return refuse(why, SPAN("events"), "bad_value", "too many to be a count of them");
	if (record.message.n && !(message = message_of(r, record.message)))
		return refuse_message(r, why);
	u = table_put(&r->given.users, record.user_id, &made);
	if (!made)
		return refuse(why, SPAN("user_id"), "same_user", "was there before");
	*u = user_of(&r->given, &record);
	u->at = (r->given.users.n - 1) << REPORT_NUMBER | (uint64_t)message << REPORT_MESSAGE;
	if (record.has[USER_L28] && record.number[USER_L28] <= 28)
		u->at |= REPORT_L28;
	return 0;
}

int
report_users(struct report *r, const char *path, size_t max_line, struct fault *why)
{
	return sidefile_read(path, max_line, take_user, r, why);
}

/* ---- records of conversion ---- */

/* Rates of two goals, or of two windows, are no one rate. */
static bool
same_goal(struct report *r, const struct conversion_record *c)
{
	if (!r->seen.users.n) {
		r->about.n = 0;
		buf_put(&r->about, c->goal);
		buf_put(&r->about, c->window);
		r->goal_n = c->goal.n;
	}
	return span_eq((struct span){ r->about.p, r->goal_n }, c->goal) &&
	    span_eq(span_after(buf_span(&r->about), r->goal_n), c->window);
}

static void
add_flags(struct report *r, struct assign_user *u, const struct conversion_record *c,
    uint32_t message)
{
	struct assign_user *known = table_find(&r->given.users, c->user.user_id);

	u->at = (c->converted ? REPORT_CONVERTED : 0) | (c->mature ? REPORT_MATURE : 0) |
	    (c->several_messages ? REPORT_SEVERAL : 0);
	u->message = (uint16_t)message;
	if (!known)
		return;
	u->events = known->events;
	u->recency = known->recency;
	u->tenure = known->tenure;
	u->l28 = known->l28;
	if (report_given(known) && report_given(known) != message)
		r->moved++;
	known->at |= u->at;
	u->at |= REPORT_KNOWN | (known->at & REPORT_L28);
}

/* One more row for the user who was put last. */
static void
keep_times(struct report *r, const struct assign_user *u, const struct conversion_record *c)
{
	size_t at = report_number(u);

	if (at == r->times_cap) {
		r->times_cap = at ? 2 * at : 1024;
		r->times = reallocarray(r->times, r->times_cap, sizeof *r->times);
		if (!r->times)
			die_errno(DIAG_STOPPED, "memory for times");
	}
	r->times[at] = (struct report_times){ c->exposed_ns,
		c->converted ? c->converted_ns : CONVERSION_RECORD_NEVER };
	if (c->exposed_ns != CONVERSION_RECORD_NEVER)
		asof_see(&r->asof, c->exposed_ns);
	if (r->times[at].converted_ns != CONVERSION_RECORD_NEVER)
		asof_see(&r->asof, c->converted_ns);
}

int
report_take(struct report *r, struct span line, struct reject *why)
{
	struct conversion_record c;
	struct assign_user *u;
	uint32_t message;
	bool made;

	if (conversion_record_read(&r->reader, line, &c, why))
		return -1;
	if (!c.user.message.n)
		return refuse(why, SPAN("message"), "no_message", "missing or empty");
	if (!same_goal(r, &c))
		return refuse(why, SPAN("goal"), "other_goal",
		    "this goal, or window_s, is not that of the records before");
	if (!(message = message_of(r, c.user.message)))
		return refuse_message(r, why);
	u = table_put(&r->seen.users, c.user.user_id, &made);
	if (!made)
		return refuse(why, SPAN("user_id"), "same_user", "was there before");
	*u = user_of(&r->seen, &c.user);
	add_flags(r, u, &c, message);
	u->at |= (r->seen.users.n - 1) << REPORT_NUMBER;
	if (r->timed)
		keep_times(r, u, &c);
	return 0;
}
