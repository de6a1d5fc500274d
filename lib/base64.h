/*
 * base64.h - base64 (RFC 4648 section 4, with padding) and base64url (section
 * 5, without: as JSON Web Tokens have it, RFC 7515).
 */
#ifndef EVKIT_BASE64_H
#define EVKIT_BASE64_H

#include "buf.h"

void base64_encode(struct buf *to, struct span bytes);
void base64_encode_url(struct buf *to, struct span bytes);

/*
 * Appends what the text stands for. -1, with nothing appended: a wrong byte, a
 * length that cannot be, or bits set behind the last byte. The padding of
 * either may be there or not, all of it.
 */
int base64_decode(struct buf *to, struct span text);

#endif
