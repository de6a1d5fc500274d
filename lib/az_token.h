/*
 * az_token.h - who we are to Microsoft Entra, as an access token for storage.
 *
 * By the environment, in the order of Azure's own clients: a service principal
 * ($AZURE_CLIENT_SECRET), workload identity ($AZURE_FEDERATED_TOKEN_FILE), the
 * managed identity of an app ($IDENTITY_ENDPOINT) or of the machine (its
 * metadata service, IMDS, which is never asked by way of a proxy). Tokens are
 * renewed five minutes before they end; the federated token is read anew for
 * each, as it changes.
 *
 * Secrets and tokens are in no message.
 */
#ifndef EVKIT_AZ_TOKEN_H
#define EVKIT_AZ_TOKEN_H

#include "http.h"
#include "retry.h"

struct az_token;

/* No network. `h` and `p` live as long. NULL and *why: half of what is needed
 * is set, or a secret would be sent unencrypted. */
struct az_token *az_token_new(struct http *h, struct retry_policy *p, struct fault *why);
void az_token_free(struct az_token *a);

/* By token.h: token_put and token_refuse. */
int az_token_put(struct az_token *a, struct http_request *q, struct fault *why);
void az_token_refuse(struct az_token *a, unsigned serial);

/* No message holds a secret, whatever a server says. */
void az_token_hide(const struct az_token *a, struct fault *why);

/* "workload identity 7f3a...", for messages. */
const char *az_token_principal(const struct az_token *a);

#endif
