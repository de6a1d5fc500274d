#include "segment.h"

#include <endian.h>

enum { SCORES = 5, THIRDS = 3 };

/* The entry of a value: users that have it, and users below it. */
struct rank {
	uint64_t equal, less;
};

/* Big-endian, so that the order of the bytes is that of the numbers. */
#define KEY(value) ((struct span){ (const char *)(value), sizeof *(value) })

static void
scale_add(struct segment_scale *s, uint64_t value)
{
	uint64_t key = htobe64(value);
	struct rank *r = table_put(&s->values, KEY(&key), NULL);

	r->equal++;
	s->n++;
}

static void
scale_settle(struct segment_scale *s)
{
	void **sorted = table_sorted(&s->values);
	uint64_t less = 0;

	for (size_t i = 0; i < s->values.n; i++) {
		struct rank *r = sorted[i];

		r->less = less;
		less += r->equal;
	}
	free(sorted);
}

/* The step of a value that was added, from 0. */
static int
scale_find(const struct segment_scale *s, uint64_t value, uint64_t steps)
{
	uint64_t key = htobe64(value);
	const struct rank *r = table_find(&s->values, KEY(&key));

	return (int)(steps * (2 * r->less + r->equal) / (2 * s->n));
}

/* Days may lie before 1970; their order survives the shift. */
static uint64_t
day_value(int32_t day)
{
	return (uint64_t)((int64_t)day - INT32_MIN);
}

void
segment_init(struct segments *s, uint64_t min)
{
	*s = (struct segments){ .min = min };
	table_init(&s->last.values, sizeof(struct rank));
	table_init(&s->l28.values, sizeof(struct rank));
	table_init(&s->events.values, sizeof(struct rank));
	for (size_t i = 0; i < ACTIVITY_LEVELS; i++)
		table_init(&s->level[i].values, sizeof(struct rank));
}

void
segment_free(struct segments *s)
{
	table_free(&s->last.values);
	table_free(&s->l28.values);
	table_free(&s->events.values);
	for (size_t i = 0; i < ACTIVITY_LEVELS; i++)
		table_free(&s->level[i].values);
}

void
segment_add(struct segments *s, const struct segment_user *u)
{
	scale_add(&s->last, day_value(u->last));
	scale_add(&s->l28, (uint64_t)u->l28);
	scale_add(&s->events, u->events);
	scale_add(&s->level[u->level], u->events);
}

static void
count_tiers(const struct segment_scale *s, uint64_t users[SEGMENT_TIERS])
{
	struct table_walk walk = { 0 };
	const struct rank *r;

	while ((r = table_next(&s->values, &walk))) {
		uint64_t tier = THIRDS * (2 * r->less + r->equal) / (2 * s->n);

		users[tier] += r->equal;
	}
}

static void
merge(enum segment_tier into[], uint64_t users[], enum segment_tier from, enum segment_tier to)
{
	into[from] = to;
	users[to] += users[from];
	users[from] = 0;
}

static void
merge_tiers(enum segment_tier into[], uint64_t users[], uint64_t min)
{
	for (int i = 0; i < SEGMENT_TIERS; i++)
		into[i] = (enum segment_tier)i;
	if (users[SEGMENT_LO] < min)
		merge(into, users, SEGMENT_LO, SEGMENT_MID);
	if (users[SEGMENT_HI] < min)
		merge(into, users, SEGMENT_HI, SEGMENT_MID);
	if (users[SEGMENT_MID] >= min || into[SEGMENT_LO] == into[SEGMENT_HI])
		return;
	/* One that was merged into mid goes on with it: there is one left. */
	if (into[SEGMENT_LO] == SEGMENT_MID)
		merge(into, users, SEGMENT_MID, into[SEGMENT_LO] = SEGMENT_HI);
	else if (into[SEGMENT_HI] == SEGMENT_MID)
		merge(into, users, SEGMENT_MID, into[SEGMENT_HI] = SEGMENT_LO);
	else
		merge(into, users, SEGMENT_MID,
		    users[SEGMENT_HI] < users[SEGMENT_LO] ? SEGMENT_HI : SEGMENT_LO);
}

void
segment_settle(struct segments *s)
{
	scale_settle(&s->last);
	scale_settle(&s->l28);
	scale_settle(&s->events);
	for (size_t i = 0; i < ACTIVITY_LEVELS; i++) {
		struct segment_scale *level = &s->level[i];
		bool small = level->n / THIRDS < s->min;

		scale_settle(level);
		if (small)
			s->users[i][SEGMENT_ALL] = level->n;
		else
			count_tiers(level, s->users[i]);
		merge_tiers(s->into[i], s->users[i], s->min);
		for (int t = 0; small && t < SEGMENT_ALL; t++)
			s->into[i][t] = SEGMENT_ALL;
	}
}

struct segment_place
segment_find(const struct segments *s, const struct segment_user *u)
{
	int third = scale_find(&s->level[u->level], u->events, THIRDS);

	return (struct segment_place){
		.tier = s->into[u->level][third],
		.r = 1 + scale_find(&s->last, day_value(u->last), SCORES),
		.f = 1 + scale_find(&s->l28, (uint64_t)u->l28, SCORES),
		.m = 1 + scale_find(&s->events, u->events, SCORES),
	};
}

struct span
segment_tier_name(enum segment_tier tier)
{
	static const struct span names[SEGMENT_TIERS] = {
		{ "lo", 2 }, { "mid", 3 }, { "hi", 2 }, { "all", 3 },
	};

	return names[tier];
}
