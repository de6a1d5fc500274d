#include "tally.h"

#include <errno.h>
#include <unistd.h>

#include "diag.h"
#include "jwrite.h"
#include "num.h"

void
tally_add(struct tally *t, enum tally_kind kind, const char *name, uint64_t n)
{
	struct tally_row *row = t->row;

	while (row < t->row + t->rows && (row->kind != kind || strcmp(row->name, name)))
		row++;
	if (row == t->row + TALLY_ROWS)
		die(DIAG_STOPPED, "too many kinds of counts");
	if (row == t->row + t->rows)
		*(t->rows++, row) = (struct tally_row){ kind, name, 0 };
	row->n += n;
}

void
tally_merge(struct tally *t, const struct tally *more)
{
	t->read += more->read;
	t->used += more->used;
	t->written += more->written;
	t->bytes += more->bytes;
	for (size_t i = 0; i < more->rows; i++)
		tally_add(t, more->row[i].kind, more->row[i].name, more->row[i].n);
}

uint64_t
tally_sum(const struct tally *t, enum tally_kind kind)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->rows; i++)
		if (t->row[i].kind == kind)
			sum += t->row[i].n;
	return sum;
}

/* ", 3 rejected (bad_json 2, no_identity 1)" */
static void
put_kind(struct buf *b, const struct tally *t, enum tally_kind kind, const char *word)
{
	char text[NUM_GROUPED];
	const char *separator = " (";
	uint64_t sum = tally_sum(t, kind);

	if (!sum)
		return;
	buf_printf(b, ", %s %s", num_grouped(sum, text), word);
	for (size_t i = 0; i < t->rows; i++) {
		if (t->row[i].kind != kind || !t->row[i].n)
			continue;
		buf_printf(b, "%s%s %s", separator, t->row[i].name, num_grouped(t->row[i].n, text));
		separator = ", ";
	}
	buf_byte(b, ')');
}

void
tally_print(const struct tally *t)
{
	struct buf b = { 0 };
	char read[NUM_GROUPED], written[NUM_GROUPED];

	buf_printf(&b, "%s read, %s written", num_grouped(t->read, read),
	    num_grouped(t->written, written));
	put_kind(&b, t, TALLY_REJECTED, "rejected");
	put_kind(&b, t, TALLY_DROPPED, "dropped");
	put_kind(&b, t, TALLY_NOTE, "noted");
	warn("%s", buf_text(&b));
	buf_free(&b);
}

static void
put_rows(struct buf *b, const struct tally *t, enum tally_kind kind, struct span key)
{
	jwrite_key(b, key);
	jwrite_begin(b);
	for (size_t i = 0; i < t->rows; i++)
		if (t->row[i].kind == kind)
			jwrite_int(b, span_of(t->row[i].name), (int64_t)t->row[i].n);
	jwrite_end(b);
}

static int
save(const struct buf *b, const char *path)
{
	FILE *f = fopen(path, "w");
	bool good;

	if (!f)
		return -1;
	good = fwrite(b->p, 1, b->n, f) == b->n;
	return fclose(f) == 0 && good ? 0 : -1;
}

static int
save_aside(const struct buf *b, const char *aside, const char *path)
{
	int error;

	if (!save(b, aside) && !rename(aside, path))
		return 0;
	error = errno;
	unlink(aside);
	errno = error;
	return -1;
}

int
tally_save(const struct tally *t, const char *path)
{
	struct buf b = { 0 }, aside = { 0 };
	int rc;

	jwrite_begin(&b);
	jwrite_string(&b, SPAN("program"), span_of(program_invocation_short_name));
	jwrite_int(&b, SPAN("read"), (int64_t)t->read);
	jwrite_int(&b, SPAN("used"), (int64_t)t->used);
	jwrite_int(&b, SPAN("written"), (int64_t)t->written);
	jwrite_int(&b, SPAN("bytes"), (int64_t)t->bytes);
	put_rows(&b, t, TALLY_REJECTED, SPAN("rejected"));
	put_rows(&b, t, TALLY_DROPPED, SPAN("dropped"));
	put_rows(&b, t, TALLY_NOTE, SPAN("noted"));
	if (tally_sum(t, TALLY_MEASURE))
		put_rows(&b, t, TALLY_MEASURE, SPAN("measured"));
	jwrite_end(&b);
	buf_byte(&b, '\n');
	/* A reader sees the old file or the whole new one. A device such as
	 * /dev/stderr cannot be renamed over: it is written directly. */
	buf_printf(&aside, "%s.part", path);
	if (!strncmp(path, "/dev/", 5))
		rc = save(&b, path);
	else
		rc = save_aside(&b, buf_text(&aside), path);
	buf_free(&b);
	buf_free(&aside);
	return rc;
}
