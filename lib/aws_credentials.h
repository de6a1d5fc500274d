/*
 * aws_credentials.h - who we are to AWS, as an access key.
 *
 * Looked for in the order of AWS's own tools: the environment
 * ($AWS_ACCESS_KEY_ID, $AWS_SECRET_ACCESS_KEY, $AWS_SESSION_TOKEN), a web
 * identity ($AWS_WEB_IDENTITY_TOKEN_FILE, $AWS_ROLE_ARN), the profile
 * (aws_profile.h), the container's or the machine's role (aws_metadata.h). A
 * profile that an option names comes before the environment. Keys that end are
 * renewed five minutes before that.
 *
 * Not there: single sign-on, credential_process, roles assumed with another
 * key. A profile that wants one of those is an error, not passed over.
 */
#ifndef EVKIT_AWS_CREDENTIALS_H
#define EVKIT_AWS_CREDENTIALS_H

#include "aws_key.h"
#include "aws_profile.h"
#include "http.h"
#include "retry.h"

struct aws_credentials;

/*
 * Finds them; no network. profile, region (of the token service) and the others
 * live as long; option: the profile was named by one. NULL and *why: some that
 * are wrong.
 */
struct aws_credentials *aws_credentials_new(const struct aws_profile *profile, bool option,
    const char *region, struct http *h, struct retry_policy *p, struct fault *why);
void aws_credentials_free(struct aws_credentials *c);

/* The key, asked for where there is none or it is about to end; NULL: there is
 * none to be had. Valid until the next call. 0; -1 and *why. */
int aws_credentials_get(struct aws_credentials *c, const struct aws_key **key, struct fault *why);

/* The key was said to have ended: the next get asks for another one. False: it
 * comes from where it always is the same. */
bool aws_credentials_renew(struct aws_credentials *c);

/* No message holds a secret, whatever a server says. */
void aws_credentials_hide(const struct aws_credentials *c, struct fault *why);

/* "profile x", "the key in AWS_ACCESS_KEY_ID": for messages. */
const char *aws_credentials_source(const struct aws_credentials *c);

#endif
