/*
 * store_az.h - Azure Blob Storage by its REST API: az://container/name.
 *
 * Every object is pinned to the ETag it was listed with, so that what is
 * fetched in parts is one object. Blobs of one piece have an MD5; what was
 * uploaded in blocks has one only if its writer gave it, else it is counted as
 * unverified. Azure sends what is stored, compressed or not.
 *
 * https://learn.microsoft.com/en-us/rest/api/storageservices/list-blobs and
 * .../get-blob, .../get-blob-properties.
 */
#ifndef EVKIT_STORE_AZ_H
#define EVKIT_STORE_AZ_H

#include "az_auth.h"
#include "header.h"
#include "store_http.h"
#include "store_list.h"

/* All of it lives as long as the store. */
struct store_az_config {
	struct az_auth_config auth;
	const struct header_list *header;   /* of all requests */
};

/* NULL and *why: a key file that is wrong. Without one, account and
 * credentials are looked for only when the first object is asked for. */
struct store *store_az_new(const struct store_az_config *c, struct http *h,
    struct retry_policy *p, struct fault *why);
void store_az_free(struct store *s);

/* ---- for store_az_list.c ---- */

struct store_az {
	struct store store;        /* first */
	const struct store_az_config *config;
	struct http *http;
	struct retry_policy *policy;
	struct az_auth *auth;      /* NULL: not yet */
};

/* The container's URL, and the headers that all requests have; to be ended by
 * store_az_end, which signs them. 0, -1. */
int store_az_begin(struct store_az *z, struct span container, struct http_request *q,
    struct fault *why);
int store_az_end(struct store_az *z, struct http_request *q, struct fault *why);

/* What a reply that is no success means; `pinned`: an object of a version was
 * asked for. */
enum ask_answer store_az_refuse(struct store_az *z, const struct http_transfer *t,
    struct span body, bool pinned, struct fault *why);

/* Fills in what is not known yet, from the headers of an object's reply. */
void store_az_facts(struct store_object *o, const struct http_transfer *t);

int store_az_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why);

#endif
