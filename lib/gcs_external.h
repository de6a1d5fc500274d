/*
 * gcs_external.h - a token of somebody else's, exchanged for one of Google's.
 *
 * "Workload identity federation": the subject token of another provider comes
 * from a file or a URL, and Google's STS exchanges it (RFC 8693):
 * google.aip.dev/auth/4117. Where the file says so, a service account lends its
 * name to whoever has such a token, or any other one of Google's.
 */
#ifndef EVKIT_GCS_EXTERNAL_H
#define EVKIT_GCS_EXTERNAL_H

#include "gcs_file.h"
#include "http.h"
#include "retry.h"

/* What the credentials' own token has to be good for. */
const char *gcs_external_scope(const struct gcs_file *f);

/* Puts the token into the empty buf; *lasts_s is 0 where the reply does not say. */
int gcs_external_token(const struct gcs_file *f, struct http *h, struct retry_policy *p,
    struct buf *token, int64_t *lasts_s, struct fault *why);

/* The service account's token in place of the one that is there. 0, -1. */
int gcs_external_borrow(const struct gcs_file *f, struct http *h, struct retry_policy *p,
    struct buf *token, int64_t *lasts_s, struct fault *why);

#endif
