/*
 * gcs_error.h - what Google's services say when they refuse.
 *
 * Three forms: the API's {"error":{"code","message","errors":[{"reason"}]}},
 * OAuth's {"error":"invalid_grant","error_description":...} (RFC 6749, 5.2),
 * and plain text, which media requests get.
 */
#ifndef EVKIT_GCS_ERROR_H
#define EVKIT_GCS_ERROR_H

#include "span.h"

struct gcs_error {
	char reason[64];       /* "notFound", "invalid_grant"; empty: none given */
	char message[300];     /* cut if longer */
};

/* Never fails: a body that says nothing leaves both empty. */
void gcs_error_read(struct gcs_error *e, struct span body);

#endif
