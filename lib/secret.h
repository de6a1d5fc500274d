/*
 * secret.h - keys and passwords: from a file or the environment, into no message.
 */
#ifndef EVKIT_SECRET_H
#define EVKIT_SECRET_H

#include "buf.h"
#include "fault.h"

/*
 * Appends the text of the file, or where that is NULL of the environment
 * variable, without white space at its end. -1 and *why: neither is there, or
 * it is empty or too long to be one.
 */
int secret_read(const char *path, const char *variable, struct buf *to, struct fault *why);

/* Whether it fits into a header: one line without control bytes. */
bool secret_is_line(struct span secret);

/* A server may repeat what it was sent: "***" in place of the secret, also as it
 * stands in a query. */
void secret_hide(struct fault *f, struct span secret);

#endif
