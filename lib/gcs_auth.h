/*
 * gcs_auth.h - who we are to Google Cloud, as an access token.
 *
 * Credentials are looked for in Google's order ("Application Default
 * Credentials"): the key file that was named, $GOOGLE_APPLICATION_CREDENTIALS,
 * gcloud's application_default_credentials.json, the metadata server of the
 * machine. A service account signs an assertion (RFC 7523), afresh for every
 * token, and sends it to the token_uri of its key file; a user's file is a
 * refresh token; an external account's says where another's token is
 * (gcs_external.h). Tokens are renewed five minutes before they end.
 *
 * Keys and tokens are in no message.
 */
#ifndef EVKIT_GCS_AUTH_H
#define EVKIT_GCS_AUTH_H

#include "http.h"
#include "retry.h"

struct gcs_auth;

/*
 * Finds and reads the credentials; key NULL: by the order above. No network.
 * `h` and `p` live as long. NULL and *why: a file that is wrong.
 */
struct gcs_auth *gcs_auth_new(const char *key, struct http *h, struct retry_policy *p,
    struct fault *why);
void gcs_auth_free(struct gcs_auth *a);

/* By token.h: token_put and token_refuse. */
int gcs_auth_put(struct gcs_auth *a, struct http_request *q, struct fault *why);
void gcs_auth_refuse(struct gcs_auth *a, unsigned serial);

/* No message holds a secret, whatever a server says. */
void gcs_auth_hide(const struct gcs_auth *a, struct fault *why);

/* "reader@project.iam.gserviceaccount.com", for messages. */
const char *gcs_auth_principal(const struct gcs_auth *a);

/* The project to be billed by the credentials' file; NULL: none. */
const char *gcs_auth_project(const struct gcs_auth *a);

#endif
