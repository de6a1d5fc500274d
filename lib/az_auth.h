/*
 * az_auth.h - which storage account is asked, and by whom.
 *
 * The key file that was named (an account key, a SAS token or a connection
 * string), else $AZURE_STORAGE_CONNECTION_STRING, $AZURE_STORAGE_KEY,
 * $AZURE_STORAGE_SAS_TOKEN, else an identity of Entra (az_token.h). The account
 * is the one that was named, the connection string's, or
 * $AZURE_STORAGE_ACCOUNT.
 *
 * A SAS token is a secret and goes into the URL's query: no message shows one.
 */
#ifndef EVKIT_AZ_AUTH_H
#define EVKIT_AZ_AUTH_H

#include "http.h"
#include "retry.h"

/* All of it lives as long as the az_auth. */
struct az_auth_config {
	const char *account;   /* NULL: by the environment */
	const char *key;       /* file; NULL: as above */
	const char *endpoint;  /* the account's blob service; NULL: Azure's */
	bool anonymous;        /* without credentials */
};

struct az_auth;

/* No network. `h` and `p` live as long. NULL and *why: no account, or
 * credentials that are wrong. */
struct az_auth *az_auth_new(const struct az_auth_config *c, struct http *h,
    struct retry_policy *p, struct fault *why);
void az_auth_free(struct az_auth *a);

/* "https://ACCOUNT.blob.core.windows.net", without a slash at the end. */
struct span az_auth_base(const struct az_auth *a);

/* Adds to a request, as the last thing, what says who we are. It has no body.
 * 0, -1. */
int az_auth_put(struct az_auth *a, struct http_request *q, struct fault *why);

/*
 * The request was refused, with 401 or 403. Whether to try it again at once: the
 * next one gets a new token, or a date that is right (which is said).
 */
bool az_auth_refuse(struct az_auth *a, const struct http_transfer *t);

/* "the key of ACCOUNT", for messages; NULL: anonymous. */
const char *az_auth_principal(const struct az_auth *a);

/* No message holds a secret, whatever a server says. */
void az_auth_hide(const struct az_auth *a, struct fault *why);

/* For hints. */
bool az_auth_is_sas(const struct az_auth *a);

#endif
