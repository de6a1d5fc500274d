#include "csvobject.h"

#include "diag.h"
#include "jtext.h"
#include "table.h"

/* How much is copied at once: a cell or name that is longer is the rare one, and
 * a copy of constant length is four instructions. */
enum { ONCE = 64 };

struct csvobject_column {
	struct span open;      /* what stands before its text: ,"name":" */
	struct span key;       /* in that */
};

void
csvobject_free(struct csvobject *o)
{
	if (!o->forked) {
		free(o->column);
		buf_free(&o->names);
	}
	buf_free(&o->text);
	jscan_free(&o->json);
}

/* ---- the header ---- */

static int
check_name(struct table *seen, struct span name, size_t column, struct fault *why)
{
	size_t *first, bad;
	bool made;

	if (!name.n)
		return fault_set(why, "column %zu has no name in the header", column);
	if (!jtext_utf8(name, &bad))
		return fault_set(why, "the name of column %zu is not UTF-8", column);
	first = table_put(seen, name, &made);
	if (!made)
		return fault_set(why, "columns %zu and %zu are both named '%.*s'", *first, column,
		    SPAN_SHOW(name));
	*first = column;
	return 0;
}

static int
check_names(const struct csvrow *header, struct fault *why)
{
	struct table seen;
	int rc = 0;

	table_init(&seen, sizeof (size_t));
	for (size_t i = 0; i < header->n && !rc; i++)
		rc = check_name(&seen, header->cell[i], i + 1, why);
	table_free(&seen);
	return rc;
}

/* "name_2", or with what number is free; last is the highest that was given. */
static struct span
free_name(const struct table *seen, struct span name, size_t *last, struct arena *made)
{
	struct buf text = { 0 };
	struct span free;

	do {
		text.n = 0;
		buf_put(&text, name);
		buf_printf(&text, "_%zu", ++*last);
	} while (table_find(seen, buf_span(&text)));
	free = arena_copy(made, buf_span(&text));
	buf_free(&text);
	return free;
}

size_t
csvobject_mend_names(struct csvrow *header, struct arena *made)
{
	struct table seen;
	char number[24];
	size_t *last, mended = 0;
	bool is_new;

	table_init(&seen, sizeof (size_t));
	for (size_t i = 0; i < header->n; i++) {
		struct span *name = &header->cell[i];

		if (!name->n) {
			snprintf(number, sizeof number, "%zu", i + 1);
			*name = arena_copy(made, span_of(number));
			mended++;
		}
		last = table_put(&seen, *name, &is_new);
		if (is_new) {
			*last = 1;
			continue;
		}
		*name = free_name(&seen, *name, last, made);
		last = table_put(&seen, *name, NULL);
		*last = 1;
		mended++;
	}
	table_free(&seen);
	return mended;
}

/* ,"first":" and then ,"second":" ... one after the other. */
static void
put_names(struct csvobject *o, const struct csvrow *header)
{
	const char *p;

	for (size_t i = 0; i < header->n; i++) {
		size_t at = o->names.n;

		buf_byte(&o->names, ',');
		jtext_encode(&o->names, header->cell[i]);
		buf_put(&o->names, SPAN(":\""));
		o->column[i].open.n = o->names.n - at;
	}
	/* So that ONCE bytes may be read of each. */
	memset(buf_room(&o->names, ONCE), 0, ONCE);
	/* It may have moved while it grew. */
	p = o->names.p;
	for (size_t i = 0; i < header->n; i++) {
		o->column[i].open.p = p;
		o->column[i].key = (struct span){ p + 2, o->column[i].open.n - 5 };
		p += o->column[i].open.n;
	}
	o->escapes = memchr(o->names.p, '\\', o->names.n);
}

static void
make_members(struct csvobject *o)
{
	if (!(o->json.member = calloc(o->n, sizeof *o->json.member)))
		die_errno(DIAG_STOPPED, "memory for %zu members", o->n);
	o->json.n = o->json.cap = o->n;
}

int
csvobject_header(struct csvobject *o, const struct csvrow *header, struct fault *why)
{
	if (check_names(header, why))
		return -1;
	if (!(o->column = calloc(header->n, sizeof *o->column)))
		die_errno(DIAG_STOPPED, "memory for %zu columns", header->n);
	put_names(o, header);
	o->n = header->n;
	make_members(o);
	return 0;
}

void
csvobject_fork(struct csvobject *o, const struct csvobject *from)
{
	*o = (struct csvobject){ .sparse = from->sparse, .n = from->n, .column = from->column,
		.names = from->names, .forked = true, .escapes = from->escapes };
	make_members(o);
}

/* ---- rows ---- */

/* `end` is behind the last byte that may be read, though it be of other cells;
 * as many may be written. */
static inline char *
copy(char *to, struct span s, const char *end)
{
	if (s.n <= ONCE && end - s.p >= ONCE)
		memcpy(to, s.p, ONCE);
	else
		memcpy(to, s.p, s.n);
	return to + s.n;
}

static inline bool
is_plain(const struct csvrow *row, struct span cell)
{
	return !row->first || !cell.n || cell.p + cell.n <= row->first || cell.p > row->last;
}

/* Room for all of it: constants, "null" for an empty text, and what is escaped. */
static char *
room_for(struct csvobject *o, const struct csvrow *row)
{
	size_t n = o->names.n + 4 * o->n + 2 + ONCE;

	for (size_t i = 0; i < o->n; i++)
		n += is_plain(row, row->cell[i]) ? row->cell[i].n : JTEXT_ROOM(row->cell[i].n);
	return buf_room(&o->text, n);
}

void
csvobject_write(struct csvobject *o, const struct csvrow *row)
{
	const char *names_end = o->names.p + o->names.n + ONCE;
	struct jscan_member *m = o->json.member;
	char *p, *start;

	o->text.max = SIZE_MAX / 2;
	o->text.n = 0;
	p = start = room_for(o, row);
	for (size_t i = 0; i < o->n; i++) {
		const struct csvobject_column *column = &o->column[i];
		struct span cell = row->cell[i];
		char *value;

		if (!cell.p && o->sparse)
			continue;
		p = copy(p, column->open, names_end);
		value = p - 1;
		if (!cell.p) {
			memcpy(value, "null", 4);
			p = value + 4;
		} else {
			p = is_plain(row, cell) ? copy(p, cell, row->limit) :
			    row->doubled ? csvrow_escape(row, p, cell) : jtext_escape(p, cell);
			*p++ = '"';
		}
		*m++ = (struct jscan_member){ column->key, span_from(value, p) };
	}
	p += p == start;
	*start = '{';
	*p++ = '}';
	o->text.n = (size_t)(p - start);
	o->json.n = (size_t)(m - o->json.member);
	o->json.escapes = o->escapes || (row->first && memchr(start, '\\', o->text.n));
}
