/*
 * api_auth.h - who we are to an API: nobody, or by a key that it was given.
 *
 *	none
 *	bearer            Authorization: Bearer SECRET (RFC 6750)
 *	basic             Authorization: Basic, SECRET is USER:PASSWORD (RFC 7617)
 *	header=NAME       NAME: SECRET
 *	query=NAME        NAME=SECRET in the query
 *	oauth2            an access token (RFC 6749) by SECRET, a JSON object:
 *	                  token_url, client_id, client_secret and maybe
 *	                  refresh_token (without it: client_credentials), scope,
 *	                  audience, and client_auth, "basic" or "form"
 *
 * The secret comes from a file or the environment, never from a command line,
 * goes to no address that is not encrypted, and into no message.
 */
#ifndef EVKIT_API_AUTH_H
#define EVKIT_API_AUTH_H

#include "http.h"
#include "retry.h"

#define API_AUTH_VARIABLE "API_FETCH_SECRET"

enum api_auth_kind {
	API_AUTH_NONE, API_AUTH_BEARER, API_AUTH_BASIC, API_AUTH_HEADER, API_AUTH_QUERY,
	API_AUTH_OAUTH2,
};

struct api_auth_config {
	enum api_auth_kind kind;
	const char *name;      /* of the header or parameter */
	const char *secret;    /* file; NULL: $API_FETCH_SECRET */
};

/* An opt_take: one of the above, into kind and name. */
const char *api_auth_take(void *config, const char *text);

struct api_auth;

/* Reads the secret. No network. All that is pointed at lives as long. NULL and
 * *why: it is missing, or not of its form. */
struct api_auth *api_auth_new(const struct api_auth_config *c, struct http *h,
    struct retry_policy *p, struct fault *why);
void api_auth_free(struct api_auth *a);

/* Into a request whose URL is there; may ask for a token first. 0, -1. */
int api_auth_put(struct api_auth *a, struct http_request *q, struct fault *why);

/* The request was refused, 401: whether the next put has another token. */
bool api_auth_renew(struct api_auth *a);

/* "***" in place of whatever is secret. */
void api_auth_hide(const struct api_auth *a, struct fault *why);

#endif
