/*
 * store_s3.h - Amazon S3, and what speaks as it does: s3://bucket/name.
 *
 * Every object is pinned to the ETag it was listed with, so that what is
 * fetched in parts is one object. A checksum that S3 has of the whole object is
 * compared; else its ETag, where that is an MD5; else it is counted as
 * unverified. S3 sends what is stored, compressed or not.
 *
 * What can be put right is put right once: the bucket's region, the key that
 * has ended, the clock that is wrong.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and
 * .../API_GetObject.html.
 */
#ifndef EVKIT_STORE_S3_H
#define EVKIT_STORE_S3_H

#include "aws_credentials.h"
#include "aws_error.h"
#include "header.h"
#include "store_http.h"
#include "store_list.h"

/* All of it lives as long as the store. */
struct store_s3_config {
	/* NULL: $AWS_ENDPOINT_URL_S3, $AWS_ENDPOINT_URL, the profile's, else AWS. */
	const char *endpoint;
	/* NULL: $AWS_REGION, $AWS_DEFAULT_REGION, the profile's, else us-east-1. */
	const char *region;
	const char *profile;       /* NULL: $AWS_PROFILE, else "default" */
	bool anonymous;            /* without credentials */
	bool request_payer;        /* pays, where the requester does */
	const struct header_list *header;   /* of all requests */
};

/* NULL and *why: an endpoint, a region or a profile that was named is wrong.
 * What is not named is looked for only when the first object is asked for. */
struct store *store_s3_new(const struct store_s3_config *c, struct http *h,
    struct retry_policy *p, struct fault *why);
void store_s3_free(struct store *s);

/* ---- for store_s3_*.c ---- */

struct store_s3 {
	struct store store;        /* first */
	const struct store_s3_config *config;
	struct http *http;
	struct retry_policy *policy;
	bool found;                /* the next four are there */
	struct aws_profile profile;
	struct aws_credentials *credentials;   /* NULL: anonymous */
	struct buf base;           /* the endpoint; empty: AWS */
	const char *region;
	struct table regions;      /* of buckets that are elsewhere: char[] */
	int64_t skew_s;            /* the server's clock is so far ahead of ours */
	bool found_none;           /* credentials were looked for in vain */
	unsigned epoch;            /* how often something was put right */
};

/* The URL of a bucket and the headers that all requests have; with a slash
 * behind it where the name or the query belongs there. */
int store_s3_begin(struct store_s3 *s, struct span bucket, struct http_request *q,
    struct fault *why);

/* Signs it, as the last thing. 0, -1. */
int store_s3_end(struct store_s3 *s, struct span bucket, struct http_request *q,
    struct fault *why);

/* Where the bucket is, as far as is known. */
const char *store_s3_region(const struct store_s3 *s, struct span bucket);

/* What a reply that is no success means; `pinned`: an object of a version was
 * asked for. */
enum ask_answer store_s3_refuse(struct store_s3 *s, struct span bucket,
    const struct http_transfer *t, struct span body, bool pinned, struct fault *why);

/* Fills in what is not known yet, from the headers of an object's reply. */
void store_s3_facts(struct store_object *o, const struct http_transfer *t);

int store_s3_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why);

#endif
