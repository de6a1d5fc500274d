/*
 * aws_key.h - an access key of AWS: what requests are signed with.
 *
 * The secret and the token are in no message; neither is what a service said
 * that should have given them.
 */
#ifndef EVKIT_AWS_KEY_H
#define EVKIT_AWS_KEY_H

#include "buf.h"
#include "fault.h"

/* Owns its bytes. A zeroed struct is none. */
struct aws_key {
	struct buf id, secret;
	struct buf token;      /* of a session; empty: a lasting key */
	int64_t ends_s;        /* since 1970; 0: never */
};

void aws_key_free(struct aws_key *k);

/* In place of what there was; the texts may be NULL. */
void aws_key_set(struct aws_key *k, const char *id, const char *secret, const char *token);

/* Whether it is complete, and fits into headers. 0; -1 and *why. */
int aws_key_check(const struct aws_key *k, struct fault *why);

/* "2026-11-23T19:50:18Z": when it ends. 0; -1 and *why. */
int aws_key_set_end(struct aws_key *k, struct span text, struct fault *why);

/* {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}: what containers and
 * instances are given. 0; -1 and *why. */
int aws_key_read(struct aws_key *k, struct span json, struct fault *why);

#endif
