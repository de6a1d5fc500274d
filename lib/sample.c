#include "sample.h"

#include "diag.h"

enum { HOUR_MS = 3600000, BAD_EVERY = 4096 };

/* Wide enough for events times weights. */
__extension__ typedef unsigned __int128 wide;

const struct sample_kind_row sample_kinds[SAMPLE_KINDS] = {
	[SAMPLE_DO_IDENTIFY] = { SAMPLE_IDENTIFY, NULL },
	[SAMPLE_DO_PAGE] = { SAMPLE_PAGE, NULL },
	[SAMPLE_DO_SCREEN] = { SAMPLE_SCREEN, NULL },
	[SAMPLE_DO_GROUP] = { SAMPLE_GROUP, NULL },
	[SAMPLE_DO_ALIAS] = { SAMPLE_ALIAS, NULL },
	[SAMPLE_DO_SIGN_UP] = { SAMPLE_TRACK, "Signed Up" },
	[SAMPLE_DO_ONBOARD] = { SAMPLE_TRACK, "Onboarding Completed" },
	[SAMPLE_DO_TRIAL] = { SAMPLE_TRACK, "Trial Started" },
	[SAMPLE_DO_SIGN_IN] = { SAMPLE_TRACK, "Signed In" },
	[SAMPLE_DO_MESSAGE] = { SAMPLE_TRACK, "Message Sent" },
	[SAMPLE_DO_CHECKOUT] = { SAMPLE_TRACK, "Checkout Started" },
	[SAMPLE_DO_ORDER] = { SAMPLE_TRACK, "Order Completed" },
	[SAMPLE_DO_LIST] = { SAMPLE_TRACK, "Product List Viewed" },
	[SAMPLE_DO_VIEW] = { SAMPLE_TRACK, "Product Viewed" },
	[SAMPLE_DO_CLICK] = { SAMPLE_TRACK, "Product Clicked" },
	[SAMPLE_DO_ADD] = { SAMPLE_TRACK, "Product Added" },
	[SAMPLE_DO_REMOVE] = { SAMPLE_TRACK, "Product Removed" },
	[SAMPLE_DO_CART] = { SAMPLE_TRACK, "Cart Viewed" },
	[SAMPLE_DO_SEARCH] = { SAMPLE_TRACK, "Products Searched" },
	[SAMPLE_DO_COUPON] = { SAMPLE_TRACK, "Coupon Applied" },
	[SAMPLE_DO_REVIEW] = { SAMPLE_TRACK, "Product Reviewed" },
	[SAMPLE_DO_LESSON] = { SAMPLE_TRACK, "Lesson Completed" },
	[SAMPLE_DO_FEATURE] = { SAMPLE_TRACK, "Feature Used" },
	[SAMPLE_DO_RENEW] = { SAMPLE_TRACK, "Subscription Renewed" },
};

const char *const sample_lives[SAMPLE_LIVES] = {
	"steady", "new", "slipping", "dormant", "resurrected",
};
const char *const sample_messages[SAMPLE_MESSAGES] = { "control", "A", "B" };
const char *const sample_calls[SAMPLE_CALLS] = {
	"identify", "page", "screen", "track", "group", "alias",
};
const char *const sample_bads[SAMPLE_BADS] = { "", "cut_line", "no_identity", "bad_timestamp" };

const uint32_t sample_base[ACTIVITY_LEVELS] = {
	[ACTIVITY_NEW] = 1000, [ACTIVITY_DORMANT] = 100, [ACTIVITY_SLIPPING] = 300,
	[ACTIVITY_RESURRECTED] = 700, [ACTIVITY_POWER] = 2200, [ACTIVITY_CORE] = 1300,
	[ACTIVITY_CASUAL] = 600, [ACTIVITY_UNKNOWN] = 900,
};
const uint32_t sample_lift[SAMPLE_MESSAGES] = { [SAMPLE_A] = 20, [SAMPLE_B] = 50 };

/* What is above `least` is shared out by rank and active days, to the last
 * event: each user gets what rounding leaves between two sums. */
static void
share_out(struct sample *s, uint64_t weights)
{
	uint64_t rest = s->events - s->least, sum = 0, given = 0;

	for (uint32_t i = 0; i < s->users; i++) {
		uint64_t until;

		sum += sample_user_zipf(i) * s->user[i].weight;
		until = (uint64_t)((wide)rest * sum / weights);
		s->user[i].budget = until - given;
		given = until;
	}
}

/* Few events a user: fewer active days, not only shorter sessions. */
static uint32_t
calm(const struct sample *s)
{
	uint64_t usual = SAMPLE_RATE(s->users, s->days);

	return s->events >= usual / 2 ? 65536 : (uint32_t)((wide)s->events * 131072 / usual);
}

/* Sets s->least; returns the sum of the weights. */
static uint64_t
plan_users(struct sample *s)
{
	uint64_t weights = 0;

	s->least = 0;
	s->span_begin = s->days;
	for (uint32_t i = 0; i < s->users; i++) {
		sample_user_begin(s, i, &s->user[i]);
		if (s->user[i].from < s->span_begin)
			s->span_begin = s->user[i].from;
	}
	for (uint32_t i = 0; i < s->users; i++) {
		s->least += sample_user_plan(s, i, &s->user[i]);
		weights += sample_user_zipf(i) * s->user[i].weight;
	}
	return weights;
}

bool
sample_plan(struct sample *s)
{
	uint64_t state = s->seed, weights;
	bool given = s->events > 0;

	if (!given)
		s->events = SAMPLE_RATE(s->users, s->days);
	s->key = hash_random(&state);
	s->calm = calm(s);
	s->message_day = s->days * 16 / 30;
	if (!(s->user = calloc(s->users, sizeof *s->user)))
		die_errno(DIAG_STOPPED, "memory for %u users", s->users);
	weights = plan_users(s);
	while (s->events < s->least && given && s->calm) {
		s->calm = s->calm > 1024 ? s->calm / 2 : 0;
		weights = plan_users(s);
	}
	if (s->events < s->least && given)
		return false;
	/* In a short period, first and last steps alone can be more than usual. */
	if (s->events < s->least)
		s->events = s->least;
	share_out(s, weights);
	return true;
}

void
sample_free(struct sample *s)
{
	for (size_t i = 0; i < SAMPLE_AHEAD; i++)
		free(s->ahead[i].event);
	free(s->batch.event);
	free(s->user);
	*s = (struct sample){ 0 };
}

int64_t
sample_delay(const struct sample *s, const struct sample_event *e)
{
	uint64_t r = sample_draw(s, e->user, SAMPLE_ABOUT_TRANSPORT, e->serial);

	/* Servers send at once; 1 % of what clients send was kept off line. */
	if (e->kind != SAMPLE_DO_MESSAGE && (r & 1023) < 10)
		return SAMPLE_DAY_MS + sample_below(r, 4 * (uint32_t)SAMPLE_DAY_MS);
	return 40 + sample_below(r, 1500);
}

static void
put_event(struct sample_queue *q, const struct sample_event *e)
{
	if (q->n == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 1024;
		if (!(q->event = reallocarray(q->event, q->cap, sizeof *q->event)))
			die_errno(DIAG_STOPPED, "memory for %zu events", q->cap);
	}
	q->event[q->n++] = *e;
}

static void
place(struct sample *s, struct sample_event e, int64_t at)
{
	e.at = at;
	put_event(&s->ahead[at / SAMPLE_DAY_MS % SAMPLE_AHEAD], &e);
}

/* A second time, byte for byte: soon, or in another object. */
static void
duplicate(struct sample *s, struct sample_event e, int64_t at, uint64_t r)
{
	int64_t later = r & 1 ? 6 * HOUR_MS + sample_below(r, 24 * HOUR_MS) : sample_below(r, 5000);

	e.copy = 1;
	s->user[e.user].duplicates++;
	s->duplicates++;
	place(s, e, at + later);
}

/* A made-up bad line beside the event, so that no event is lost. */
static void
spoil(struct sample *s, struct sample_event e, int64_t at)
{
	uint64_t every = s->events < BAD_EVERY ? s->events : BAD_EVERY;

	for (unsigned bad = SAMPLE_CUT; bad < SAMPLE_BADS; bad++) {
		if (s->made % every != every * (2 * bad - 1) / (2 * SAMPLE_BADS - 2))
			continue;
		e.bad = bad & 3;
		s->bad[bad]++;
		place(s, e, at);
	}
}

static void
count(struct sample *s, const struct sample_event *e, bool late)
{
	struct sample_user *u = &s->user[e->user];

	u->calls[sample_kinds[e->kind].call]++;
	u->anonymous += e->anonymous;
	u->late += late;
	s->late += late;
	s->made++;
}

static void
take(struct sample *s, struct sample_event e)
{
	int64_t at = e.day * (int64_t)SAMPLE_DAY_MS + e.ms, delay;

	e.serial = s->user[e.user].made++;
	delay = sample_delay(s, &e);
	if (s->dirty) {
		uint64_t r = sample_draw(s, e.user, SAMPLE_ABOUT_DAMAGE, e.serial);

		at += delay;
		if (delay < SAMPLE_DAY_MS && sample_below(r << 16, 100) == 0)
			duplicate(s, e, at, r);
		spoil(s, e, at);
	}
	place(s, e, at);
	count(s, &e, delay >= SAMPLE_DAY_MS);
}

static int
by_place(const void *a, const void *b)
{
	const struct sample_event *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->user != y->user)
		return x->user < y->user ? -1 : 1;
	if (x->serial != y->serial)
		return x->serial < y->serial ? -1 : 1;
	return (x->bad * 2 + x->copy) - (y->bad * 2 + y->copy);
}

static void
make_day(struct sample *s)
{
	for (uint32_t i = 0; i < s->users; i++) {
		s->batch.n = 0;
		sample_day_make(s, i, &s->user[i]);
		for (size_t k = 0; k < s->batch.n; k++)
			take(s, s->batch.event[k]);
	}
}

int
sample_next(struct sample *s, const struct sample_event **e)
{
	struct sample_queue *q = &s->ahead[(s->day + SAMPLE_AHEAD - 1) % SAMPLE_AHEAD];

	while (s->next == q->n) {
		q->n = s->next = 0;
		if (s->day == s->days + SAMPLE_AHEAD - 1)
			return 0;
		if (s->day < s->days)
			make_day(s);
		q = &s->ahead[s->day++ % SAMPLE_AHEAD];
		if (q->n)
			qsort(q->event, q->n, sizeof *q->event, by_place);
	}
	*e = &q->event[s->next++];
	return 1;
}
