/*
 * sample.h - made-up users and what they do: the model behind ev-sample.
 *
 * Everything follows from the seed by integer arithmetic: the same events on
 * every machine. Each user has a rank (Zipf, exponent 5/8), a life (new,
 * steady, ...) and days of activity with sessions on them; some are anonymous
 * before they sign up or in. A little after the middle of the period nearly
 * all known users get a message, one of three, and the share that orders
 * within seven days depends on how active they were and on the message: what
 * an analysis finds can be compared with what was put in.
 *
 * sample_plan settles what each user does; sample_next then gives the events,
 * a day at a time, in order of time or of receipt. Memory: 96 bytes a user, 24
 * bytes an event of one day. Cost: about 50 ns a user and day, and 100 ns an
 * event.
 *
 * Times are milliseconds since the start of the period; days count from it.
 */
#ifndef EVKIT_SAMPLE_H
#define EVKIT_SAMPLE_H

#include "activity.h"
#include "hash.h"

enum {
	SAMPLE_DAY_MS = 86400000,
	SAMPLE_CHECKOUT_MS = 90000,   /* from checkout to order */
	SAMPLE_WINDOW_DAYS = 7,   /* from a message to the order that counts for it */
	SAMPLE_USERS = 100000000, /* at most */
	SAMPLE_DAYS = 3660,
};

/* How a user's activity is spread over the period. */
enum sample_life {
	SAMPLE_STEADY, SAMPLE_NEW, SAMPLE_SLIPPING, SAMPLE_DORMANT, SAMPLE_RESURRECTED,
	SAMPLE_LIVES
};

enum sample_message { SAMPLE_CONTROL, SAMPLE_A, SAMPLE_B, SAMPLE_MESSAGES };

/* Segment's six call types. */
enum sample_call {
	SAMPLE_IDENTIFY, SAMPLE_PAGE, SAMPLE_SCREEN, SAMPLE_TRACK, SAMPLE_GROUP, SAMPLE_ALIAS,
	SAMPLE_CALLS
};

/* What happens; sample_kinds has the names. */
enum sample_kind {
	SAMPLE_DO_IDENTIFY, SAMPLE_DO_PAGE, SAMPLE_DO_SCREEN, SAMPLE_DO_GROUP, SAMPLE_DO_ALIAS,
	SAMPLE_DO_SIGN_UP, SAMPLE_DO_ONBOARD, SAMPLE_DO_TRIAL, SAMPLE_DO_SIGN_IN,
	SAMPLE_DO_MESSAGE, SAMPLE_DO_CHECKOUT, SAMPLE_DO_ORDER,
	SAMPLE_DO_LIST, SAMPLE_DO_VIEW, SAMPLE_DO_CLICK, SAMPLE_DO_ADD, SAMPLE_DO_REMOVE,
	SAMPLE_DO_CART, SAMPLE_DO_SEARCH, SAMPLE_DO_COUPON, SAMPLE_DO_REVIEW,
	SAMPLE_DO_LESSON, SAMPLE_DO_FEATURE, SAMPLE_DO_RENEW,
	SAMPLE_KINDS
};

extern const struct sample_kind_row {
	enum sample_call call;
	const char *event;     /* name; NULL: of the page, or the call's */
} sample_kinds[SAMPLE_KINDS];

/* Ways in which an extra line is bad. */
enum sample_bad { SAMPLE_GOOD, SAMPLE_CUT, SAMPLE_NO_IDENTITY, SAMPLE_BAD_TIMESTAMP, SAMPLE_BADS };

/* Words of the truth file and the summary. */
extern const char *const sample_lives[SAMPLE_LIVES], *const sample_messages[SAMPLE_MESSAGES],
	*const sample_calls[SAMPLE_CALLS], *const sample_bads[SAMPLE_BADS];

/* Orders within the window by 10,000 users who see the control message, and
 * how many percent more the other messages bring. */
extern const uint32_t sample_base[ACTIVITY_LEVELS], sample_lift[SAMPLE_MESSAGES];

struct sample_user {
	uint64_t budget;       /* events beyond one for each active day */
	int64_t exposed;       /* ms of the first message; -1 none */
	int64_t order;         /* ms of the order that the message brought; -1 none */
	uint32_t weight;       /* of all its active days */
	uint32_t passed;       /* of those gone by */
	uint32_t made;         /* events so far: the serial of the next */
	uint32_t calls[SAMPLE_CALLS];
	uint32_t anonymous;    /* events without user_id */
	uint32_t duplicates, late;
	int16_t from, until, back;   /* it is there from .. until - 1, and from back on */
	int16_t known_day;     /* from this day on it has a user_id */
	unsigned char life;    /* enum sample_life */
	unsigned char steps;   /* of the sign-up funnel: 0 to 3 */
	unsigned char message; /* enum sample_message, where exposed */
	unsigned char messages;
	unsigned char level;   /* before the messages */
	unsigned char level_end;
	bool phase;            /* it is anonymous first */
	bool alias;
	bool mobile;           /* screens, not pages */
};

/* One event, before it has a shape. */
struct sample_event {
	int64_t at;            /* ms: its place in the stream */
	uint32_t user;
	uint32_t serial;       /* of the user's events */
	uint32_t ms;           /* of the day it happened on */
	int16_t day;
	unsigned char kind;    /* enum sample_kind */
	unsigned char bad : 2; /* enum sample_bad */
	unsigned char anonymous : 1, copy : 1;
};

struct sample_queue {
	struct sample_event *event;
	size_t n, cap;
};

enum { SAMPLE_AHEAD = 8 };   /* days that an event can arrive after its own, and one */

struct sample {
	/* the caller's */
	uint64_t seed;
	uint32_t users;
	int32_t days;
	int32_t start;         /* day since 1970-01-01 */
	uint64_t events;       /* exactly; 0: SAMPLE_RATE */
	bool dirty;            /* in order of receipt, with duplicates and bad lines */

	uint64_t key;          /* of all draws */
	struct sample_user *user;
	int32_t message_day;
	int32_t span_begin;    /* first day with an event */
	uint64_t least;        /* events that are made whatever `events` says */
	uint32_t calm;         /* share of active days that the events allow, of 65536 */

	uint64_t made, duplicates, late, bad[SAMPLE_BADS];
	struct sample_queue ahead[SAMPLE_AHEAD];   /* by day of its place */
	struct sample_queue batch;                 /* of one user and day */
	int32_t day;           /* the next to be made */
	size_t next;           /* of the day that is given */
};

/* Where no number of events is given: two a user in three days. */
#define SAMPLE_RATE(users, days) (((uint64_t)(users) * (uint64_t)(days) * 2 + 2) / 3)

/*
 * Settles what each user does. False if `events` is less than s->least: those
 * that sign-ups, messages and orders make.
 */
bool sample_plan(struct sample *s);
void sample_free(struct sample *s);

/* The next event, valid until the next call: 1, or 0 at the end. After that the
 * users' counts are complete. */
int sample_next(struct sample *s, const struct sample_event **e);

/* ms that the event's receipt came after it. A day or more: late. */
int64_t sample_delay(const struct sample *s, const struct sample_event *e);

/* ---- randomness ---- */

/* What a draw is about; the low 32 bits say which. */
enum {
	SAMPLE_ABOUT_LIFE = 1, SAMPLE_ABOUT_DAY, SAMPLE_ABOUT_SESSION, SAMPLE_ABOUT_MESSAGE,
	SAMPLE_ABOUT_ORDER, SAMPLE_ABOUT_START, SAMPLE_ABOUT_TRANSPORT, SAMPLE_ABOUT_EVENT,
	SAMPLE_ABOUT_ID, SAMPLE_ABOUT_PERSON, SAMPLE_ABOUT_DAMAGE
};

static inline uint64_t
sample_draw(const struct sample *s, uint32_t user, uint32_t about, uint32_t which)
{
	uint64_t state = s->key ^ (uint64_t)user << 24;

	state = hash_random(&state) ^ ((uint64_t)about << 32 | which);
	return hash_random(&state);
}

/* A random number below n, of the high half of r. */
static inline uint32_t
sample_below(uint64_t r, uint32_t n)
{
	return (uint32_t)((r >> 32) * n >> 32);
}

/* ---- parts of the model: sample_user.c, sample_day.c ---- */

/* The first pass: its life and when it is there. */
void sample_user_begin(const struct sample *s, uint32_t i, struct sample_user *u);

/* The second: all else. Returns how many events its life makes, one for each
 * active day counted. */
uint32_t sample_user_plan(const struct sample *s, uint32_t i, struct sample_user *u);

/* Whether it has sessions on that day; *weight how busy it is. */
bool sample_user_active(const struct sample *s, uint32_t i, const struct sample_user *u,
	int32_t day, uint32_t *weight);

/* Its share of the events, by rank; only ratios count. */
uint64_t sample_user_zipf(uint32_t i);

/* What the user does on s->day goes to s->batch, without places. */
void sample_day_make(struct sample *s, uint32_t i, struct sample_user *u);

#endif
