/*
 * One user's day: sessions, and what its life puts on that day.
 */
#include "sample.h"

#include "diag.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

/* Sessions begin in these hours (UTC), and end before 23:46. */
static const unsigned char hours[64] = {
	0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 11, 11, 11, 12, 12,
	12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15, 16, 16, 16, 17, 17, 17, 17, 18, 18, 18, 18, 18,
	19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 22,
};

/* What a session is made of, of 1000. */
static const struct mix {
	uint32_t share;
	enum sample_kind kind;
} mix[] = {
	{ 225, SAMPLE_DO_VIEW }, { 195, SAMPLE_DO_PAGE }, { 120, SAMPLE_DO_LIST },
	{ 110, SAMPLE_DO_CLICK }, { 80, SAMPLE_DO_SEARCH }, { 75, SAMPLE_DO_ADD },
	{ 50, SAMPLE_DO_CART }, { 45, SAMPLE_DO_FEATURE }, { 40, SAMPLE_DO_LESSON },
	{ 15, SAMPLE_DO_REMOVE }, { 10, SAMPLE_DO_IDENTIFY }, { 10, SAMPLE_DO_COUPON },
	{ 7, SAMPLE_DO_REVIEW }, { 7, SAMPLE_DO_CHECKOUT }, { 5, SAMPLE_DO_ORDER },
	{ 3, SAMPLE_DO_GROUP }, { 3, SAMPLE_DO_RENEW },
};

static enum sample_kind
pick(uint64_t r)
{
	uint32_t x = sample_below(r, 1000);
	const struct mix *m = mix;

	for (; x >= m->share; m++)
		x -= m->share;
	return m->kind;
}

static struct sample_event *
add(struct sample *s, uint32_t i, enum sample_kind kind, uint32_t ms)
{
	struct sample_queue *q = &s->batch;
	struct sample_event *e;

	if (q->n == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 256;
		if (!(q->event = reallocarray(q->event, q->cap, sizeof *q->event)))
			die_errno(DIAG_STOPPED, "memory for %zu events", q->cap);
	}
	e = &q->event[q->n++];
	*e = (struct sample_event){ .user = i, .ms = ms, .day = (int16_t)s->day,
		.kind = (unsigned char)kind };
	return e;
}

/* n events in sessions of 3 to 16, a few seconds to two minutes apart. */
static void
add_sessions(struct sample *s, uint32_t i, uint64_t n)
{
	uint64_t state = sample_draw(s, i, SAMPLE_ABOUT_SESSION, (uint32_t)s->day);

	while (n) {
		uint64_t r = hash_random(&state), size = 3 + r % 14;
		uint32_t ms = hours[r >> 8 & 63] * (uint32_t)HOUR + 5 * SECOND +
		    sample_below(r, HOUR - MINUTE);

		for (size = size < n ? size : n; size; size--, n--) {
			uint32_t gap;

			r = hash_random(&state);
			add(s, i, pick(r), ms);
			/* Squared: most gaps are short. */
			gap = (uint32_t)(r & 0xffff) % 342;
			ms += 2 * SECOND + gap * gap;
		}
	}
}

/* When the user becomes known: amid what it does that day if it was anonymous
 * before, else at the day's beginning. */
static uint32_t
moment_known(const struct sample *s, const struct sample_user *u)
{
	uint32_t least = UINT32_MAX;

	if (u->phase)
		return s->batch.event[s->batch.n / 2].ms + SECOND;
	for (size_t k = 0; k < s->batch.n; k++)
		if (s->batch.event[k].ms < least)
			least = s->batch.event[k].ms;
	return least - 3 * SECOND;
}

/* What only known users do, and what would blur the message's effect. */
static enum sample_kind
allowed(const struct sample_user *u, const struct sample_event *e)
{
	int64_t at = e->day * (int64_t)SAMPLE_DAY_MS + e->ms;
	int64_t end = u->exposed + SAMPLE_WINDOW_DAYS * (int64_t)SAMPLE_DAY_MS;

	if (e->anonymous && (e->kind == SAMPLE_DO_IDENTIFY || e->kind == SAMPLE_DO_GROUP))
		return SAMPLE_DO_PAGE;
	if (e->anonymous && (e->kind == SAMPLE_DO_ORDER || e->kind == SAMPLE_DO_RENEW))
		return SAMPLE_DO_VIEW;
	if (e->kind == SAMPLE_DO_ORDER && u->exposed >= 0 && at >= u->exposed && at <= end)
		return SAMPLE_DO_VIEW;
	return (enum sample_kind)e->kind;
}

static void
settle_sessions(struct sample *s, const struct sample_user *u, uint32_t known)
{
	for (size_t k = 0; k < s->batch.n; k++) {
		struct sample_event *e = &s->batch.event[k];

		e->anonymous = u->phase && (e->day < u->known_day ||
		    (e->day == u->known_day && e->ms < known));
		e->kind = (unsigned char)allowed(u, e);
		if (e->kind == SAMPLE_DO_PAGE && u->mobile)
			e->kind = SAMPLE_DO_SCREEN;
	}
}

/* Signs up or in, and goes on through the first steps. */
static void
add_known(struct sample *s, uint32_t i, const struct sample_user *u, uint32_t ms)
{
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_START, 0);

	add(s, i, SAMPLE_DO_IDENTIFY, ms);
	if (u->alias)
		add(s, i, SAMPLE_DO_ALIAS, ms + 150);
	add(s, i, u->steps ? SAMPLE_DO_SIGN_UP : SAMPLE_DO_SIGN_IN, ms + 400);
	ms += MINUTE + sample_below(r, 10 * MINUTE);
	if (u->steps > 1)
		add(s, i, SAMPLE_DO_ONBOARD, ms);
	if (u->steps > 2)
		add(s, i, SAMPLE_DO_TRIAL, ms + MINUTE + sample_below(r << 32, 4 * MINUTE));
}

static void
add_at(struct sample *s, uint32_t i, enum sample_kind kind, int64_t at)
{
	if (at >= 0 && at / SAMPLE_DAY_MS == s->day)
		add(s, i, kind, (uint32_t)(at % SAMPLE_DAY_MS));
}

/* Its part of the user's budget: what lies between two shares of it. */
static uint64_t
sessions_budget(struct sample_user *u, uint32_t weight)
{
	uint64_t before = u->budget * u->passed / u->weight;

	u->passed += weight;
	return u->budget * u->passed / u->weight - before;
}

void
sample_day_make(struct sample *s, uint32_t i, struct sample_user *u)
{
	uint32_t weight;

	if (sample_user_active(s, i, u, s->day, &weight)) {
		uint32_t known = 0;

		add_sessions(s, i, 1 + sessions_budget(u, weight));
		if (s->day == u->known_day)
			known = moment_known(s, u);
		settle_sessions(s, u, known);
		if (s->day == u->known_day && (u->steps || u->phase))
			add_known(s, i, u, known);
	}
	if (!u->messages)
		return;
	add_at(s, i, SAMPLE_DO_MESSAGE, u->exposed);
	if (u->messages > 1)
		add_at(s, i, SAMPLE_DO_MESSAGE, u->exposed + 3 * (int64_t)SAMPLE_DAY_MS);
	if (u->order < 0)
		return;
	add_at(s, i, SAMPLE_DO_CHECKOUT, u->order - SAMPLE_CHECKOUT_MS);
	add_at(s, i, SAMPLE_DO_ORDER, u->order);
}
