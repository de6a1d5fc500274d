/*
 * client.h - what fetchers of APIs share: how patiently they ask, their own
 * headers, and how they say what went wrong on the way.
 */
#ifndef EVKIT_CLIENT_H
#define EVKIT_CLIENT_H

#include "arena.h"
#include "http.h"
#include "retry.h"
#include "run.h"

enum { CLIENT_RETRY_S = 600, CLIENT_STALL_S = 60, CLIENT_HEADERS = 64 };

struct client {
	/* Options */
	int64_t retry_s, stall_s;
	const char *cacert;
	struct opt_list header;    /* as given */
	/* Once client_begin was called. */
	struct http *http;
	struct retry_policy policy;
	bool private_headers;      /* some came from files: they may be keys */
	/* The rest is client.c's. */
	struct run *run;
	const char *header_text[CLIENT_HEADERS];   /* "Name: value" */
	size_t headers;
	struct arena texts;
};

#define CLIENT_DEFAULTS { .retry_s = CLIENT_RETRY_S, .stall_s = CLIENT_STALL_S }

#define CLIENT_OPTIONS(c) \
	{ 0, "retry-time", "TIME", opt_seconds, &(c).retry_s, \
	  "how long to try again without progress [10m]" }, \
	{ 0, "stall-time", "TIME", opt_seconds, &(c).stall_s, \
	  "how long to wait for the next byte [60s]" }, \
	{ 0, "header", "HEADER", opt_list, &(c).header, \
	  "more for each request, 'Name: value' or @FILE" }, \
	{ 0, "cacert", "FILE", opt_text, &(c).cacert, "certificates to trust, PEM" }

/* Checks the options: a wrong one ends the program, DIAG_USAGE. */
void client_begin(struct client *c, struct run *run);
void client_end(struct client *c);

/* The user's own headers, into a request. */
void client_put_headers(const struct client *c, struct http_request *q);

/* What they hold from files, in no message. */
void client_hide(const struct client *c, struct fault *why);

/*
 * What a reply that is no success says of itself: "404: no such thing", from
 * JSON as APIs write it, or the first line of text.
 */
void client_refusal(long status, struct span body, struct fault *why);

#endif
