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

/* 0 to steps - 1 */
static int
step(const struct segment_scale *s, const struct rank *r, uint64_t steps)
{
	return (int)(steps * (2 * r->less + r->equal) / (2 * s->n));
}

static int
scale_find(const struct segment_scale *s, uint64_t value, uint64_t steps)
{
	uint64_t key = htobe64(value);

	return step(s, table_find(&s->values, KEY(&key)), steps);
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
segment_add(struct segments *s, const struct activity *a, const struct activity_view *v)
{
	scale_add(&s->last, day_value(a->last));
	scale_add(&s->l28, (uint64_t)v->l28);
	scale_add(&s->events, a->events);
	scale_add(&s->level[v->level], a->events);
}

static void
count_tiers(const struct segment_scale *s, uint64_t users[])
{
	struct table_walk walk = { 0 };
	const struct rank *r;

	while ((r = table_next(&s->values, &walk)))
		users[step(s, r, THIRDS)] += r->equal;
}

/* With all that was merged into it before. */
static void
merge(enum segment_tier into[], uint64_t users[], enum segment_tier from, enum segment_tier to)
{
	for (int i = SEGMENT_LO; i <= SEGMENT_HI; i++)
		if (into[i] == from)
			into[i] = to;
	users[to] += users[from];
	users[from] = 0;
}

static void
merge_small(enum segment_tier into[], uint64_t users[], uint64_t min)
{
	bool lo = users[SEGMENT_LO] >= min, hi = users[SEGMENT_HI] >= min;

	if (!lo)
		merge(into, users, SEGMENT_LO, SEGMENT_MID);
	if (!hi)
		merge(into, users, SEGMENT_HI, SEGMENT_MID);
	if (users[SEGMENT_MID] >= min || (!lo && !hi))
		return;
	if (lo && (!hi || users[SEGMENT_LO] <= users[SEGMENT_HI]))
		merge(into, users, SEGMENT_MID, SEGMENT_LO);
	else
		merge(into, users, SEGMENT_MID, SEGMENT_HI);
}

static void
divide(struct segments *s, int level)
{
	enum segment_tier *into = s->into[level];
	uint64_t *users = s->users[level], n = s->level[level].n;
	bool small = n / THIRDS < s->min;

	for (int i = SEGMENT_LO; i <= SEGMENT_HI; i++)
		into[i] = small ? SEGMENT_ALL : (enum segment_tier)i;
	if (small) {
		users[SEGMENT_ALL] = n;
		return;
	}
	count_tiers(&s->level[level], users);
	merge_small(into, users, s->min);
}

void
segment_settle(struct segments *s)
{
	scale_settle(&s->last);
	scale_settle(&s->l28);
	scale_settle(&s->events);
	for (int i = 0; i < ACTIVITY_LEVELS; i++) {
		scale_settle(&s->level[i]);
		divide(s, i);
	}
}

struct segment_place
segment_find(const struct segments *s, const struct activity *a, const struct activity_view *v)
{
	int third = scale_find(&s->level[v->level], a->events, THIRDS);

	return (struct segment_place){
		.tier = s->into[v->level][third],
		.r = 1 + scale_find(&s->last, day_value(a->last), SCORES),
		.f = 1 + scale_find(&s->l28, (uint64_t)v->l28, SCORES),
		.m = 1 + scale_find(&s->events, a->events, SCORES),
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

struct span
segment_name(enum activity_level level, enum segment_tier tier, char to[SEGMENT_NAME])
{
	struct span l = activity_level_name(level), t = segment_tier_name(tier);
	int n;

	if (level == ACTIVITY_UNKNOWN)
		return t;
	if (tier == SEGMENT_ALL)
		return l;
	n = snprintf(to, SEGMENT_NAME, "%s.%s", l.p, t.p);
	return (struct span){ to, (size_t)n };
}
