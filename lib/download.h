/*
 * download.h - one remote object, from its first byte to its checksum.
 *
 * It comes in legs: a request each, from where the last one broke off, pinned
 * to one version of the object. What has come waits in a spool until it is
 * taken, in order; no byte is given twice. When all is there, size and
 * checksum are compared with the store's: only then does it end well. If they
 * differ, and nothing was taken yet, it begins once more. Where that has to be
 * so for all of them (group.whole), an object has room on the disk before it is
 * given.
 *
 * Many can run side by side on one struct http. The one that is being read
 * goes on as fast as it is read; the others run ahead, through memory and
 * temporary files, up to 1 GiB each.
 */
#ifndef EVKIT_DOWNLOAD_H
#define EVKIT_DOWNLOAD_H

#include "rate.h"
#include "spool.h"
#include "store.h"

/* What all downloads of a program share; lives as long as they. */
struct download_group {
	struct http *http;
	struct retry_policy *policy;
	struct spool_pool pool;
	struct rate rate;          /* of objects' bytes, all downloads together */
	bool whole;                /* nothing is given of what was not compared yet */
};

struct download {
	struct download_group *group;
	struct store *store;
	struct store_object object;
	bool listed;               /* the caller's: it was there once */
	bool unverified;           /* ended well, but the store has no checksum of it */
	struct fault why;          /* of end == -1 */
	int end;                   /* 0 not yet, 1 all is there and right, -1 failed */
	/* The rest is download.c's. */
	struct http_transfer *leg;
	struct spool spool;
	struct digest_run digest;
	struct retry retry;
	struct buf refusal;        /* the body of a reply that is no success */
	uint64_t got;              /* bytes of the object, all legs */
	uint64_t tried;            /* got, when it was last tried again */
	uint64_t skip;             /* bytes of this leg that were had before */
	int64_t wake_ms;           /* not before that */
	enum ask_answer answer;    /* to this leg's reply, once it has begun */
	bool begun_leg;            /* the reply to it was looked at */
	bool taken;                /* its reader has had bytes */
	bool plain;                /* asked for without compression */
	bool fresh;                /* the next leg gets a new connection */
	bool renewed, repeated;    /* that was tried once already */
};

/* Takes the object's strings over. Nothing is asked for yet. */
void download_init(struct download *d, struct download_group *g, struct store *s,
    struct store_object *o);
void download_free(struct download *d);

/*
 * Begins the next leg, or sees to the end of one. Returns how long it can be
 * left alone, if nothing comes: ms, or INT64_MAX.
 */
int64_t download_step(struct download *d);

/* It is being read from now on. */
void download_first(struct download *d);

/* Moves what is there, at most n bytes: how many, 0 if none is there now, -1 and
 * *why: it has failed (what came before that has been given). */
ssize_t download_take(struct download *d, char *to, size_t n, struct fault *why);

/* Nothing is there now, and nothing will come. */
static inline bool
download_is_empty(const struct download *d)
{
	return d->end && !d->spool.held;
}

#endif
