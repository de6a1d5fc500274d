/*
 * mixpanel.h - Mixpanel's raw export, a day at a time.
 *
 * GET /api/2.0/export gives the events of some days as lines of JSON, without
 * length, checksum or a way to go on where it broke off. So a day is a window:
 * asked for, kept in a spool until all of it is there and looks whole, and only
 * then given out. What breaks off, and what ends in "terminated early" (status
 * 200 all the same), is asked for again.
 *
 * docs.mixpanel.com/reference/raw-event-export; limits: 60 requests an hour and
 * 3 a second, docs.mixpanel.com/reference/rate-limits.
 */
#ifndef EVKIT_MIXPANEL_H
#define EVKIT_MIXPANEL_H

#include "client.h"
#include "decode.h"
#include "hash.h"
#include "journal.h"
#include "mark.h"
#include "spool.h"
#include "table.h"
#include "tstamp.h"

#define MIXPANEL_VARIABLE "MIXPANEL_SERVICE_ACCOUNT"

/* ---- how fast to ask: mixpanel_pace.c, pure ---- */

enum { MIXPANEL_HOURLY = 60, MIXPANEL_A_SECOND = 3 };

/* When the last requests were made. A zeroed struct has made none. */
struct mixpanel_pace {
	int64_t at_ms[MIXPANEL_HOURLY];   /* a ring */
	uint64_t n;
};

/* How long until a request may be made: any 60 take an hour, any 3 a second. */
int64_t mixpanel_pace_wait_ms(const struct mixpanel_pace *p, int64_t now_ms);

/* One is made now. */
void mixpanel_pace_note(struct mixpanel_pace *p, int64_t now_ms);

/* The wait after the n-th 429 in a row, from 1: what Retry-After asks for, up
 * to an hour; without it 2 s, 4 s, 8 s ... 10 min. */
int64_t mixpanel_limit_wait_ms(unsigned n, int64_t after_ms);

/* ---- whether a window is whole: mixpanel_check.c ---- */

enum { MIXPANEL_HEAD = 200, MIXPANEL_LINE = 32 };

/* A zeroed struct has seen nothing. */
struct mixpanel_check {
	struct inflate *gzip;      /* it is compressed */
	bool begun;
	char head[MIXPANEL_HEAD];  /* its first bytes, decompressed */
	size_t headed;
	char line[MIXPANEL_LINE];  /* the current line's first bytes */
	size_t length;             /* of that line, all of it */
	char last;                 /* byte that is no white space, of that line */
	bool terminated;           /* a line said so */
};

/* The next bytes of the reply, compressed or not, cut anywhere. 0; -1 and *why:
 * damaged. */
int mixpanel_check_feed(struct mixpanel_check *c, struct span piece, struct fault *why);

/* All has come: 0 if it is whole. */
int mixpanel_check_end(const struct mixpanel_check *c, struct fault *why);
void mixpanel_check_free(struct mixpanel_check *c);

/* ---- the days that were given out: mixpanel_days.c ---- */

/* A journal.h with a line a day: it lacks at most the day that was being given
 * when a run was killed. One before it says where it was begun, mark.h. */
struct mixpanel_days {
	struct journal journal;
	struct mark mark;          /* of this query: */
	int32_t begun;             /* the day that was begun, and not ended */
	char query[HASH_HEX];
	const char *project;
	struct table done;         /* of this query */
};

/*
 * `query` is all that makes the answer, but for the day; lines of others stay.
 * A file that is not there is made, but with look_only. path NULL: none are
 * kept. -1 and *why: another run has it (may work later), it is something else.
 */
int mixpanel_days_open(struct mixpanel_days *d, const char *path, bool look_only,
    const char *project, struct span query, struct fault *why);
bool mixpanel_days_has(const struct mixpanel_days *d, int32_t day);

/* The day's records will be written to `to` now: 0; -1 and *why. */
int mixpanel_days_begin(struct mixpanel_days *d, int32_t day, struct out *to, struct fault *why);

/* The day's records have been written to `given`: adds its line. */
int mixpanel_days_add(struct mixpanel_days *d, int32_t day, const struct out *given,
    struct fault *why);
void mixpanel_days_free(struct mixpanel_days *d);

/* ---- asking: mixpanel.c ---- */

enum { MIXPANEL_LIMIT_S = 3900 };

struct mixpanel_config {
	const char *project;       /* NULL: only with a project's own secret */
	const char *region;        /* us, eu, in; NULL: us */
	const char *endpoint;      /* in place of the region's */
	const char *key;           /* file; NULL: $MIXPANEL_SERVICE_ACCOUNT */
	struct opt_list event;
	const char *where;
	int64_t limit_s;           /* how long 429 is waited out */
};

struct mixpanel {
	const struct mixpanel_config *config;
	struct client *client;
	struct buf base;           /* the URL without its days */
	struct buf key;            /* as read */
	struct buf header;         /* Authorization */
	struct mixpanel_pace pace;
	struct spool_pool pool;
	struct spool spool;        /* the window */
	char name[TSTAMP_TEXT];    /* of the window: "2021-06-11" */
	struct buf where;          /* "mixpanel://PROJECT/2021-06-11" */
	bool unverified;           /* the window: nothing would have told a cut at a line's end */
	bool hopeless;             /* it failed, and so would the next */
};

/* The URL but for its days; no key is wanted yet. -1 and *why. */
int mixpanel_init(struct mixpanel *m, const struct mixpanel_config *c, struct client *client,
    struct fault *why);
void mixpanel_free(struct mixpanel *m);

/* Reads the key. -1 and *why: it is missing or wrong. */
int mixpanel_read_key(struct mixpanel *m, struct fault *why);

/* Names the day's window. */
void mixpanel_name(struct mixpanel *m, int32_t day);

/* Gets that window, whole, into the spool. */
int mixpanel_get(struct mixpanel *m, struct fault *why);

/* An input_source: the window's bytes as they came. */
ssize_t mixpanel_take(void *m, char *to, size_t n, struct fault *why);

#endif
