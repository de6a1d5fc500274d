/*
 * uri.h - the few things about URIs (RFC 3986) that a client of stores needs.
 */
#ifndef EVKIT_URI_H
#define EVKIT_URI_H

#include "buf.h"
#include "fault.h"

/* Appends s with every byte but A-Z a-z 0-9 - . _ ~ as %XX: fits as one part
 * of a path or as a value in a query, '/' and '+' too. */
void uri_encode(struct buf *to, struct span s);

/* The same, but '/' stays: a path. */
void uri_encode_path(struct buf *to, struct span s);

/* Appends "name=value" with the value encoded: to a form, with '&' before it where
 * that is not empty; to a URL's query, with '?' or '&'. */
void uri_form_put(struct buf *form, const char *name, struct span value);
void uri_query_put(struct buf *url, const char *name, struct span value);

/* Appends s with each %XX as its byte; a '%' that is none stays. '+' is '+'. */
void uri_decode(struct buf *to, struct span s);

/*
 * Whether what is sent there can be read on the way: http, not https, and the
 * host is not this one. Secrets do not go to such an address.
 */
bool uri_exposed(struct span url);

/* Appends a service's address without slashes at its end. -1 and *why: no http or
 * https URL, or one of more than a host, a port and a path. */
int uri_put_base(struct buf *to, struct span text, struct fault *why);

/* The host with its port, for messages: no user, path or query. */
struct span uri_host(struct span url);

#endif
