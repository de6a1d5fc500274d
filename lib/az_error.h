/*
 * az_error.h - what Azure Storage says when it refuses.
 *
 * The code is in the header x-ms-error-code, and in the body with a message:
 * <Error><Code>BlobNotFound</Code><Message>...</Message></Error>. A message goes
 * on with a request id and the time, which are left out.
 */
#ifndef EVKIT_AZ_ERROR_H
#define EVKIT_AZ_ERROR_H

#include "span.h"

struct az_error {
	char code[80];         /* "BlobNotFound"; empty: none given */
	char message[300];     /* cut if longer */
};

/* Never fails: a reply that says nothing leaves both empty. The header may be
 * NULL, as the body of a reply to HEAD is empty. */
void az_error_read(struct az_error *e, const char *header, struct span body);

/* Credentials that were not accepted, not ones that lack a permission. */
bool az_error_is_unknown(const struct az_error *e);

/* What the user can do about it: "; ..."; empty: nothing is known. */
struct az_error_case {
	bool anonymous, sas;   /* how it was asked; neither: by a key or an identity */
	bool pinned;           /* a listed version of an object */
};
const char *az_error_hint(const struct az_error *e, const struct az_error_case *c);

#endif
