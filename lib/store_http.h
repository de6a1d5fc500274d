/*
 * store_http.h - what HTTP itself says of a store's objects (RFC 9110): versions
 * by ETag, ranges, sizes, times.
 */
#ifndef EVKIT_STORE_HTTP_H
#define EVKIT_STORE_HTTP_H

#include "store.h"

/* An ETag without its quotes; empty: none, a weak one, or one that could not be
 * sent back. */
struct span store_http_etag(struct span text);
struct span store_http_etag_of(const struct http_transfer *t);

/* Asks for the bytes from there on. */
void store_http_range(struct http_request *q, uint64_t from);

/* The same, and for no version but the object's. -1 and *why: its version is no
 * ETag. */
int store_http_pin(const struct store_object *o, uint64_t from, struct http_request *q,
    struct fault *why);

/* Whether the bytes were compressed on their way here: they are not the store's. */
bool store_http_is_squeezed(const struct store_object *o, const struct http_transfer *t);

/* Of an object that is pinned by ETag: what store_kind.reply has to say. */
enum ask_answer store_http_reply(const struct store_object *o, const struct http_transfer *t,
    struct fault *why);

/* Fills in what is not known yet: version, time, size, encoding. */
void store_http_facts(struct store_object *o, const struct http_transfer *t);

/* "Mon, 23 Nov 2026 16:09:45 GMT", or a time as JSON and XML have it, as all
 * stores are listed; new. NULL: it is none. */
char *store_http_time(struct span text);

#endif
