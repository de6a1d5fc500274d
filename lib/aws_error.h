/*
 * aws_error.h - what S3 and STS say when they refuse.
 *
 * S3: <Error><Code>NoSuchKey</Code><Message>...; STS the same inside an
 * <ErrorResponse>. Plain text, from a proxy, is taken as the message.
 */
#ifndef EVKIT_AWS_ERROR_H
#define EVKIT_AWS_ERROR_H

#include "span.h"

struct aws_error {
	char code[64];         /* "NoSuchKey"; empty: none given */
	char message[300];     /* its first line, cut if longer */
	char region[40];       /* where the bucket is, if it says so */
};

/* Never fails: a body that says nothing leaves all empty, of one that is cut off
 * counts what there is. */
void aws_error_read(struct aws_error *e, struct span body);

bool aws_error_is(const struct aws_error *e, const char *code);

/* Whether the same may work later, whatever the status says. */
bool aws_error_is_passing(const struct aws_error *e);

/* Whether a session's key has ended. */
bool aws_error_is_expired(const struct aws_error *e);

/* Whether a region's name is one that may become part of a host's. */
bool aws_error_is_region(struct span text);

#endif
