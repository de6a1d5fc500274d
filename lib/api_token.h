/*
 * api_token.h - access tokens of OAuth 2.0 (RFC 6749), by client credentials
 * or a refresh token; renewed before they end.
 */
#ifndef EVKIT_API_TOKEN_H
#define EVKIT_API_TOKEN_H

#include "http.h"
#include "retry.h"

struct api_token;

/* `credentials` is the JSON object of api_auth.h. No network. NULL and *why. */
struct api_token *api_token_new(struct span credentials, struct http *h, struct retry_policy *p,
    struct fault *why);
void api_token_free(struct api_token *t);

/* The header, after asking for a token where there is none or it is about to end. */
int api_token_put(struct api_token *t, struct http_request *q, struct fault *why);

/* The token was refused: the next put asks for another one. */
void api_token_refuse(struct api_token *t);

void api_token_hide(const struct api_token *t, struct fault *why);

#endif
