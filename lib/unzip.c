#include "unzip.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "buf.h"
#include "diag.h"

/* Lengths of the fixed parts. */
enum { LOCAL = 30, ENTRY = 46, END = 22, END64 = 56, LOCATOR = 20, COMMENT = 0xffff };

enum { RAW = 64 << 10, STORED = 0, DEFLATED = 8, ENCRYPTED = 1, ZIP64 = 0x0001 };

struct unzip {
	int fd;
	uint64_t size;         /* of the archive */
	uint64_t start, at, end;   /* of the directory; its next entry */
	uint64_t entries;      /* that are to come */
	uint64_t sum;          /* of what they take, by the directory */
	uint64_t taken;
	struct buf head;       /* the entry's part of the directory */
	/* The entry: */
	bool begun, ended;
	unsigned flags, method;
	uint64_t offset;       /* of its local header; then of its data */
	uint64_t packed, plain;    /* bytes that are left of each */
	uint32_t crc, wanted;
	z_stream z;
	bool ready;            /* z is */
	unsigned char raw[RAW];
};

/* ---- numbers, least byte first ---- */

static uint64_t
number(const char *p, size_t bytes)
{
	uint64_t n = 0;

	while (bytes--)
		n = n << 8 | (unsigned char)p[bytes];
	return n;
}

static unsigned
get16(const char *p)
{
	return (unsigned)number(p, 2);
}

static uint32_t
get32(const char *p)
{
	return (uint32_t)number(p, 4);
}

/* All n bytes at that place, or -1. */
static int
read_at(const struct unzip *z, uint64_t at, void *to, size_t n, struct fault *why)
{
	char *p = to;

	if (at > z->size || n > z->size - at)
		return fault_set(why, "damaged zip archive: it points behind its end");
	while (n) {
		ssize_t got = pread(z->fd, p, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fault_set(why, "%s", got ? strerror(errno) : "got shorter while it was read");
		p += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

/* ---- the directory ---- */

/* Where the record at the archive's end begins in its last bytes: the comment
 * behind it, which may hold anything, reaches to the very end. */
static ssize_t
find_end(struct span tail)
{
	for (size_t i = tail.n - END + 1; i-- > 0;)
		if (!memcmp(tail.p + i, "PK\5\6", 4) && i + END + get16(tail.p + i + 20) == tail.n)
			return (ssize_t)i;
	return -1;
}

static int
read_end64(struct unzip *z, uint64_t end_at, struct fault *why)
{
	char locator[LOCATOR], end[END64];
	uint64_t at;

	if (end_at < LOCATOR || read_at(z, end_at - LOCATOR, locator, LOCATOR, why))
		return fault_set(why, "damaged zip archive: no locator of its directory");
	at = number(locator + 8, 8);
	if (memcmp(locator, "PK\6\7", 4) || read_at(z, at, end, END64, why) || memcmp(end, "PK\6\6", 4))
		return fault_set(why, "damaged zip archive: no locator of its directory");
	z->entries = number(end + 32, 8);
	z->end = number(end + 40, 8);
	z->start = number(end + 48, 8);
	return 0;
}

static int
read_end(struct unzip *z, const char *end, uint64_t end_at, struct fault *why)
{
	z->entries = get16(end + 10);
	z->end = get32(end + 12);
	z->start = get32(end + 16);
	if (get16(end + 4) != get16(end + 6) || (get16(end + 4) && get16(end + 4) != 0xffff))
		return fault_set(why, "is one of several files of a zip archive; join them: zip -s 0");
	if ((z->entries == 0xffff || z->end == UINT32_MAX || z->start == UINT32_MAX) &&
	    read_end64(z, end_at, why))
		return -1;
	if (z->start > end_at || z->end > end_at - z->start)
		return fault_set(why, "damaged zip archive: its directory points behind its end");
	z->at = z->start;
	z->end += z->start;
	return 0;
}

static int
read_directory(struct unzip *z, struct fault *why)
{
	size_t n = z->size < END + COMMENT ? (size_t)z->size : END + COMMENT;
	char *tail = malloc(n + 1);
	ssize_t at = -1;
	int rc;

	if (!tail)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", n);
	rc = read_at(z, z->size - n, tail, n, why);
	if (!rc && n >= END)
		at = find_end((struct span){ tail, n });
	if (!rc && at < 0)
		rc = fault_set(why, "a zip archive without its end: truncated, or more is behind it");
	if (!rc)
		rc = read_end(z, tail + at, z->size - n + (uint64_t)at, why);
	free(tail);
	return rc;
}

struct unzip *
unzip_open(int fd, struct fault *why)
{
	struct unzip *z = calloc(1, sizeof *z);
	struct stat st;

	if (!z)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *z);
	z->fd = fd;
	if (fstat(fd, &st))
		fault_set(why, "%s", strerror(errno));
	else if ((z->size = (uint64_t)st.st_size, !read_directory(z, why)))
		return z;
	unzip_close(z);
	return NULL;
}

void
unzip_close(struct unzip *z)
{
	if (z && z->ready)
		inflateEnd(&z->z);
	if (z)
		buf_free(&z->head);
	free(z);
}

uint64_t
unzip_taken(const struct unzip *z)
{
	return z->taken;
}

/* ---- an entry of the directory ---- */

/* The sizes that did not fit into 32 bits follow each other in a field of its
 * own, in this order, only those. */
static int
read_sizes(struct unzip *z, struct span extra, struct fault *why)
{
	uint64_t *const wide[] = { &z->plain, &z->packed, &z->offset };

	while (extra.n >= 4 && get16(extra.p) != ZIP64) {
		size_t n = 4 + (size_t)get16(extra.p + 2);

		extra = span_after(extra, n < extra.n ? n : extra.n);
	}
	extra = extra.n >= 4 ? span_after(extra, 4) : extra;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
		if (*wide[i] != UINT32_MAX)
			continue;
		if (extra.n < 8)
			return fault_set(why, "damaged zip archive: an entry without its size");
		*wide[i] = number(extra.p, 8);
		extra = span_after(extra, 8);
	}
	return 0;
}

static int
read_entry(struct unzip *z, const char *p, size_t names, struct fault *why)
{
	size_t extra = get16(p + 30);

	z->flags = get16(p + 8);
	z->method = get16(p + 10);
	z->wanted = get32(p + 16);
	z->packed = get32(p + 20);
	z->plain = get32(p + 24);
	z->offset = get32(p + 42);
	z->crc = 0;
	z->begun = z->ended = false;
	if (read_sizes(z, (struct span){ p + ENTRY + names, extra }, why))
		return -1;
	if (z->packed > z->start - z->sum)
		return fault_set(why, "its entries are larger than the archive: a zip bomb, or damaged");
	z->sum += z->packed;
	return 0;
}

int
unzip_next(struct unzip *z, struct span *name, struct fault *why)
{
	char fixed[ENTRY];
	size_t n;

	if (!z->entries)
		return z->at == z->end ? 0 :
		    fault_set(why, "damaged zip archive: its directory has more than its entries");
	if (z->end - z->at < ENTRY || read_at(z, z->at, fixed, ENTRY, why) ||
	    memcmp(fixed, "PK\1\2", 4))
		return fault_set(why, "damaged zip archive: an entry of its directory is none");
	n = ENTRY + (size_t)get16(fixed + 28) + get16(fixed + 30) + get16(fixed + 32);
	if (z->end - z->at < n)
		return fault_set(why, "damaged zip archive: an entry of its directory is cut");
	z->head.n = 0;
	if (read_at(z, z->at, buf_room(&z->head, n), n, why) ||
	    read_entry(z, z->head.p, get16(fixed + 28), why))
		return -1;
	z->at += n;
	z->entries--;
	*name = (struct span){ z->head.p + ENTRY, get16(fixed + 28) };
	return 1;
}

/* ---- its bytes ---- */

static int
check_kind(const struct unzip *z, struct fault *why)
{
	if (z->flags & ENCRYPTED)
		return fault_set(why, "is encrypted; unpack it with its password: unzip FILE");
	if (z->method != STORED && z->method != DEFLATED)
		return fault_set(why, "is compressed in a way that is not read here, method %u; unpack it: "
		    "7z x FILE", z->method);
	return 0;
}

/* Behind the local header, whose lengths may differ from the directory's. */
static int
begin(struct unzip *z, struct fault *why)
{
	char local[LOCAL];

	if (check_kind(z, why) || read_at(z, z->offset, local, LOCAL, why))
		return -1;
	if (memcmp(local, "PK\3\4", 4))
		return fault_set(why, "damaged zip archive: no entry where the directory says");
	z->offset += LOCAL + get16(local + 26) + get16(local + 28);
	if (z->offset > z->start || z->packed > z->start - z->offset)
		return fault_set(why, "damaged zip archive: the entry reaches into the directory");
	if (z->ready ? inflateReset(&z->z) : inflateInit2(&z->z, -MAX_WBITS))
		die(DIAG_STOPPED, "no memory to inflate");
	z->ready = true;
	z->z.avail_in = 0;
	z->begun = true;
	return 0;
}

static int
fill(struct unzip *z, struct fault *why)
{
	size_t n = z->packed < RAW ? (size_t)z->packed : RAW;

	if (read_at(z, z->offset, z->raw, n, why))
		return -1;
	z->offset += n;
	z->packed -= n;
	z->taken += n;
	z->z.next_in = z->raw;
	z->z.avail_in = (unsigned)n;
	return 0;
}

static ssize_t
read_stored(struct unzip *z, char *to, size_t n, struct fault *why)
{
	if (z->plain != z->packed)
		return fault_set(why, "damaged zip archive: an entry of two sizes");
	n = n < z->packed ? n : (size_t)z->packed;
	if (read_at(z, z->offset, to, n, why))
		return -1;
	z->offset += n;
	z->packed -= n;
	z->taken += n;
	z->ended = !z->packed;
	return (ssize_t)n;
}

static ssize_t
read_deflated(struct unzip *z, char *to, size_t n, struct fault *why)
{
	int rc = Z_OK;

	z->z.next_out = (unsigned char *)to;
	z->z.avail_out = n < INT32_MAX ? (unsigned)n : INT32_MAX;
	n = z->z.avail_out;
	while (rc == Z_OK && z->z.avail_out == n) {
		if (!z->z.avail_in && z->packed && fill(z, why))
			return -1;
		rc = inflate(&z->z, Z_NO_FLUSH);
	}
	if (rc != Z_OK && rc != Z_STREAM_END && z->z.avail_out == n)
		return fault_set(why, "damaged deflate data in it");
	z->ended = rc == Z_STREAM_END;
	return (ssize_t)(n - z->z.avail_out);
}

/* All came: as long as was said, and with the same CRC. */
static int
check_end(const struct unzip *z, struct fault *why)
{
	if (z->plain || z->packed || (z->method == DEFLATED && z->z.avail_in))
		return fault_set(why, "damaged: it is not as long as the archive says");
	if (z->crc != z->wanted)
		return fault_set(why, "damaged: its CRC is not that of the data");
	return 0;
}

ssize_t
unzip_read(struct unzip *z, char *to, size_t n, struct fault *why)
{
	ssize_t got = 0;
	char more;

	if (!z->begun && begin(z, why))
		return -1;
	/* When all that was said is there, the end must come next. */
	if (!z->plain) {
		to = &more;
		n = 1;
	} else if (n > z->plain) {
		n = (size_t)z->plain;
	}
	if (!z->ended)
		got = z->method == STORED ? read_stored(z, to, n, why) : read_deflated(z, to, n, why);
	if (got < 0)
		return -1;
	if (!got)
		return check_end(z, why);
	if (to == &more)
		return fault_set(why, "damaged: it holds more than the archive says");
	z->crc = (uint32_t)crc32_z(z->crc, (unsigned char *)to, (size_t)got);
	z->plain -= (uint64_t)got;
	return got;
}
