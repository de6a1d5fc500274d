/* ev-segment - put users into segments by how active they are */
#include "activity.h"
#include "diag.h"
#include "events.h"
#include "jwrite.h"
#include "num.h"
#include "pred.h"
#include "segment.h"
#include "zone.h"

enum { WHERES = 16, MIN_SEGMENT = 30, GAP_DAYS = 7 };

/* The --where conditions; all must hold. */
struct wheres {
	struct pred *pred[WHERES];
	size_t n;
};

struct as_of {
	bool given;
	int32_t day;
};

static struct run run;
static struct zone zone = { .name = "UTC", .fixed = true };
static struct as_of as_of;
static enum activity_unit unit = ACTIVITY_DAYS;
static int window = ACTIVITY_WINDOW;
static struct opt_list names;
static struct wheres wheres;
static int64_t min_segment = MIN_SEGMENT;
static bool known;

static const char *
take_as_of(void *to, const char *text)
{
	struct as_of *a = to;

	a->given = true;
	return tstamp_parse_date(span_of(text), &a->day) ? "not a date such as 2021-06-30" : NULL;
}

static const char *
take_unit(void *to, const char *text)
{
	static const char *const words[] = { "day", "week", NULL };
	int word = opt_word(text, words);

	if (word < 0)
		return "neither day nor week";
	*(enum activity_unit *)to = word ? ACTIVITY_WEEKS : ACTIVITY_DAYS;
	return NULL;
}

static const char *
take_window(void *to, const char *text)
{
	int64_t n;

	if (num_int(span_of(text), ACTIVITY_WINDOW_MIN, ACTIVITY_WINDOW_MAX, &n))
		return "not a number from 7 to 57";
	*(int *)to = (int)n;
	return NULL;
}

static const char *
take_where(void *to, const char *text)
{
	struct wheres *w = to;
	const char *why = NULL;

	if (w->n == WHERES)
		return "given too often";
	w->pred[w->n] = pred_new(text, &why);
	w->n += !why;
	return why;
}

static const struct opt options[] = {
	{ 0, "as-of", "DATE", take_as_of, &as_of,
	  "the day to measure from; drop later events [last day of the data]" },
	{ 0, "tz", "ZONE", zone_take, &zone, "where days begin: Europe/Berlin, +05:30 [UTC]" },
	{ 0, "unit", "UNIT", take_unit, &unit, "day or week: what the levels count [day]" },
	{ 0, "window", "N", take_window, &window, "days that the levels look back, 7 to 57 [28]" },
	{ 0, "event", "NAME", opt_list, &names, "only this event is activity; may be repeated" },
	{ 0, "where", "COND", take_where, &wheres,
	  "only such events are activity: plan=pro,price>=10; all must hold" },
	{ 0, "known", NULL, opt_flag, &known, "drop events without user_id" },
	{ 0, "min-segment", "N", opt_count, &min_segment, "merge tiers of fewer users [30]" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "put users into segments by how active they are",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 300 --days 60 --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-segment events.ndjson >users.ndjson\n"
	    "  $ ev-segment --tz +02:00 --where 'event!=Message Sent' events.ndjson >users.ndjson\n",
	.options = options,
};

/* All that is kept of the events. */
struct state {
	struct table users;           /* struct activity, by user id */
	struct activity_days days;    /* of all events */
	struct buf scratch;
};

static bool
is_activity(const struct event *e, struct buf *scratch)
{
	bool is = !names.n;

	for (size_t i = 0; i < names.n && !is; i++)
		is = span_is(e->event, names.item[i]);
	for (size_t i = 0; i < wheres.n && is; i++)
		is = pred_match(wheres.pred[i], e, scratch);
	return is;
}

static void
drop(const char *reason)
{
	tally_add(&run.tally, TALLY_DROPPED, reason, 1);
}

static void
take_event(void *arg, const struct event *e, const struct place *at)
{
	struct state *st = arg;
	int64_t utc = tstamp_seconds(e->timestamp.ns);
	int32_t day = tstamp_day(utc + zone_offset(&zone, utc));

	(void)at;
	if (as_of.given && day > as_of.day) {
		drop("after_as_of");
		return;
	}
	activity_days_see(&st->days, day);
	if (known && !e->user_id.n) {
		drop("anonymous");
	} else if (!is_activity(e, &st->scratch)) {
		drop("no_activity");
	} else {
		struct span user = event_user(e, &st->scratch);

		activity_update(table_put(&st->users, user, NULL), day, unit);
		run.tally.used++;
	}
}

static void
write_user(struct span id, const struct activity *a, const struct activity_frame *f,
    const struct segments *s)
{
	struct activity_view v = activity_view(a, f);
	struct segment_place place = segment_find(s, a, &v);
	struct buf *b = &run.out.buf;
	char name[SEGMENT_NAME];

	jwrite_begin(b);
	jwrite_string(b, SPAN("user_id"), id);
	jwrite_string(b, SPAN("segment"), segment_name(v.level, place.tier, name));
	jwrite_string(b, SPAN("activity"), activity_level_name(v.level));
	jwrite_string(b, SPAN("tier"), segment_tier_name(place.tier));
	jwrite_string(b, SPAN("lifecycle"), activity_cycle_name(v.cycle));
	jwrite_int(b, SPAN("recency_days"), v.recency_days);
	jwrite_int(b, SPAN("l7"), v.l7);
	jwrite_int(b, SPAN("l28"), v.l28);
	jwrite_int(b, SPAN("tenure_days"), v.tenure_days);
	jwrite_int(b, SPAN("events"), (int64_t)a->events);
	jwrite_int(b, SPAN("r"), place.r);
	jwrite_int(b, SPAN("f"), place.f);
	jwrite_int(b, SPAN("m"), place.m);
	jwrite_date(b, SPAN("first_seen"), a->first);
	jwrite_date(b, SPAN("last_seen"), a->last);
	jwrite_date(b, SPAN("as_of"), f->as_of);
	jwrite_string(b, SPAN("tz"), span_of(zone.name));
	jwrite_end(b);
	out_end_line(&run.out);
	run.tally.written++;
}

static const char *
date_text(int32_t day, char to[TSTAMP_TEXT])
{
	to[tstamp_format_date(day, to)] = '\0';
	return to;
}

/* One wrong timestamp makes all users dormant, or the data longer than they are. */
static void
check_days(const struct activity_days *d)
{
	char day[TSTAMP_TEXT], next[TSTAMP_TEXT];

	if (d->second < d->last && d->second - d->first > GAP_DAYS)
		warn("the first day of the data, %s, is %d days before the next one, %s: if its "
		    "timestamps are wrong, so are the levels", date_text(d->first, day),
		    d->second - d->first, date_text(d->second, next));
	if (!as_of.given && d->last - d->before > GAP_DAYS)
		warn("the last day of the data, %s, is %d days after the one before it, %s: if its "
		    "timestamps are wrong, so are the levels; --as-of sets the day",
		    date_text(d->last, day), d->last - d->before, date_text(d->before, next));
}

/* "core  401  4.0%  lo 100, mid 150, hi 151", for each level that has users. */
static void
print_level(enum activity_level level, const uint64_t users[], uint64_t all)
{
	char tiers[128] = "", text[NUM_GROUPED];
	uint64_t sum = users[SEGMENT_ALL];
	int n = 0;

	for (int t = SEGMENT_LO; t <= SEGMENT_HI; t++) {
		sum += users[t];
		if (users[t])
			n += snprintf(tiers + n, sizeof tiers - (size_t)n, "%s%s %s", n ? ", " : "  ",
			    segment_tier_name((enum segment_tier)t).p, num_grouped(users[t], text));
	}
	if (sum)
		warn("%-11s %11s %5.1f%%%s", activity_level_name(level).p, num_grouped(sum, text),
		    100 * (double)sum / (double)all, tiers);
}

static void
print_levels(const struct segments *s, const struct activity_frame *f, uint64_t all)
{
	char day[TSTAMP_TEXT], text[NUM_GROUPED];
	int span = activity_span(f);

	warn("%s users as of %s (%s), %d %s%s of data%s", num_grouped(all, text),
	    date_text(f->as_of, day), zone.name, span, unit == ACTIVITY_WEEKS ? "week" : "day",
	    span == 1 ? "" : "s",
	    span < ACTIVITY_SHORTEST ? ": too few for levels, there are only tiers" : "");
	for (int i = 0; i < ACTIVITY_LEVELS; i++)
		print_level((enum activity_level)i, s->users[i], all);
}

static void
write_users(const struct table *users, const struct activity_frame *f)
{
	struct table_walk walk = { 0 };
	struct segments segments;
	const struct activity *a;
	void **sorted;

	segment_init(&segments, (uint64_t)min_segment);
	while ((a = table_next(users, &walk))) {
		struct activity_view v = activity_view(a, f);

		segment_add(&segments, a, &v);
	}
	segment_settle(&segments);
	sorted = table_sorted(users);
	for (size_t i = 0; i < users->n; i++)
		write_user(table_key(users, sorted[i]), sorted[i], f, &segments);
	free(sorted);
	if (!run.quiet && users->n)
		print_levels(&segments, f, users->n);
	segment_free(&segments);
}

static void
write_all(const struct state *st)
{
	struct activity_frame f = {
		.as_of = as_of.given ? as_of.day : st->days.last,
		.begin = st->days.first,
		.unit = unit,
		.window = window,
	};

	if (!st->days.any)
		return;
	check_days(&st->days);
	if (activity_span(&f) < ACTIVITY_SHORTEST)
		tally_add(&run.tally, TALLY_NOTE, "short_history", 1);
	write_users(&st->users, &f);
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);
	struct state state = { .days = { .any = false } };

	table_init(&state.users, sizeof(struct activity));
	events_read(&run, argv + first, argc - first, take_event, &state);
	progress_clear(&run.progress);
	write_all(&state);
	table_free(&state.users);
	buf_free(&state.scratch);
	return run_end(&run);
}
