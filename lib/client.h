/*
 * client.h - what all fetchers share: by which connections and how patiently they
 * ask, the user's own headers, and how they say what went wrong on the way.
 */
#ifndef EVKIT_CLIENT_H
#define EVKIT_CLIENT_H

#include "header.h"
#include "retry.h"
#include "run.h"

enum { CLIENT_RETRY_S = 600, CLIENT_STALL_S = 60 };

struct client {
	/* Options */
	int64_t retry_s, stall_s;
	const char *cacert;
	bool ipv4, ipv6;           /* only by these addresses */
	struct header_list header; /* for all requests */
	/* Before client_begin: what else there is to say. */
	struct http_config config;
	/* Once client_begin was called. */
	struct http *http;
	struct retry_policy policy;
	struct run *run;
};

#define CLIENT_DEFAULTS { .retry_s = CLIENT_RETRY_S, .stall_s = CLIENT_STALL_S }

#define CLIENT_OPTIONS(c) \
	{ 0, "retry-time", "TIME", opt_seconds, &(c).retry_s, \
	  "how long to try again without progress [10m]" }, \
	{ 0, "stall-time", "TIME", opt_seconds, &(c).stall_s, \
	  "how long to wait for the next byte [60s]" }, \
	HEADER_OPTIONS((c).header), \
	{ 0, "cacert", "FILE", opt_text, &(c).cacert, "certificates to trust, PEM" }, \
	{ 0, "ipv4", NULL, opt_flag, &(c).ipv4, "only by IPv4" }, \
	{ 0, "ipv6", NULL, opt_flag, &(c).ipv6, "only by IPv6" }

/* Checks the options: a wrong one ends the program, DIAG_USAGE. From now on a signal
 * is heeded while something is waited for: what was given out before is whole. */
void client_begin(struct client *c, struct run *run);
void client_end(struct client *c);

/*
 * From now on what comes counts as this, for the progress: a plain word that lives
 * until the next is named. client_came: so many bytes of it.
 */
void client_expect(struct client *c, const char *name);

static inline void
client_came(struct client *c, size_t n)
{
	c->run->progress.coming += n;
}

/*
 * What a reply that is no success says of itself: "404: no such thing", from
 * JSON as APIs write it, or the first line of text.
 */
void client_refusal(long status, struct span body, struct fault *why);

#endif
