#include "profile.h"

#include "columns.h"
#include "jtext.h"

enum { LONGEST_KEY = 200 };

const char *const profile_types[PROFILE_TYPES] = { "null", "boolean", "number", "string", "array",
	"object" };
const char *const profile_kinds[PROFILE_KINDS] = { "plain", "big", "empty", "number", "time",
	"json", "placeholder" };

const char *
profile_take_table(void *to, const char *text)
{
	struct profile *p = to;

	(void)text;
	p->on = p->table = true;
	return NULL;
}

/* ---- keys ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') || c == '-';
}

/* Five digits or more in a row, an address, 16 hex digits, or very long: no name
 * that a programmer gave. */
static bool
looks_like_id(struct span key)
{
	size_t digits = 0, hex = 0;

	for (size_t i = 0; i < key.n; i++) {
		digits = is_digit(key.p[i]) ? digits + 1 : 0;
		hex += is_hex(key.p[i]);
		if (digits == 5 || key.p[i] == '@')
			return true;
	}
	return key.n > LONGEST_KEY || (hex == key.n && key.n >= 16);
}

static void
make_field(struct profile *p, struct profile_field *f, const struct profile_field *in,
    struct span key, bool ids)
{
	*f = (struct profile_field){ .ids = ids };
	f->key = ids ? SPAN("*") : arena_copy(&p->arena, key);
	if (in != &p->root)
		f->top = in->key;
	f->plain = !ids && span_find(key, '\\') == key.n;
	if (!ids)
		f->role = profile_role(f->top, f->key);
	if (f->role == PROFILE_TIMESTAMP || f->role == PROFILE_RECEIVED)
		f->day = arena_new(&p->arena, PROFILE_DAYS * sizeof *f->day);
	sketch_init(&f->values, profile_most(f->role));
	if (ids)
		sketch_init(&f->keys, profile_most(PROFILE_ANY));
}

/* The field under this key of an object; NULL where there are too many. */
static struct profile_field *
find_field(struct profile *p, const struct profile_field *in, struct span key)
{
	bool ids = looks_like_id(key);
	struct profile_field *f;

	/* What it is a key of, whether it is one of many, the key. */
	p->key.n = 0;
	buf_put(&p->key, (struct span){ (const char *)&in, sizeof in });
	buf_byte(&p->key, ids);
	if (!ids)
		buf_put(&p->key, key);
	if (p->fields.n == PROFILE_FIELDS) {
		f = table_find(&p->fields, buf_span(&p->key));
	} else {
		bool made;

		f = table_put(&p->fields, buf_span(&p->key), &made);
		if (made)
			make_field(p, f, in, key, ids);
	}
	return f;
}

static void
count_key(struct profile_field *f, struct span key)
{
	uint64_t hash = sketch_hash(key, 0);
	struct sketch_slot *e = sketch_find(&f->keys, hash);

	if (e)
		e->n++;
	else if ((e = sketch_put(&f->keys, hash, key)))
		e->kind = PROFILE_STRING << 4;
}

static struct profile_field *
look_up(struct profile *p, const struct profile_field *in, struct span key)
{
	struct profile_field *f;
	struct span plain = key;

	p->text.n = 0;
	if (memchr(key.p, '\\', key.n) &&
	    jtext_decode((struct span){ key.p - 1, key.n + 2 }, &p->text, &plain))
		plain = key;
	f = find_field(p, in, plain);
	if (f && f->ids)
		count_key(f, plain);
	return f;
}

/* Records of one kind have their keys in one order: what followed last time is
 * asked first. */
static bool
is_next(const struct profile_field *f, struct span key)
{
	return f && f->plain && span_eq(f->key, key);
}

/* ---- records ---- */

/* Counts a member of `in`. *guess is where its field is expected, and becomes the
 * field; NULL: left out. */
static void
add_member(struct profile *p, const struct profile_field *in, struct profile_field **guess,
    const struct jscan_member *m, bool escapes)
{
	struct profile_field *f = *guess;

	if (!is_next(f, m->key))
		f = look_up(p, in, m->key);
	*guess = f;
	if (!f) {
		p->left_out++;
		return;
	}
	f->records += f->last != p->records;
	f->repeats += f->last == p->records;
	f->last = p->records;
	profile_value(p, f, m->value, escapes);
}

/* Where the member behind this one is expected. */
static struct profile_field **
behind(struct profile_field **guess)
{
	return *guess ? &(*guess)->next : guess;
}

/* Its text has passed jscan with the record's. */
static void
add_inner(struct profile *p, struct profile_field *in, struct span object)
{
	struct profile_field **guess = &in->child;

	if (jscan_object(&p->inner, object))
		return;
	for (size_t i = 0; i < p->inner.n; i++, guess = behind(guess))
		add_member(p, in, guess, &p->inner.member[i], p->inner.escapes);
}

void
profile_add(struct profile *p, const struct jscan *record)
{
	struct profile_field **guess = &p->root.child;

	if (!p->records++)
		table_init(&p->fields, sizeof(struct profile_field));
	for (size_t i = 0; i < record->n; i++, guess = behind(guess)) {
		const struct jscan_member *m = &record->member[i];

		add_member(p, &p->root, guess, m, record->escapes);
		if (*guess && m->value.p[0] == '{')
			add_inner(p, *guess, m->value);
	}
}

/* ---- the end ---- */

static int
by_path(const void *a, const void *b)
{
	const struct profile_field *x = *(struct profile_field *const *)a;
	const struct profile_field *y = *(struct profile_field *const *)b;
	int order = span_cmp(x->top.p ? x->top : x->key, y->top.p ? y->top : y->key);

	if (order)
		return order;
	if (!x->top.p || !y->top.p)
		return (x->top.p != NULL) - (y->top.p != NULL);
	order = span_cmp(x->key, y->key);
	return order ? order : x->ids - y->ids;
}

static struct profile_field **
in_order(struct profile *p)
{
	struct profile_field **all = arena_new(&p->arena, p->fields.n * sizeof *all), *f;
	struct table_walk w = { 0 };

	for (size_t i = 0; (f = table_next(&p->fields, &w)); i++) {
		all[i] = f;
		sketch_end(&f->values);
		if (f->ids)
			sketch_end(&f->keys);
	}
	qsort(all, p->fields.n, sizeof *all, by_path);
	return all;
}

static void
free_all(struct profile *p)
{
	struct table_walk w = { 0 };
	struct profile_field *f;

	while ((f = table_next(&p->fields, &w))) {
		buf_free(&f->least);
		buf_free(&f->most);
		sketch_free(&f->values);
		sketch_free(&f->keys);
	}
	table_free(&p->fields);
	jscan_free(&p->inner);
	buf_free(&p->text);
	buf_free(&p->key);
	arena_free(&p->arena);
}

void
profile_end(struct profile *p, struct run *run)
{
	struct profile_field **fields;
	struct out *o = &run->out;

	if (!p->records)
		return;
	fields = in_order(p);
	run->tally.written += p->table ?
	    profile_table(p, fields, p->fields.n, o, columns_screen(o->fd)) :
	    profile_lines(p, fields, p->fields.n, o);
	free_all(p);
}

/* ---- for those that write ---- */

uint64_t
profile_filled(const struct profile_field *f)
{
	uint64_t n = 0;

	for (int i = PROFILE_BOOL; i < PROFILE_TYPES; i++)
		n += f->type[i];
	return n - f->kind[PROFILE_EMPTY];
}

uint64_t
profile_named(const struct profile_field *f)
{
	return sketch_distinct(&f->values) - (sketch_exact(&f->values) && f->kind[PROFILE_EMPTY]);
}

static bool
needs_pointer(struct span key)
{
	return !key.n || key.p[0] == '/' || span_find(key, '.') < key.n;
}

static void
put_step(struct buf *to, struct span key)
{
	buf_byte(to, '/');
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] == '~')
			buf_put(to, SPAN("~0"));
		else if (key.p[i] == '/')
			buf_put(to, SPAN("~1"));
		else
			buf_byte(to, key.p[i]);
}

struct span
profile_path(const struct profile_field *f, struct buf *to)
{
	to->n = 0;
	if (needs_pointer(f->key) || (f->top.p && needs_pointer(f->top))) {
		if (f->top.p)
			put_step(to, f->top);
		put_step(to, f->key);
	} else {
		if (f->top.p) {
			buf_put(to, f->top);
			buf_byte(to, '.');
		}
		buf_put(to, f->key);
	}
	return buf_span(to);
}

void
profile_example(struct buf *to, const struct sketch_entry *e)
{
	if (profile_type_of(e) != PROFILE_STRING && !e->cut) {
		buf_put(to, sketch_text(e));
		return;
	}
	jtext_encode(to, sketch_text(e));
	if (e->cut) {
		to->n--;
		buf_put(to, SPAN("…\""));
	}
}

unsigned
profile_permille(uint64_t n, uint64_t all)
{
	uint64_t share;

	if (!n || n >= all)
		return n ? 1000 : 0;
	share = (n * 1000 + all / 2) / all;
	return share < 1 ? 1 : share > 999 ? 999 : (unsigned)share;
}
