/*
 * token.h - an access token (RFC 6750): kept, and asked for anew before it ends.
 *
 * All requests of a program share one. It is renewed five minutes before its
 * end, by whoever needs it first; as a program has one thread, and asking
 * returns only with an answer, nobody asks for a second one meanwhile. Transfers
 * that run go on with the one that they have.
 */
#ifndef EVKIT_TOKEN_H
#define EVKIT_TOKEN_H

#include "http.h"

/* A zeroed struct is none. */
struct token {
	struct buf text;
	int64_t renew_ms;      /* by http_now_ms */
	unsigned serial;       /* of tokens there were */
};

void token_free(struct token *t);

/* Asks for one, and calls token_set. 0, -1. */
typedef int token_ask(void *arg, struct fault *why);

/*
 * Adds "Authorization: Bearer TOKEN" to the request, after asking where there is
 * none or it is about to end; q->mark becomes its number. 0, -1.
 */
int token_put(struct token *t, struct http_request *q, token_ask *ask, void *arg,
    struct fault *why);

/* In place of the one there was. lasts_s: seconds; none that make sense: an
 * hour. -1: it is NULL, empty, or no token. */
int token_set(struct token *t, const char *text, int64_t lasts_s);

/* The one with that number was refused: the next put asks for another. */
void token_refuse(struct token *t, unsigned serial);

/* A server may repeat what it was sent: not in a message. */
void token_hide(const struct token *t, struct fault *why);

/* When to renew what lasts so long, by http_now_ms: also for other keys. */
int64_t token_renewal_ms(int64_t lasts_s);

#endif
