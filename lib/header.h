/*
 * header.h - the user's own request headers: --header 'Name: value' or @FILE.
 *
 * What stands on a command line, everybody can see: a header that holds a key
 * comes from a file, one a line. A wrong one is not shown, as it may be such.
 */
#ifndef EVKIT_HEADER_H
#define EVKIT_HEADER_H

#include "arena.h"
#include "http.h"
#include "opt.h"

enum { HEADER_MOST = 64 };

/* A zeroed struct is none. */
struct header_list {
	struct opt_list option;           /* as given */
	const char *text[HEADER_MOST];    /* "Name: value" */
	size_t n;
	bool private;                     /* some came from files: they may be keys */
	struct arena arena;
};

#define HEADER_OPTIONS(h) \
	{ 0, "header", "HEADER", opt_list, &(h).option, \
	  "more for each request, 'Name: value' or @FILE" }

/* Makes texts of the option; a wrong one ends the program, DIAG_USAGE. */
void header_read(struct header_list *h, size_t max_line);
void header_free(struct header_list *h);

/* Into a request that has its URL. -1 and *why: what came from files could be read
 * on the way there. */
int header_put(const struct header_list *h, struct http_request *q, struct fault *why);

/* What they hold from files, in no message. */
void header_hide(const struct header_list *h, struct fault *why);

#endif
