/*
 * gcs_external.h - a token of somebody else's, exchanged for one of Google's.
 *
 * "Workload identity federation": the subject token of another provider comes
 * from a file or a URL, Google's STS exchanges it (RFC 8693), and where the
 * file says so a service account lends its name: google.aip.dev/auth/4117.
 */
#ifndef EVKIT_GCS_EXTERNAL_H
#define EVKIT_GCS_EXTERNAL_H

#include "gcs_file.h"
#include "http.h"
#include "retry.h"

#define GCS_EXTERNAL_SCOPE "https://www.googleapis.com/auth/devstorage.read_only"

/* Puts the token into the empty buf; *lasts_s is 0 where the reply does not say. */
int gcs_external_token(const struct gcs_file *f, struct http *h, struct retry_policy *p,
    struct buf *token, int64_t *lasts_s, struct fault *why);

#endif
