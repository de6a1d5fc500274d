/*
 * aws_sts.h - an access key for a web identity (AssumeRoleWithWebIdentity).
 *
 * Kubernetes, GitHub and others leave a token in a file; AWS's token service
 * gives a key of the role for it. The token is a secret, and is read from the
 * file each time: they are short-lived.
 */
#ifndef EVKIT_AWS_STS_H
#define EVKIT_AWS_STS_H

#include "aws_key.h"
#include "http.h"
#include "retry.h"

/* Borrowed texts. */
struct aws_sts {
	const char *role;      /* "arn:aws:iam::123456789012:role/reader" */
	const char *session;   /* NULL: "evkit" */
	const char *token_file;
	const char *region;    /* NULL: the service for all of them */
};

/* By $AWS_ENDPOINT_URL_STS, $AWS_ENDPOINT_URL, else the region's service. 0; -1
 * and *why. */
int aws_sts_ask(const struct aws_sts *s, struct http *h, struct retry_policy *p,
    struct aws_key *key, struct fault *why);

#endif
