/*
 * aws_metadata.h - the access key that AWS gives to what runs there.
 *
 * A container asks where $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI
 * says, with $AWS_CONTAINER_AUTHORIZATION_TOKEN[_FILE] (ECS, EKS); a machine
 * asks 169.254.169.254 (EC2's instance metadata service, version 2, and 1 where
 * that is all there is) or $AWS_EC2_METADATA_SERVICE_ENDPOINT. By no proxy.
 */
#ifndef EVKIT_AWS_METADATA_H
#define EVKIT_AWS_METADATA_H

#include "aws_key.h"
#include "http.h"
#include "retry.h"

/* Whether the environment says that this is a container with a role. */
bool aws_metadata_has_container(void);

/* 0; -1 and *why. */
int aws_metadata_container(struct http *h, struct retry_policy *p, struct aws_key *key,
    struct fault *why);

/* 1 and a key; 0: no such machine, or one without a role; -1. The first look
 * takes a second at most where there is none. */
int aws_metadata_instance(struct http *h, struct retry_policy *p, struct aws_key *key,
    struct fault *why);

#endif
