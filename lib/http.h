/*
 * http.h - GET, HEAD, PUT and POST over libcurl, many at a time, in one thread.
 *
 * All transfers run whenever http_wait is called, by whoever waits for
 * something. Bodies come as they were sent: nothing is decompressed (a store's
 * size and checksum are those of the bytes as sent), no redirect is followed
 * (credentials stay with the host they are for). http_proxy, https_proxy,
 * no_proxy, CURL_CA_BUNDLE and SSL_CERT_FILE count, as for curl(1).
 *
 * A transfer that brings nothing for stall_ms is broken off: libcurl's own
 * averages are seconds late. No message holds a header or a query.
 */
#ifndef EVKIT_HTTP_H
#define EVKIT_HTTP_H

#include "buf.h"
#include "fault.h"

enum {
	HTTP_STALL_MS = 60000,
	HTTP_CONNECT_MS = 30000,
	HTTP_HEADERS = 80,
	HTTP_PIECE = 512 << 10,
};

struct http_config {
	const char *cacert;      /* PEM file; NULL: the system's */
	enum { HTTP_ANY, HTTP_IPV4, HTTP_IPV6 } only;   /* addresses that are used */
	int64_t stall_ms;        /* 0: HTTP_STALL_MS */
	size_t connections;      /* kept open; 0: libcurl's choice */
	void (*pulse)(void *arg);   /* called by each http_wait; may be NULL */
	void *arg;
	size_t piece;            /* most bytes a sink is given; 0: HTTP_PIECE */
};

struct http;

/* Never NULL. What the config points at lives as long. */
struct http *http_new(const struct http_config *c);
void http_free(struct http *h);

/* All of it is copied by http_start. A zeroed struct is an empty request. */
struct http_request {
	struct buf url;
	struct buf header[HTTP_HEADERS];   /* "Name: value" */
	size_t headers;
	struct buf form;         /* not empty: POST, application/x-www-form-urlencoded */
	int64_t connect_ms;      /* 0: HTTP_CONNECT_MS */
	int64_t stall_ms;        /* 0: the config's */
	bool direct;             /* by no proxy, whatever the environment says */
	bool fresh;              /* over a new connection */
	bool head;               /* HEAD: the reply has no body */
	bool put;                /* PUT, of no bytes */
	unsigned mark;           /* the asker's: http_mark gives it back */
};

/* The next header, to be written to; the request owns it. */
struct buf *http_header_put(struct http_request *q);
void http_request_free(struct http_request *q);

struct http_transfer;

enum { HTTP_MORE, HTTP_PAUSE, HTTP_STOP };

/*
 * Takes a piece of the body; the reply's headers are there. HTTP_PAUSE: not
 * taken, comes again after http_resume. HTTP_STOP: the transfer ends, failed.
 */
typedef int http_sink(void *arg, struct http_transfer *t, struct span piece);

struct http_transfer *http_start(struct http *h, const struct http_request *q, http_sink *sink,
    void *arg);

/* It has ended: *why is why the transport failed (-1), or untouched (0). */
bool http_ended(const struct http_transfer *t);
int http_result(const struct http_transfer *t, struct fault *why);

/* It was broken off because nothing came. */
bool http_stalled(const struct http_transfer *t);

bool http_paused(const struct http_transfer *t);
void http_resume(struct http_transfer *t);

/* Of the reply; 0 and NULL while there is none. Of a repeated header the
 * i-th, from 0. Valid until http_stop. */
long http_status(const struct http_transfer *t);
const char *http_header(const struct http_transfer *t, const char *name, size_t i);

unsigned http_mark(const struct http_transfer *t);

/* It was refused for asking too often: 429, or a 403 whose headers say so. */
bool http_limited(const struct http_transfer *t);

/* What Retry-After asks for, seconds or a date; else, where it was limited, until
 * the limit's reset; 0 if nothing. */
int64_t http_retry_after_ms(const struct http_transfer *t);

/* The body just ends with its connection: a cut would not be seen. */
bool http_unbounded(const struct http_transfer *t);

/* The reply's Date, in seconds since 1970; 0 if it has none. */
int64_t http_date(const struct http_transfer *t);

/* The same of "Mon, 23 Nov 2026 16:09:45 GMT"; 0: it is no date. */
int64_t http_date_of(const char *text);

/* By how many seconds the server's clock is ahead of ours; 0 if it does not say. */
int64_t http_skew_s(const struct http_transfer *t);

/* Ends it, if it has not, and frees it. */
void http_stop(struct http_transfer *t);

/* Sleeps until a transfer can move, at most ms and at most 1 s; then moves all. */
void http_wait(struct http *h, int64_t ms);

/* A clock that never jumps, in milliseconds. */
int64_t http_now_ms(void);

#endif
