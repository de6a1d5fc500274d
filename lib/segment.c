#include "segment.h"

#include <endian.h>

enum { THIRDS = 3, PARTS = SEGMENT_SCORES };

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

static uint64_t
value_of(const struct segment_scale *s, const struct rank *r)
{
	uint64_t key;

	memcpy(&key, table_key(&s->values, r).p, sizeof key);
	return be64toh(key);
}

/* Of N values the quantile lies i * (N - 1) / PARTS behind the first; `r` is the
 * `next` rank's predecessor, whose last value may be the one before it. */
static void
cut_at(struct segment_scale *s, const struct rank *r, const struct rank *next)
{
	for (uint64_t i = 1; i < PARTS; i++) {
		uint64_t at = i * (s->n - 1), low = at / PARTS;
		struct segment_cut *cut = &s->cut[i - 1];

		if (low < r->less || low >= r->less + r->equal)
			continue;
		cut->low = cut->high = value_of(s, r);
		cut->part = at % PARTS;
		if (next && low + 1 == next->less)
			cut->high = value_of(s, next);
	}
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
	for (size_t i = 0; i < s->values.n; i++)
		cut_at(s, sorted[i], i + 1 < s->values.n ? sorted[i + 1] : NULL);
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

/* Sums may be below zero; their order survives the shift, and differences do. */
static uint64_t
shifted(int64_t value)
{
	return (uint64_t)value ^ UINT64_C(1) << 63;
}

static uint64_t
frequency(const struct segments *s, const struct segment_user *u)
{
	return s->scoring == SEGMENT_QUANTILE ? u->events : (uint64_t)u->l28;
}

void
segment_init(struct segments *s, uint64_t min)
{
	*s = (struct segments){ .min = min, .mass_unit = 1 };
	table_init(&s->last.values, sizeof(struct rank));
	table_init(&s->frequency.values, sizeof(struct rank));
	table_init(&s->mass.values, sizeof(struct rank));
	for (size_t i = 0; i < SEGMENT_GROUPS; i++)
		table_init(&s->group[i].values, sizeof(struct rank));
}

void
segment_free(struct segments *s)
{
	table_free(&s->last.values);
	table_free(&s->frequency.values);
	table_free(&s->mass.values);
	for (size_t i = 0; i < SEGMENT_GROUPS; i++)
		table_free(&s->group[i].values);
}

void
segment_add(struct segments *s, const struct segment_user *u)
{
	scale_add(&s->last, shifted(u->last));
	scale_add(&s->frequency, frequency(s, u));
	scale_add(&s->mass, shifted(u->mass));
	scale_add(&s->group[u->group], u->events);
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
divide(struct segments *s, int group)
{
	enum segment_tier *into = s->into[group];
	uint64_t *users = s->users[group], n = s->group[group].n;
	bool small = n / THIRDS < s->min;

	for (int i = SEGMENT_LO; i <= SEGMENT_HI; i++)
		into[i] = small ? SEGMENT_ALL : (enum segment_tier)i;
	if (small) {
		users[SEGMENT_ALL] = n;
		return;
	}
	count_tiers(&s->group[group], users);
	merge_small(into, users, s->min);
}

void
segment_settle(struct segments *s)
{
	scale_settle(&s->last);
	scale_settle(&s->frequency);
	scale_settle(&s->mass);
	for (int i = 0; i < SEGMENT_GROUPS; i++) {
		scale_settle(&s->group[i]);
		divide(s, i);
	}
}

/* ---- scores ---- */

__extension__ typedef __int128 wide;

/*
 * Five times how far the value is from each quantile, less what the quantile is
 * from its lower neighbour: at least 0 where it reaches it. 128 bits hold it.
 */
static wide
beyond(const struct segment_cut *cut, uint64_t value, int64_t more)
{
	return PARTS * ((wide)value - cut->low + more) -
	    (wide)cut->part * (cut->high - cut->low);
}

/* Recency is as_of less the last day, so its quantiles are those of the last
 * day, from the other end: a recency below one more than its quantile is a day
 * above one less than that. */
static struct segment_place
by_quantiles(const struct segments *s, const struct segment_user *u)
{
	struct segment_place p = { .r = 1, .f = 1, .m = 1 };

	for (int i = 0; i < SEGMENT_SCORES - 1; i++) {
		p.r += beyond(&s->last.cut[i], shifted(u->last), 1) > 0;
		p.f += beyond(&s->frequency.cut[i], frequency(s, u), -1) >= 0;
		p.m += beyond(&s->mass.cut[i], shifted(u->mass), -s->mass_unit) >= 0;
	}
	return p;
}

static struct segment_place
by_midranks(const struct segments *s, const struct segment_user *u)
{
	return (struct segment_place){
		.r = 1 + scale_find(&s->last, shifted(u->last), SEGMENT_SCORES),
		.f = 1 + scale_find(&s->frequency, frequency(s, u), SEGMENT_SCORES),
		.m = 1 + scale_find(&s->mass, shifted(u->mass), SEGMENT_SCORES),
	};
}

struct segment_place
segment_find(const struct segments *s, const struct segment_user *u)
{
	int third = scale_find(&s->group[u->group], u->events, THIRDS);
	struct segment_place p = s->scoring == SEGMENT_QUANTILE ? by_quantiles(s, u) :
	    by_midranks(s, u);

	p.tier = s->into[u->group][third];
	return p;
}

/* ---- names ---- */

/* The bounds are those of the package's own test, test-rfm-segment.R. */
static const struct box {
	struct span name;
	int r[2], f[2], m[2];
} boxes[SEGMENT_BOXES] = {
	{ { "champions", 9 }, { 4, 5 }, { 4, 5 }, { 4, 5 } },
	{ { "loyal_customers", 15 }, { 2, 5 }, { 3, 5 }, { 3, 5 } },
	{ { "potential_loyalist", 18 }, { 3, 5 }, { 1, 3 }, { 1, 3 } },
	{ { "new_customers", 13 }, { 4, 5 }, { 1, 1 }, { 1, 1 } },
	{ { "promising", 9 }, { 3, 4 }, { 1, 1 }, { 1, 1 } },
	{ { "need_attention", 14 }, { 2, 3 }, { 2, 3 }, { 2, 3 } },
	{ { "about_to_sleep", 14 }, { 2, 3 }, { 1, 2 }, { 1, 2 } },
	{ { "at_risk", 7 }, { 1, 2 }, { 2, 5 }, { 2, 5 } },
	{ { "cant_lose_them", 14 }, { 1, 1 }, { 4, 5 }, { 4, 5 } },
	{ { "lost", 4 }, { 1, 2 }, { 1, 2 }, { 1, 2 } },
	{ { "others", 6 }, { 1, 5 }, { 1, 5 }, { 1, 5 } },
};

int
segment_box(const struct segment_place *p)
{
	for (int i = 0; i < SEGMENT_BOXES; i++)
		if (p->r >= boxes[i].r[0] && p->r <= boxes[i].r[1] && p->f >= boxes[i].f[0] &&
		    p->f <= boxes[i].f[1] && p->m >= boxes[i].m[0] && p->m <= boxes[i].m[1])
			return i;
	return SEGMENT_BOXES - 1;
}

struct span
segment_box_name(int box)
{
	return boxes[box].name;
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
segment_name(struct span group, enum segment_tier tier, char to[SEGMENT_NAME])
{
	struct span t = segment_tier_name(tier);
	size_t n = group.n < 64 ? group.n : 64;

	if (!n)
		return t;
	if (tier == SEGMENT_ALL)
		return group;
	memcpy(to, group.p, n);
	to[n++] = '.';
	memcpy(to + n, t.p, t.n);
	return (struct span){ to, n + t.n };
}
