/*
 * Zip archives of any bytes: an end, in bounds, and each entry no longer than it
 * says; read in pieces of other sizes it gives the same bytes and ends the same.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "buf.h"
#include "unzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 20, ENTRIES = 100 };

static void
read_entry(struct unzip *z, size_t piece, struct buf *to)
{
	char some[4096];
	struct fault why = { 0 };
	ssize_t got;

	while ((got = unzip_read(z, some, piece, &why)) > 0 && to->n < MOST) {
		if ((size_t)got > piece)
			abort();
		buf_put(to, (struct span){ some, (size_t)got });
	}
	buf_printf(to, "\n%d %s\n", (int)(got > 0), got < 0 ? "failed" : "");
}

static void
read_all(int fd, size_t piece, struct buf *to)
{
	struct fault why = { 0 };
	struct unzip *z = unzip_open(fd, &why);
	struct span name;
	int rc = -1;

	to->n = 0;
	for (int i = 0; z && i < ENTRIES && (rc = unzip_next(z, &name, &why)) > 0; i++) {
		buf_put(to, name);
		buf_byte(to, '\n');
		read_entry(z, piece, to);
	}
	buf_printf(to, "%d %s", rc, why.text);
	unzip_close(z);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct buf whole = { 0 }, cut = { 0 };

	if (fd < 0 && (fd = memfd_create("zip", 0)) < 0)
		abort();
	if (ftruncate(fd, (off_t)size) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	read_all(fd, 4096, &whole);
	read_all(fd, 1 + size % 7, &cut);
	if (whole.n < MOST && !span_eq(buf_span(&whole), buf_span(&cut)))
		abort();
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
