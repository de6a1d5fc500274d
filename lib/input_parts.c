#include "input.h"

#include <errno.h>
#include <unistd.h>

#include "buf.h"
#include "diag.h"
#include "ignored.h"
#include "spool.h"
#include "unzip.h"

enum { PIECE = 64 << 10 };

struct input_parts {
	struct unzip *zip;
	struct input *whole;
	struct input entry;
	struct buf name;
	int copy;              /* of what is no regular file; -1: none */
};

/* ---- the archive as a file ---- */

static int
put(int fd, struct span bytes, struct fault *why)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_set(why, "a temporary file: %s", strerror(n ? errno : ENOSPC));
		bytes = span_after(bytes, (size_t)n);
	}
	return 0;
}

/* All there is, from the first byte, which has been looked at. */
static int
copy_all(struct input *in, int fd, struct fault *why)
{
	ssize_t got;

	if (put(fd, in->rest, why))
		return -1;
	while ((got = in->source(in->arg, in->raw, PIECE, why)) > 0) {
		in->bytes += (uint64_t)got;
		if (put(fd, (struct span){ in->raw, (size_t)got }, why))
			return -1;
	}
	return (int)got;
}

static int
make_copy(struct input *in, struct fault *why)
{
	if ((in->parts->copy = spool_unnamed()) < 0)
		return fault_set(why, "a temporary file: %s", strerror(errno));
	return copy_all(in, in->parts->copy, why);
}

static int
begin(struct input *in, struct fault *why)
{
	struct input_parts *p = calloc(1, sizeof *p);
	/* What is read from its first byte on, and can be read anywhere. */
	bool regular = in->fd >= 0 && in->size >= 0 &&
	    lseek(in->fd, 0, SEEK_CUR) == (off_t)in->bytes;

	if (!p)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *p);
	in->parts = p;
	p->whole = in;
	p->copy = -1;
	if (!regular && make_copy(in, why))
		return -1;
	if (regular)
		in->bytes = 0;
	p->zip = unzip_open(regular ? in->fd : p->copy, why);
	return p->zip ? 0 : -1;
}

/* ---- its entries ---- */

static ssize_t
read_entry(void *parts, char *to, size_t n, struct fault *why)
{
	struct input_parts *p = parts;
	ssize_t got = unzip_read(p->zip, to, n, why);

	if (p->copy < 0)
		p->whole->bytes = unzip_taken(p->zip);
	return got;
}

static void
begin_entry(struct input_parts *p, struct span name)
{
	p->name.n = 0;
	buf_printf(&p->name, "%s:", p->whole->name);
	for (size_t i = 0; i < name.n; i++)
		buf_byte(&p->name, name.p[i] ? name.p[i] : '?');
	input_from(&p->entry, buf_text(&p->name), read_entry, p);
}

static int
next_entry(struct input *in, struct input **part, struct fault *why)
{
	struct input_parts *p = in->parts;
	struct span name;
	int got;

	input_close(&p->entry);
	while ((got = unzip_next(p->zip, &name, why)) > 0) {
		if (span_ends(name, SPAN("/")))
			continue;
		if (!ignored_name(name))
			break;
		in->ignored++;
	}
	if (got > 0) {
		begin_entry(p, name);
		*part = &p->entry;
	} else if (p->copy < 0) {
		in->bytes = (uint64_t)in->size;
	}
	return got;
}

int
input_next(struct input *in, struct input **part, struct fault *why)
{
	bool first = !in->codec;

	if (first && input_begin(in, why))
		return -1;
	if (first && input_is_archive(in) && begin(in, why))
		return -1;
	if (in->parts)
		return next_entry(in, part, why);
	*part = in;
	return first;
}

void
input_free_parts(struct input *in)
{
	struct input_parts *p = in->parts;

	if (!p)
		return;
	input_close(&p->entry);
	unzip_close(p->zip);
	if (p->copy >= 0)
		close(p->copy);
	buf_free(&p->name);
	free(p);
}
