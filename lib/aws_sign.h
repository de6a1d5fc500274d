/*
 * aws_sign.h - AWS Signature Version 4: who a request is from, and that it was
 * not changed.
 *
 * Pure: the clock's text comes from the caller. libcurl 7.88 can sign too, but
 * leaves the order and the encoding of the query as they are (curl#9717,
 * #11794, #13754), so that servers refuse what it signed.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
#ifndef EVKIT_AWS_SIGN_H
#define EVKIT_AWS_SIGN_H

#include "buf.h"

/* Of no bytes: the body's hash of a GET. */
#define AWS_SIGN_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* The request as it is sent. Spans are borrowed. */
struct aws_sign_request {
	const char *method;
	struct span path;          /* each byte encoded once, slashes bare: S3's rule */
	struct span query;         /* encoded, any order; empty: none */
	const struct span *header; /* "Name: value", any order: all of them are signed, */
	size_t headers;            /* and Host and x-amz-date have to be among them */
	struct span payload;       /* the body's SHA-256 in hex, as x-amz-content-sha256 */
};

struct aws_sign_scope {
	struct span id, secret;
	struct span region, service;   /* "eu-west-1", "s3" */
};

enum { AWS_SIGN_WHEN = 17 };

/* "20231114T221320Z": what x-amz-date says, too. */
void aws_sign_when(int64_t seconds, char to[AWS_SIGN_WHEN]);

/* Appends the value of the header Authorization. */
void aws_sign(const struct aws_sign_request *r, const struct aws_sign_scope *s, const char *when,
    struct buf *to);

/* Appends the text that is hashed for that: what a server's "SignatureDoesNotMatch"
 * shows, and vectors do. */
void aws_sign_canonical(const struct aws_sign_request *r, struct buf *to);

#endif
