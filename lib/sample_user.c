/*
 * One user's life: when it is there, how active it is, what message it gets
 * and whether it orders.
 */
#include "sample.h"

enum { LIFE_MIX = 100, HOUR = 3600000, MINUTE = 60000 };
enum { WINDOW = 28, WEEK = 7, QUIET = WINDOW + WEEK };

/* Times one person does more than one thing about its life. */
enum { DRAW_LIFE, DRAW_PERIOD, DRAW_PHASE, DRAW_STEPS, DRAW_RETURN };

static enum sample_life
life(const struct sample *s, uint32_t i)
{
	static const uint32_t until[SAMPLE_LIVES] = { 50, 70, 84, 92, LIFE_MIX };
	uint32_t x = sample_below(sample_draw(s, i, SAMPLE_ABOUT_LIFE, DRAW_LIFE), LIFE_MIX);
	unsigned l = 0;

	while (x >= until[l])
		l++;
	return (enum sample_life)l;
}

/* A day in a part of the period, given in sixtieths; at least `least`. */
static int32_t
day_within(const struct sample *s, uint64_t r, int32_t from, int32_t until, int32_t least)
{
	int32_t a = s->days * from / 60, b = s->days * until / 60;
	int32_t day = a + (int32_t)sample_below(r, (uint32_t)(b > a ? b - a : 1));

	return day > least ? day : least;
}

void
sample_user_begin(const struct sample *s, uint32_t i, struct sample_user *u)
{
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_LIFE, DRAW_PERIOD);
	uint64_t r2 = sample_draw(s, i, SAMPLE_ABOUT_LIFE, DRAW_RETURN);
	/* 28 silent days where there is room for them, else half the period. */
	int32_t gap = s->days >= 60 ? WINDOW + 1 : (s->days + 1) / 2;
	int32_t from = 0, until = s->days, back = until;

	*u = (struct sample_user){ .exposed = -1, .order = -1 };
	u->life = (unsigned char)life(s, i);
	u->mobile = sample_below(sample_draw(s, i, SAMPLE_ABOUT_PERSON, 0), 100) < 18;
	if (u->life == SAMPLE_STEADY)
		from = (int32_t)sample_below(r, (uint32_t)(s->days < WEEK ? s->days : WEEK));
	if (u->life == SAMPLE_NEW)
		from = day_within(s, r, 0, 60, s->days > 1);
	if (u->life == SAMPLE_SLIPPING)
		until = day_within(s, r, 10, 40, 1);
	if (u->life == SAMPLE_DORMANT)
		until = day_within(s, r, 0, 6, 1);
	if (u->life == SAMPLE_RESURRECTED) {
		until = day_within(s, r, 0, 8, 1);
		back = until + gap + day_within(s, r2, 0, 12, 0);
	}
	u->from = (int16_t)from;
	u->until = (int16_t)until;
	u->back = (int16_t)back;
}

/* Chance to be active on a day, of 1024, by sixteenths of the ranks. */
static uint32_t
chance(const struct sample *s, uint32_t i)
{
	static const uint32_t by_rank[16] = {
		870, 680, 520, 420, 350, 300, 260, 230, 205, 185, 165, 150, 135, 120, 110, 100,
	};

	return by_rank[(uint64_t)i * 16 / s->users];
}

bool
sample_user_active(const struct sample *s, uint32_t i, const struct sample_user *u, int32_t day,
    uint32_t *weight)
{
	/* Of the chance, in eighths, from Monday on. */
	static const uint32_t weekday[WEEK] = { 8, 8, 8, 9, 9, 7, 7 };
	uint64_t r;

	*weight = 0;
	if (day < u->from || (day >= u->until && day < u->back))
		return false;
	r = sample_draw(s, i, SAMPLE_ABOUT_DAY, (uint32_t)day);
	*weight = 1 + (uint32_t)(r & 7);
	if (day == u->from || day == u->back)
		return true;
	return sample_below(r, 1024 * 8) <
	    (chance(s, i) * s->calm >> 16) * weekday[(s->start + day + 3) % WEEK];
}

static uint64_t
root(uint64_t n)
{
	uint64_t x = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((x | bit) * (x | bit) <= n)
			x |= bit;
	return x;
}

uint64_t
sample_user_zipf(uint32_t i)
{
	/* Roots with 16 bits of fraction: of the rank, its root, and its root. */
	uint64_t half = root(((uint64_t)i + 1) << 32), eighth = root(root(half << 16) << 16);

	return (UINT64_C(1) << 62) / (half * eighth);
}

/*
 * The level on a day, told from the list of active days. Written apart from
 * activity.c on purpose: the tests compare the two.
 */
struct watch {
	int32_t as_of, span;
	int32_t first, last;   /* -1: none yet */
	int32_t active;        /* days in the window */
	bool before;           /* active in the 28 days before the last 7 */
};

static void
watch_day(struct watch *w, int32_t day)
{
	int32_t back = w->as_of - day;

	if (back < 0)
		return;
	w->first = w->first < 0 ? day : w->first;
	w->last = day;
	w->active += back < WINDOW;
	w->before |= back >= WEEK && back < QUIET;
}

static enum activity_level
watch_level(const struct watch *w)
{
	int32_t days = w->span < WINDOW ? w->span : WINDOW;

	if (w->span < WEEK)
		return ACTIVITY_UNKNOWN;
	if (w->span >= 2 * WEEK && w->as_of - w->first < WEEK)
		return ACTIVITY_NEW;
	if (w->as_of - w->last >= WINDOW)
		return ACTIVITY_DORMANT;
	if (w->as_of - w->last >= WEEK)
		return ACTIVITY_SLIPPING;
	if (w->span >= QUIET && !w->before)
		return ACTIVITY_RESURRECTED;
	if (w->active * 7 >= days * 4)
		return ACTIVITY_POWER;
	return w->active * 7 >= days ? ACTIVITY_CORE : ACTIVITY_CASUAL;
}

/* The level as of a day, by all it did with its user_id, messages not counted. */
static enum activity_level
level_on(const struct sample *s, uint32_t i, const struct sample_user *u, int32_t as_of)
{
	struct watch w = { .as_of = as_of, .span = as_of - s->span_begin + 1, .first = -1, .last = -1 };
	int64_t checkout = u->order < 0 ? -1 : u->order - SAMPLE_CHECKOUT_MS;
	uint32_t weight;

	for (int32_t day = u->known_day; day <= as_of; day++)
		if (sample_user_active(s, i, u, day, &weight) ||
		    (u->order >= 0 && day == u->order / SAMPLE_DAY_MS) ||
		    (checkout >= 0 && day == checkout / SAMPLE_DAY_MS))
			watch_day(&w, day);
	return watch_level(&w);
}

/* A third is anonymous first: until some time on its 1st to 3rd active day. */
static void
plan_phase(const struct sample *s, uint32_t i, struct sample_user *u)
{
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_LIFE, DRAW_PHASE);
	uint32_t nth, weight;

	u->phase = sample_below(r, 3) == 0;
	u->alias = u->phase && (r & 3) == 0;
	nth = u->phase ? 1 + (uint32_t)(r >> 8 & 0xff) % 3 : 1;
	for (int32_t day = 0; day < s->days && nth; day++)
		if (sample_user_active(s, i, u, day, &weight)) {
			u->known_day = (int16_t)day;
			nth--;
		}
}

static void
plan_order(const struct sample *s, uint32_t i, struct sample_user *u)
{
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_ORDER, 0);
	uint64_t share = (uint64_t)sample_base[u->level] * (100 + sample_lift[u->message]);
	int64_t left = s->days * (int64_t)SAMPLE_DAY_MS - u->exposed;
	int64_t window = SAMPLE_WINDOW_DAYS * (int64_t)SAMPLE_DAY_MS, x = (int64_t)(r & 0xffff);

	if (sample_below(r, 1000000) >= share)
		return;
	if (left < window)
		window = left;
	/* Squared: most order soon. */
	u->order = u->exposed + 10 * MINUTE + ((window - 20 * MINUTE) * (x * x >> 16) >> 16);
}

static void
plan_message(const struct sample *s, uint32_t i, struct sample_user *u)
{
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_MESSAGE, 0);

	if (u->known_day >= s->message_day || (r & 0xff) >= 230)
		return;
	u->message = (unsigned char)(r >> 8 & 0xffff) % SAMPLE_MESSAGES;
	u->exposed = s->message_day * (int64_t)SAMPLE_DAY_MS + 10 * HOUR + sample_below(r, 2 * HOUR);
	u->messages = (r >> 24 & 1) && s->message_day + 3 < s->days ? 2 : 1;
	plan_order(s, i, u);
}

static uint32_t
plan_steps(const struct sample *s, uint32_t i, const struct sample_user *u)
{
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_LIFE, DRAW_STEPS);

	if (u->life != SAMPLE_NEW)
		return 0;
	if (sample_below(r, 100) >= 62)
		return 1;
	return sample_below(r << 32, 100) >= 48 ? 2 : 3;
}

uint32_t
sample_user_plan(const struct sample *s, uint32_t i, struct sample_user *u)
{
	uint32_t n = 0, weight;

	plan_phase(s, i, u);
	u->level = (unsigned char)level_on(s, i, u, s->message_day - 1);
	plan_message(s, i, u);
	u->level_end = (unsigned char)level_on(s, i, u, s->days - 1);
	u->steps = (unsigned char)plan_steps(s, i, u);
	for (int32_t day = 0; day < s->days; day++)
		if (sample_user_active(s, i, u, day, &weight)) {
			u->weight += weight;
			n++;
		}
	n += (uint32_t)u->steps + u->messages + (u->order >= 0 ? 2 : 0) + u->alias;
	n += u->life == SAMPLE_NEW || u->phase;           /* identify */
	return n + (u->life != SAMPLE_NEW && u->phase);   /* Signed In */
}
