/*
 * store_gcs.h - Google Cloud Storage by its JSON API: gs://bucket/name.
 *
 * Every object is pinned to the generation it was listed with, so that what is
 * fetched in parts is one object. The server is told that gzip is welcome: it
 * then sends what is stored, which is what size and crc32c are of. (Asked
 * otherwise it decompresses some objects on the way.)
 */
#ifndef EVKIT_STORE_GCS_H
#define EVKIT_STORE_GCS_H

#include "gcs_auth.h"
#include "header.h"
#include "store_http.h"
#include "store_list.h"

/* All of it lives as long as the store. */
struct store_gcs_config {
	/* NULL: $STORAGE_EMULATOR_HOST, which is asked without credentials, else Google. */
	const char *endpoint;
	const char *key;           /* credentials file; NULL: as in gcs_auth.h */
	const char *user_project;  /* is billed, where the requester pays; NULL: none */
	bool anonymous;            /* without credentials */
	const struct header_list *header;   /* of all requests */
};

/* NULL and *why: an endpoint or a key file that is wrong. Without a key,
 * credentials are looked for only when the first object is asked for. */
struct store *store_gcs_new(const struct store_gcs_config *c, struct http *h,
    struct retry_policy *p, struct fault *why);
void store_gcs_free(struct store *s);

/* ---- for store_gcs_list.c ---- */

struct store_gcs {
	struct store store;        /* first */
	const struct store_gcs_config *config;
	struct http *http;
	struct retry_policy *policy;
	struct buf base;           /* "https://storage.googleapis.com" */
	struct gcs_auth *auth;     /* NULL: not yet, or never */
	bool open;                 /* without credentials */
};

/* The URL of a bucket's objects, and the headers that all requests have. */
int store_gcs_begin(struct store_gcs *g, struct span bucket, struct http_request *q,
    struct fault *why);

/* What a reply that is no success means; `pinned`: an object of a version was
 * asked for. */
enum ask_answer store_gcs_refuse(struct store_gcs *g, const struct http_transfer *t,
    struct span body, bool pinned, struct fault *why);

int store_gcs_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why);

#endif
