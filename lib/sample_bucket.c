#include "sample_bucket.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "diag.h"
#include "hash.h"

enum { HOUR_MS = 3600000, SLOT_MS = 6 * HOUR_MS, DAY_MS = 24 * HOUR_MS };
enum { OBJECT_MAX = 100000000, LEVEL = 6, GZIP = 15 + 16, MEMORY = 8 };
/* Objects, from 1, whose first MANY bytes are in many members. */
enum { LINE_MEMBERS = 2, CUT_MEMBERS = 3, CUT_EVERY = 10000, MANY = 1000000 };

static const char source[] = "eX4mpl3Src";

static int
fail(const char *path, struct fault *why)
{
	return fault_set(why, "%s: %s", path, strerror(errno));
}

/* The folder and those it lies in. */
static int
make_folders(char *path, struct fault *why)
{
	for (char *p = path + (*path != '\0');; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0777) && errno != EEXIST)
			return fail(path, why);
		*p = c;
		if (!c)
			return 0;
	}
}

static int
check_empty(const char *path, struct fault *why)
{
	DIR *d = opendir(path);
	const struct dirent *e;
	bool empty = true;

	if (!d)
		return fail(path, why);
	while ((e = readdir(d)))
		empty &= !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
	closedir(d);
	return empty ? 0 : fault_set(why, "%s: is not empty; nothing in it is overwritten", path);
}

/* Makes the folder that b->path names, and opens a file in it. */
static int
open_file(struct sample_bucket *b, const char *name, struct fault *why)
{
	int fd;

	if (make_folders(b->path.p, why))
		return -1;
	b->path.n--;
	buf_printf(&b->path, "/%s", name);
	buf_byte(&b->path, '\0');
	fd = open(b->path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return fail(b->path.p, why);
	out_init(&b->out, fd, b->path.p);
	return 0;
}

static void
set_path(struct sample_bucket *b, const char *below)
{
	b->path.n = 0;
	buf_printf(&b->path, "%s%s", b->dir, below);
	buf_byte(&b->path, '\0');
}

int
sample_bucket_begin(struct sample_bucket *b, struct fault *why)
{
	set_path(b, "");
	if (make_folders(b->path.p, why) || check_empty(b->dir, why))
		return -1;
	set_path(b, "/segment-logs");
	/* Segment leaves such an object when it tests its access. */
	if (open_file(b, "dummy-object.txt", why))
		return -1;
	out_line(&b->out, SPAN("This is a dummy object, written to test the access."));
	out_close(&b->out);
	if (deflateInit2(&b->z, LEVEL, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return fault_set(why, "no memory for zlib");
	return 0;
}

static void
compress_piece(struct sample_bucket *b, struct span s, int flush)
{
	int rc;

	/* zlib reads through a pointer that lacks const. */
	b->z.next_in = (Bytef *)(uintptr_t)s.p;
	b->z.avail_in = (uInt)s.n;
	do {
		size_t room = 64 << 10;

		b->z.next_out = (Bytef *)buf_room(&b->out.buf, room);
		b->z.avail_out = (uInt)room;
		rc = deflate(&b->z, flush);
		b->out.buf.n += room - b->z.avail_out;
		out_end_bytes(&b->out);
	} while (rc == Z_OK && (b->z.avail_in || flush == Z_FINISH));
	b->raw += s.n;
	b->member += s.n;
	if (flush == Z_FINISH) {
		deflateReset(&b->z);
		b->member = 0;
	}
}

/* Bytes of the object, in members as this object wants them. */
static void
add_bytes(struct sample_bucket *b, struct span s)
{
	bool one = b->objects == LINE_MEMBERS && b->raw < MANY;

	while (b->objects == CUT_MEMBERS && b->raw < MANY && b->member + s.n >= CUT_EVERY) {
		size_t n = CUT_EVERY - b->member;

		compress_piece(b, (struct span){ s.p, n }, Z_FINISH);
		s = span_after(s, n);
	}
	if (s.n)
		compress_piece(b, s, one ? Z_FINISH : Z_NO_FLUSH);
}

static void
close_object(struct sample_bucket *b)
{
	if (!b->open)
		return;
	if (b->member)
		compress_piece(b, (struct span){ "", 0 }, Z_FINISH);
	b->bytes += b->out.bytes + b->out.buf.n;
	out_close(&b->out);
	b->open = false;
}

static int
open_object(struct sample_bucket *b, int64_t received_ms, struct fault *why)
{
	uint64_t state = b->key + ++b->objects, r = hash_random(&state);
	int64_t day = received_ms / DAY_MS * DAY_MS;
	/* Uploaded some time after the last event of its slot. */
	int64_t uploaded = (b->slot + 1) * SLOT_MS + (int64_t)(r % HOUR_MS);
	char below[128], name[64];

	snprintf(below, sizeof below, "/segment-logs/%s/%lld", source, (long long)day);
	snprintf(name, sizeof name, "%lld.%016llx.gz", (long long)uploaded, (unsigned long long)r);
	set_path(b, below);
	if (open_file(b, name, why))
		return -1;
	b->open = true;
	b->raw = b->member = 0;
	if (b->header.n) {
		add_bytes(b, b->header);
		add_bytes(b, SPAN("\n"));
	}
	return 0;
}

int
sample_bucket_put(struct sample_bucket *b, int64_t received_ms, struct span line,
    struct fault *why)
{
	int64_t slot = received_ms / SLOT_MS;

	if (b->open && (slot != b->slot || b->raw >= OBJECT_MAX))
		close_object(b);
	b->slot = slot;
	if (!b->open && open_object(b, received_ms, why))
		return -1;
	add_bytes(b, line);
	return 0;
}

int
sample_bucket_end(struct sample_bucket *b, struct fault *why)
{
	(void)why;
	close_object(b);
	deflateEnd(&b->z);
	buf_free(&b->path);
	return 0;
}
