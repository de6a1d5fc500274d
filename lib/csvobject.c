#include "csvobject.h"

#include "diag.h"
#include "jtext.h"
#include "table.h"

struct csvobject_column {
	struct span open;      /* what stands before its value: ,"name":" */
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

/* {"first":" and then ,"second":" ... one after the other. */
static void
put_names(struct csvobject *o, const struct csvrow *header)
{
	const char *p;

	for (size_t i = 0; i < header->n; i++) {
		size_t at = o->names.n;

		buf_byte(&o->names, i ? ',' : '{');
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
	size_t n = o->names.n + o->n + 1;
	char *p, *start;

	for (size_t i = 0; i < o->n; i++)
		n += row->cell[i].n;
	p = start = buf_room(&o->text, n);
	for (size_t i = 0; i < o->n; i++) {
		const struct csvobject_column *column = &o->column[i];
		struct span cell = row->cell[i];

		memcpy(p, column->open.p, column->open.n);
		p += column->open.n;
		o->json.member[i] = (struct jscan_member){ column->key, { p - 1, cell.n + 2 } };
		if (cell.n)
			memcpy(p, cell.p, cell.n);
		p += cell.n;
		*p++ = '"';
	}
	*p++ = '}';
	o->text.n = (size_t)(p - start);
	o->json.escapes = o->escapes;
}

static void
write_escaped(struct csvobject *o, const struct csvrow *row)
{
	const char *p;

	for (size_t i = 0; i < o->n; i++) {
		struct span open = o->column[i].open;
		size_t at = o->text.n + open.n - 1;

		buf_put(&o->text, (struct span){ open.p, open.n - 1 });
		jtext_encode(&o->text, row->cell[i]);
		o->json.member[i] = (struct jscan_member){ o->column[i].key, { NULL, o->text.n - at } };
	}
	buf_byte(&o->text, '}');
	/* It may have moved while it grew. */
	p = o->text.p;
	for (size_t i = 0; i < o->n; i++) {
		p += o->column[i].open.n - 1;
		o->json.member[i].value.p = p;
		p += o->json.member[i].value.n;
	}
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
