/*
 * jwt.h - a JSON Web Token signed with an RSA key: RS256 of RFC 7518, by
 * OpenSSL. Deterministic: the same key and claims give the same token.
 */
#ifndef EVKIT_JWT_H
#define EVKIT_JWT_H

#include "buf.h"
#include "fault.h"

struct jwt_key;

/* From PEM, PKCS#8 or PKCS#1, without a password. NULL and *why. */
struct jwt_key *jwt_key_new(struct span pem, struct fault *why);
void jwt_key_free(struct jwt_key *k);

/* Appends "HEADER.CLAIMS.SIGNATURE"; header and claims are JSON objects. */
int jwt_sign(const struct jwt_key *k, struct span header, struct span claims, struct buf *to,
    struct fault *why);

#endif
