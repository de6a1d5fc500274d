/*
 * ask.h - one document from a server, asked for until it is there.
 *
 * For listings and tokens, JSON mostly: small, so that each try begins anew. Waits for it,
 * and moves the other transfers on meanwhile. What fails on the way, and what
 * comes cut off, is tried again; what a refusal means is the asker's to say.
 */
#ifndef EVKIT_ASK_H
#define EVKIT_ASK_H

#include <jansson.h>

#include "http.h"
#include "retry.h"

/* What to do about a reply. */
enum ask_answer {
	ASK_TAKE,              /* go on */
	ASK_AGAIN,             /* wait, then try again */
	ASK_RENEW,             /* try again at once, but only once */
	ASK_LATER,             /* try again when a->later says */
	ASK_PLAIN,             /* the same without Accept-Encoding: gzip (store.h) */
	ASK_FAIL,
};

enum { ASK_MOST = 64 << 20 };   /* bytes of a document, or of a refusal */

struct ask {
	const char *where;     /* for messages */
	void *arg;
	/* Makes the request, for each try; 0, -1. */
	int (*request)(void *arg, struct http_request *q, struct fault *why);
	/* A reply that is not 200, with its body. Sets *why. */
	enum ask_answer (*refuse)(void *arg, const struct http_transfer *t, struct span body,
	    struct fault *why);
	/* May be NULL: a look at the headers of a 200; 0, -1. */
	int (*accept)(void *arg, const struct http_transfer *t, struct fault *why);
	/* May be NULL: takes the body of a 200 in pieces, in place of ask.h. What is
	 * not ASK_TAKE is the answer, and *why. `request` begins anew. */
	enum ask_answer (*piece)(void *arg, struct span piece, struct fault *why);
	/* For ASK_LATER, whose waits are the asker's own: how long, or -1 for no more.
	 * after_ms is what the server asks for. */
	int64_t (*later)(void *arg, int64_t after_ms);
	/* For ask_for: a reply that is 200, with its body. ASK_RENEW for one that is
	 * cut off: once more tells whether it is the server's. */
	enum ask_answer (*take)(void *arg, const struct http_transfer *t, struct span body,
	    struct fault *why);
};

/* The document, to be json_decref'd; NULL and *why. */
json_t *ask_json(struct http *h, const struct ask *a, struct retry_policy *p, struct fault *why);

/* The same of a body that is there: ASK_RENEW and *why where it is none. */
enum ask_answer ask_read(struct span body, json_t **document, struct fault *why);

/* What is no JSON: a->take gets it. 0; -1 and *why. */
int ask_for(struct http *h, const struct ask *a, struct retry_policy *p, struct fault *why);

/* Whether a status is one that may be another one soon: 408, 429, 5xx. */
bool ask_is_passing(long status);

/* Moves all transfers on for so long: what a wait is. */
void ask_sleep(struct http *h, int64_t ms);

#endif
