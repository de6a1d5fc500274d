/*
 * origin.h - whose a URL is: its scheme, host and port (RFC 6454).
 *
 * A reply may say where to go next. Credentials, and requests at all, go there
 * only if that is the origin that the user named, or one that was allowed:
 * else any server could send them where it likes. The parser is libcurl's,
 * which also sends the request: there is no text that the two read differently.
 */
#ifndef EVKIT_ORIGIN_H
#define EVKIT_ORIGIN_H

#include "buf.h"
#include "fault.h"
#include "opt.h"

/*
 * Appends the URL that `ref` means in a reply of `base` (RFC 3986, section 5),
 * without its fragment; `base` may be empty. -1 and *why: not an http:// or
 * https:// URL, or one with a user name in it.
 */
int origin_resolve(struct span base, struct span ref, struct buf *to, struct fault *why);

/*
 * Whether what was meant for `from` may go to `to`; both came from
 * origin_resolve. `allowed` holds "HOST" (of the scheme's own port) or
 * "HOST:PORT". Never from https to http. -1 and *why, which names the host.
 */
int origin_check(struct span from, struct span to, const struct opt_list *allowed,
    struct fault *why);

/* Appends scheme, host and path: for messages, since a query may hold a key. */
void origin_show(struct span url, struct buf *to);

#endif
