/*
 * unzip.h - the entries of a zip archive, one after the other.
 *
 * In the order of its directory, which stands at its end and decides: so the
 * archive is a regular file, read by pread. Entries are stored or deflated, of
 * any size (zip64); each one's length and CRC are checked. Not read, and said:
 * encrypted entries, other methods of compression, archives in several files.
 * No path is ever made of an entry's name. Memory: 80 KiB and a name.
 *
 * Own code: libzip brings OpenSSL into every program, 1.1 ms of start-up each.
 * Source: PKWARE's APPNOTE.TXT 6.3.
 */
#ifndef EVKIT_UNZIP_H
#define EVKIT_UNZIP_H

#include <sys/types.h>

#include "fault.h"
#include "span.h"

struct unzip;

/* Whether an archive begins so; an empty one too. */
#define UNZIP_MAGIC SPAN("PK\3\4")
#define UNZIP_EMPTY SPAN("PK\5\6")

/* The fd stays the caller's. NULL and *why: it has no whole directory. */
struct unzip *unzip_open(int fd, struct fault *why);
void unzip_close(struct unzip *z);

/*
 * The next entry: 1; 0 at the end; -1 and *why: the directory is damaged, or says
 * that the entries are larger than the archive, as those of a "zip bomb" are
 * that lie over each other. *name is valid until the next call.
 */
int unzip_next(struct unzip *z, struct span *name, struct fault *why);

/* Bytes of the entry: how many, 0 at its end, -1 and *why: damaged, or not read
 * here. What came before is good but for its CRC, which is known at the end. */
ssize_t unzip_read(struct unzip *z, char *to, size_t n, struct fault *why);

/* Bytes of the archive that entries took so far. */
uint64_t unzip_taken(const struct unzip *z);

#endif
