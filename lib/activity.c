#include "activity.h"

enum { BITS = 64, WEEK = 7, MONTH = 28 };

int32_t
activity_unit(int32_t day, enum activity_unit unit)
{
	/* 1970-01-01 was a Thursday: day -3 is a Monday. */
	int64_t n = (int64_t)day + 3;

	if (unit == ACTIVITY_DAYS)
		return day;
	return (int32_t)(n / WEEK - (n % WEEK < 0));
}

/* Shifts of 64 and more are no shifts in C. */
static uint64_t
shift(uint64_t bits, int64_t by)
{
	return by < BITS ? bits << by : 0;
}

/* Units from one day to a later one. */
static int64_t
units(int32_t from, int32_t to, enum activity_unit unit)
{
	return (int64_t)activity_unit(to, unit) - activity_unit(from, unit);
}

void
activity_merge(struct activity *a, const struct activity *b, enum activity_unit unit)
{
	if (!b->events)
		return;
	if (!a->events) {
		*a = *b;
		return;
	}
	if (a->last >= b->last)
		a->bits |= shift(b->bits, units(b->last, a->last, unit));
	else
		a->bits = b->bits | shift(a->bits, units(a->last, b->last, unit));
	a->first = a->first < b->first ? a->first : b->first;
	a->last = a->last > b->last ? a->last : b->last;
	a->events += b->events;
}

void
activity_update(struct activity *a, int32_t day, enum activity_unit unit)
{
	const struct activity one = { .first = day, .last = day, .bits = 1, .events = 1 };

	/* Most events of a sorted stream lie on the day of the one before. */
	if (a->events && day == a->last)
		a->events++;
	else
		activity_merge(a, &one, unit);
}

void
activity_days_see(struct activity_days *d, int32_t day)
{
	if (!d->any)
		*d = (struct activity_days){ true, day, day, day, day };
	if (day < d->first) {
		d->second = d->first;
		d->first = day;
	} else if (day > d->first && (day < d->second || d->second == d->first)) {
		d->second = day;
	}
	if (day > d->last) {
		d->before = d->last;
		d->last = day;
	} else if (day < d->last && (day > d->before || d->before == d->last)) {
		d->before = day;
	}
}

int32_t
activity_span(const struct activity_frame *f)
{
	return (int32_t)units(f->begin, f->as_of, f->unit) + 1;
}

/* A user's days as seen from as_of: bit i is i units before. */
struct seen {
	uint64_t bits;
	int64_t recency;       /* units */
	int64_t since_first;
	int32_t span;
};

/* The n bits from bit `from` on; they lie within the 64. */
static uint64_t
cut(uint64_t bits, int from, int n)
{
	return bits >> from & ((UINT64_C(1) << n) - 1);
}

static int
count(uint64_t bits, int n)
{
	return __builtin_popcountll(cut(bits, 0, n));
}

static enum activity_level
level(const struct seen *s, int window)
{
	int w = s->span < window ? s->span : window, active = count(s->bits, w);

	if (s->span < ACTIVITY_SHORTEST)
		return ACTIVITY_UNKNOWN;
	if (s->since_first < WEEK && s->span >= 2 * WEEK)
		return ACTIVITY_NEW;
	if (s->recency >= window)
		return ACTIVITY_DORMANT;
	if (s->recency >= WEEK)
		return ACTIVITY_SLIPPING;
	if (s->span >= WEEK + window && !cut(s->bits, WEEK, window))
		return ACTIVITY_RESURRECTED;
	if (WEEK * active >= 4 * w)
		return ACTIVITY_POWER;
	return WEEK * active >= w ? ACTIVITY_CORE : ACTIVITY_CASUAL;
}

static enum activity_cycle
cycle(const struct seen *s)
{
	bool now = cut(s->bits, 0, WEEK), before = cut(s->bits, WEEK, WEEK);

	if (!now)
		return before ? ACTIVITY_CYCLE_DORMANT : ACTIVITY_CYCLE_INACTIVE;
	if (before)
		return ACTIVITY_CYCLE_CURRENT;
	if (s->span < 2 * WEEK)
		return ACTIVITY_CYCLE_UNKNOWN;
	return s->since_first < WEEK ? ACTIVITY_CYCLE_NEW : ACTIVITY_CYCLE_RESURRECTED;
}

struct activity_view
activity_view(const struct activity *a, const struct activity_frame *f)
{
	int64_t recency = units(a->last, f->as_of, f->unit);
	struct seen s = {
		.bits = shift(a->bits, recency),
		.recency = recency,
		.since_first = units(a->first, f->as_of, f->unit),
		.span = activity_span(f),
	};

	return (struct activity_view){
		.level = level(&s, f->window),
		.cycle = cycle(&s),
		.recency_days = f->as_of - a->last,
		.tenure_days = f->as_of - a->first,
		.l7 = count(s.bits, WEEK),
		.l28 = count(s.bits, MONTH),
	};
}

struct span
activity_level_name(enum activity_level level)
{
	static const struct span names[ACTIVITY_LEVELS] = {
		{ "new", 3 }, { "dormant", 7 }, { "slipping", 8 }, { "resurrected", 11 },
		{ "power", 5 }, { "core", 4 }, { "casual", 6 }, { "unknown", 7 },
	};

	return names[level];
}

struct span
activity_cycle_name(enum activity_cycle cycle)
{
	static const struct span names[] = {
		{ "new", 3 }, { "current", 7 }, { "resurrected", 11 }, { "dormant", 7 },
		{ "inactive", 8 }, { "unknown", 7 },
	};

	return names[cycle];
}
