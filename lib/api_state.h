/*
 * api_state.h - how far an API was read: a journal.h with a line a page.
 *
 *	{"request":ID,"next":URL,"pages":N,"records":N,"at":N,"full":false,
 *	 "since":VALUE,"value":VALUE,"output_bytes":N}
 *
 * Such a line is added when the page's records have been written. A request that
 * was read to its end has "done":true, and "next" only where the last page named
 * a next one all the same. Of each request the last line counts; those of other
 * requests stay. Before a page is written there may be a line that says where, mark.h.
 *
 * A bookmark: "value" is the greatest that --since-field had so far, as JSON. Once
 * the request is done it becomes "since", which the next run begins with.
 */
#ifndef EVKIT_API_STATE_H
#define EVKIT_API_STATE_H

#include "api_request.h"
#include "hash.h"
#include "journal.h"
#include "jscan.h"
#include "mark.h"

struct api_state {
	struct journal journal;
	const struct api_request *request;
	char id[HASH_HEX];
	struct mark mark;          /* of the page that is next */
	/* What the last line says. */
	bool known, done;
	struct buf next;
	struct pager_place place;
	struct buf since, value;   /* JSON; empty: none */
	struct buf scratch[2];     /* texts of two values, compared */
	struct jscan scan;
};

/* path NULL: none is kept. -1 and *why as journal_open. The request lives as
 * long; its address may have a parameter put in, which is api_state_apply's. */
int api_state_open(struct api_state *s, const char *path, bool look_only,
    const struct api_request *r, struct fault *why);
void api_state_free(struct api_state *s);

/* Puts the bookmark into the request's address. Before pager_begin. */
void api_state_apply(const struct api_state *s, struct api_request *r);

/* After it: `url` becomes that of the page to go on with, if the state has one.
 * True if so. */
bool api_state_resume(const struct api_state *s, struct pager *p, struct buf *url);

/* It was read to its end, and neither the API nor a bookmark says where new
 * records would be. */
bool api_state_over(const struct api_state *s);

/* A record's --since-field. */
void api_state_see(struct api_state *s, struct span record);

/* A page's records will be written to `to` now: 0; -1 and *why. */
int api_state_begin(struct api_state *s, struct out *to, struct fault *why);

/* A page's records have been written to `given`. `next` may be empty; `last`: it
 * was the last one. */
int api_state_add(struct api_state *s, const struct pager *p, struct span next, bool last,
    const struct out *given, struct fault *why);

#endif
