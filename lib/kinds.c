#include "kinds.h"

#include "buf.h"
#include "diag.h"
#include "hash.h"

enum { NAMES = CLUSTER_DIMS - 2, RECENCY = NAMES, L28, ONE = 4096, LOG_MOST = 64 * ONE,
	NAMED = 3 };

typedef int32_t points[CLUSTER_DIMS];

static void *
room(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		die(DIAG_STOPPED, "out of memory");
	return p;
}

/* log2(1 + n) in 1/4096, rounded down: libm's answer is not the same everywhere. */
static int32_t
log2_of(uint64_t n)
{
	int whole = 63 - __builtin_clzll(++n);
	uint64_t x = whole > 31 ? n >> (whole - 31) : n << (31 - whole);
	int32_t fraction = 0;

	/* x is in [1, 2), as 2^31 to 2^32: squared, its next bit is whether it is over 2. */
	for (int i = 0; i < 12; i++) {
		x = x * x >> 31;
		fraction = 2 * fraction + (x >> 32 != 0);
		x >>= x >> 32 != 0;
	}
	return whole * ONE + fraction;
}

/* ---- what a user did, as numbers ---- */

/* 64 bits of a text that are the same on every machine. */
static uint64_t
stable(struct span text)
{
	char hex[HASH_HEX];
	uint64_t n = 0;

	hash_stable(text, hex);
	for (int i = 0; i < 16; i++)
		n = n << 4 | (uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
	return n;
}

/* The direction that an event's name is folded into, and its sign there. */
struct way {
	size_t dim;
	bool minus;
};

static struct way
way_of(uint64_t hash)
{
	return (struct way){ .dim = hash / 2 % NAMES, .minus = hash & 1 };
}

static struct way *
all_ways(const struct words *names)
{
	struct way *way = room(names->numbers.n + 1, sizeof *way);

	for (uint32_t i = 1; i <= names->numbers.n; i++)
		way[i] = way_of(stable(words_text(names, i)));
	return way;
}

static void
measure(const struct population *p, const struct person *u, const struct activity_frame *f,
    const struct way *way, int32_t *point)
{
	struct activity_view v = activity_view(&u->activity, f);
	int64_t sum[NAMES] = { 0 };
	const struct mix_count *c;

	for (uint32_t at = u->mix; (c = mix_at(&p->mix, at)); at = c->next)
		sum[way[c->kind].dim] += way[c->kind].minus ? -(int64_t)c->n : (int64_t)c->n;
	for (int i = 0; i < NAMES; i++)
		point[i] = sum[i] < 0 ? -log2_of(-(uint64_t)sum[i]) : log2_of((uint64_t)sum[i]);
	point[RECENCY] = log2_of((uint64_t)v.recency_days);
	point[L28] = log2_of((uint64_t)v.l28);
}

/* ---- on one scale ---- */

/* The value at n/2 of those that were counted, `least` the first slot's. */
static int32_t
median(const uint32_t *count, size_t slots, size_t n, int32_t least)
{
	size_t i = 0, before = 0;

	while (i + 1 < slots && (before += count[i]) <= n / 2)
		i++;
	return least + (int32_t)i;
}

static void
scale(points *point, size_t n, int dim, uint32_t *count)
{
	int64_t middle, unit, sum = 0;

	memset(count, 0, 2 * LOG_MOST * sizeof *count);
	for (size_t i = 0; i < n; i++)
		count[point[i][dim] + LOG_MOST]++;
	middle = median(count, 2 * LOG_MOST, n, -LOG_MOST);
	memset(count, 0, 2 * LOG_MOST * sizeof *count);
	for (size_t i = 0; i < n; i++) {
		int64_t away = llabs(point[i][dim] - middle);

		count[away < 2 * LOG_MOST ? away : 2 * LOG_MOST - 1]++;
		sum += away;
	}
	unit = median(count, 2 * LOG_MOST, n, 0);
	if (!unit)
		unit = sum / (int64_t)n ? sum / (int64_t)n : 1;
	for (size_t i = 0; i < n; i++) {
		int64_t x = (point[i][dim] - middle) * ONE / unit;

		point[i][dim] = (int32_t)(x > CLUSTER_FAR ? CLUSTER_FAR : x < -CLUSTER_FAR ?
		    -CLUSTER_FAR : x);
	}
}

static points *
all_points(const struct population *p, void *const sorted[], const struct activity_frame *f)
{
	points *point = room(p->users.n, sizeof *point);
	struct way *way = all_ways(&p->names);
	uint32_t *count = room(2 * LOG_MOST, sizeof *count);

	for (size_t i = 0; i < p->users.n; i++)
		measure(p, sorted[i], f, way, point[i]);
	for (int dim = 0; dim < CLUSTER_DIMS; dim++)
		scale(point, p->users.n, dim, count);
	free(count);
	free(way);
	return point;
}

/* ---- names ---- */

/* How many users did each kind, all and by group: row CLUSTER_MOST is all. */
static uint32_t *
count_users(const struct population *p, void *const sorted[], size_t kinds)
{
	uint32_t *did = room((CLUSTER_MOST + 1) * kinds, sizeof *did);
	const struct mix_count *c;

	for (size_t i = 0; i < p->users.n; i++) {
		const struct person *u = sorted[i];

		for (uint32_t at = u->mix; (c = mix_at(&p->mix, at)); at = c->next) {
			did[u->group * kinds + c->kind]++;
			did[CLUSTER_MOST * kinds + c->kind]++;
		}
	}
	return did;
}

struct lift {
	const struct words *names;
	const uint32_t *own, *all;     /* users that did it, by kind */
	uint64_t users, population;
};

/* Whether kind a is more typical than b: 0 is "as all users are". */
static bool
more_typical(const struct lift *l, uint32_t a, uint32_t b)
{
	uint64_t x = b ? (uint64_t)l->own[a] * l->all[b] : (uint64_t)l->own[a] * l->population;
	uint64_t y = b ? (uint64_t)l->own[b] * l->all[a] : (uint64_t)l->all[a] * l->users;

	return x > y || (x == y && b && words_cmp(l->names, a, b) < 0);
}

/* The most typical kind that is not in `taken`; one user in ten did it. */
static uint32_t
next_kind(const struct lift *l, const uint32_t taken[], size_t n)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i <= l->names->numbers.n; i++) {
		bool known = false;

		for (size_t k = 0; k < n; k++)
			known |= taken[k] == i;
		if (!known && 10 * (uint64_t)l->own[i] >= l->users && more_typical(l, i, 0) &&
		    (!best || more_typical(l, i, best)))
			best = i;
	}
	return best;
}

static struct span
name_group(struct kinds *k, const struct lift *l, size_t group)
{
	uint32_t taken[NAMED] = { 0 };
	struct buf text = { 0 };
	struct span name;

	buf_printf(&text, "%zu:", group + 1);
	for (size_t i = 0; i < NAMED && (taken[i] = next_kind(l, taken, i)); i++) {
		if (i)
			buf_byte(&text, '+');
		buf_put(&text, words_text(l->names, taken[i]));
	}
	if (!taken[0])
		buf_put(&text, SPAN("mixed"));
	name = arena_copy(&k->arena, buf_span(&text));
	buf_free(&text);
	return name;
}

static void
name_groups(struct kinds *k, const struct population *p, void *const sorted[])
{
	size_t kinds = p->names.numbers.n + 1;
	uint32_t *did = count_users(p, sorted, kinds);

	for (size_t i = 0; i < k->n; i++) {
		struct lift l = { &p->names, did + i * kinds, did + CLUSTER_MOST * kinds,
			k->users[i], p->users.n };

		k->name[i] = name_group(k, &l, i);
	}
	free(did);
}

void
kinds_find(struct kinds *k, struct population *p, const struct activity_frame *f, size_t groups,
    const char *salt)
{
	void **sorted = table_sorted(&p->users);
	points *point = all_points(p, sorted, f);
	unsigned char *of = room(p->users.n + 1, 1);

	*k = (struct kinds){ 0 };
	k->n = cluster_find(point, p->users.n, groups, stable(span_of(salt)), of);
	for (size_t i = 0; i < p->users.n; i++) {
		((struct person *)sorted[i])->group = of[i];
		k->users[of[i]]++;
	}
	name_groups(k, p, sorted);
	free(of);
	free(point);
	free(sorted);
}

void
kinds_free(struct kinds *k)
{
	arena_free(&k->arena);
}
