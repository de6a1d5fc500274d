#include "csvobject.h"

#include "diag.h"
#include "jtext.h"
#include "table.h"

struct csvobject_column {
	struct span open;      /* what stands before its text: ,"name":" */
	struct span key;       /* in that */
};

void
csvobject_free(struct csvobject *o)
{
	free(o->column);
	buf_free(&o->names);
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
	/* It may have moved while it grew. */
	p = o->names.p;
	for (size_t i = 0; i < header->n; i++) {
		o->column[i].open.p = p;
		o->column[i].key = (struct span){ p + 2, o->column[i].open.n - 5 };
		p += o->column[i].open.n;
	}
	o->escapes = memchr(o->names.p, '\\', o->names.n);
}

int
csvobject_header(struct csvobject *o, const struct csvrow *header, struct fault *why)
{
	if (check_names(header, why))
		return -1;
	o->column = calloc(header->n, sizeof *o->column);
	o->json.member = calloc(header->n, sizeof *o->json.member);
	if (!o->column || !o->json.member)
		die_errno(DIAG_STOPPED, "memory for %zu columns", header->n);
	put_names(o, header);
	o->n = o->json.n = o->json.cap = header->n;
	return 0;
}

/* ---- rows ---- */

bool
csvobject_plain(struct span cells, char delim)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7, low = ~high;
	uint64_t x, odd = 0;

	/* Eight at a time; ZERO has the high bit of each byte that is zero. */
	for (size_t i = 0; i < cells.n; i += 8) {
		x = ones * ' ';
		memcpy(&x, cells.p + i, cells.n - i < 8 ? cells.n - i : 8);
#define ZERO(y) (~((((y) & low) + low) | (y) | low))
		odd |= (x & high) | ZERO(x ^ ones * '"') | ZERO(x ^ ones * '\\') |
		    (~((x & low) + ones * 0x60) & ~x & high & ~ZERO(x ^ ones * (unsigned char)delim));
#undef ZERO
	}
	return !odd;
}

static void
write_plain(struct csvobject *o, const struct csvrow *row)
{
	struct jscan_member *m = o->json.member;
	/* "null" is up to three bytes longer than an empty text. */
	size_t n = o->names.n + 4 * o->n + 2;
	char *p, *start;

	for (size_t i = 0; i < o->n; i++)
		n += row->cell[i].n;
	p = start = buf_room(&o->text, n);
	for (size_t i = 0; i < o->n; i++) {
		const struct csvobject_column *column = &o->column[i];
		struct span cell = row->cell[i];

		if (!cell.p && o->sparse)
			continue;
		memcpy(p, column->open.p, column->open.n);
		p += column->open.n;
		if (cell.p) {
			*m++ = (struct jscan_member){ column->key, { p - 1, cell.n + 2 } };
			memcpy(p, cell.p, cell.n);
			p += cell.n;
			*p++ = '"';
		} else {
			memcpy(--p, "null", 4);
			*m++ = (struct jscan_member){ column->key, { p, 4 } };
			p += 4;
		}
	}
	p += p == start;
	*start = '{';
	*p++ = '}';
	o->text.n = (size_t)(p - start);
	o->json.n = (size_t)(m - o->json.member);
	o->json.escapes = o->escapes;
}

/* They point into the text once it has stopped growing. */
static void
place_members(struct csvobject *o)
{
	const char *p = o->text.p;

	for (size_t i = 0; i < o->json.n; i++) {
		struct jscan_member *m = &o->json.member[i];

		m->value.p = p + m->key.n + sizeof ",\"\":" - 1;
		p = m->value.p + m->value.n;
	}
}

static void
write_escaped(struct csvobject *o, const struct csvrow *row)
{
	struct jscan_member *m = o->json.member;

	for (size_t i = 0; i < o->n; i++) {
		const struct csvobject_column *column = &o->column[i];
		size_t at;

		if (!row->cell[i].p && o->sparse)
			continue;
		buf_put(&o->text, (struct span){ column->open.p, column->open.n - 1 });
		at = o->text.n;
		if (row->cell[i].p)
			jtext_encode(&o->text, row->cell[i]);
		else
			buf_put(&o->text, SPAN("null"));
		*m++ = (struct jscan_member){ column->key, { NULL, o->text.n - at } };
	}
	buf_put(&o->text, o->text.n ? SPAN("}") : SPAN("{}"));
	*o->text.p = '{';
	o->json.n = (size_t)(m - o->json.member);
	place_members(o);
	o->json.escapes = memchr(o->text.p, '\\', o->text.n);
}

void
csvobject_write(struct csvobject *o, const struct csvrow *row, bool plain)
{
	o->text.max = SIZE_MAX / 2;
	o->text.n = 0;
	if (plain)
		write_plain(o, row);
	else
		write_escaped(o, row);
}
