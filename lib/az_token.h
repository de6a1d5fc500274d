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

/*
 * Appends "Authorization: Bearer TOKEN" to the buf, after asking for a token
 * where there is none or it is about to end. 0, -1.
 */
int az_token_put(struct az_token *a, struct buf *header, struct fault *why);

/* The number of the token that was put last: for az_token_refuse. */
unsigned az_token_serial(const struct az_token *a);

/* The token of that number was refused: the next put gets another one. */
void az_token_refuse(struct az_token *a, unsigned serial);

/* "workload identity 7f3a...", for messages. */
const char *az_token_principal(const struct az_token *a);

#endif
