/*
 * az_sign.h - how requests to Azure Storage are signed: Shared Key.
 *
 * "Authorize with Shared Key", learn.microsoft.com, for version 2015-02-21 and
 * later. The signature is of the request's lines in a fixed order, so what is
 * sent has to be what was signed, byte for byte. Pure: no clock, no network.
 */
#ifndef EVKIT_AZ_SIGN_H
#define EVKIT_AZ_SIGN_H

#include "buf.h"

/* What is signed of a request without a body. */
struct az_sign_request {
	const char *verb;          /* "GET" */
	struct span account;
	struct span url;           /* as sent, encoded */
	const struct buf *header;  /* "Name: value"; x-ms-date is one of them */
	size_t headers;
};

/* Appends the string to sign. */
void az_sign_text(struct buf *to, const struct az_sign_request *q);

/* Appends the signature, base64 of HMAC-SHA256; key: bytes, not base64. */
void az_sign(struct buf *to, struct span key, struct span text);

#endif
