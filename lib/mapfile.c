#include "mapfile.h"

#include <stdarg.h>

#include "jtext.h"
#include "suggest.h"
#include "table.h"
#include "timeformat.h"

/* mapping_plan.h has room for as many, and its own. */
enum { CONSTANT = 100, PLACES = 48 };

enum { NEEDED = 1 << MAPPING_TIMESTAMP | 1 << MAPPING_EVENT };
enum { NO_CONSTANT = 1 << MAPPING_EVENT_ID | 1 << MAPPING_METADATA | 1 << MAPPING_RECEIVED_AT };

struct reading {
	struct mapfile *m;
	struct span text;
	mapfile_tell *tell;
	void *arg;
	const char *key;           /* the one that is being read, */
	int field;                 /* and its field, if it is one's */
	bool wrong;
	struct jscan list, inner;  /* of a value; of one in a list */
	struct jscan_member one;   /* a value that is no list */
};

/* A key of the file, and what takes its value. */
struct key {
	const char *name;
	void (*take)(struct reading *x, struct span value);
	int field;
};

/* ---- findings ---- */

static struct mapfile_place
place_of(const struct reading *x, const char *at)
{
	struct mapfile_place p = { 1, 1 };

	for (const char *c = x->text.p; c < at; c++) {
		p.column++;
		if (*c == '\n')
			p = (struct mapfile_place){ p.line + 1, 1 };
	}
	return p;
}

static void __attribute__((format(printf, 3, 4)))
tell(struct reading *x, const char *at, const char *format, ...)
{
	struct mapfile_place p = place_of(x, at);
	char text[1024];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof text, format, args) < 0)
		text[0] = '\0';
	va_end(args);
	x->wrong = true;
	x->tell(x->arg, p.line, p.column, text);
}

/* ---- values ---- */

/* A string that says something; NULL and a finding: it is none. */
static const char *
text_of(struct reading *x, struct span value)
{
	struct buf scratch = { 0 };
	struct span text;
	const char *kept = NULL;

	if (value.p[0] != '"')
		tell(x, value.p, "%s: not a string", x->key);
	else if (value.n == 2)
		tell(x, value.p, "%s: empty", x->key);
	else if (jtext_decode(value, &scratch, &text) || memchr(text.p, '\0', text.n))
		tell(x, value.p, "%s: holds what no text can: a lone surrogate or NUL", x->key);
	else
		kept = arena_copy(&x->m->texts, text).p;
	buf_free(&scratch);
	return kept;
}

/* The items of a list, or the one value that stands for a list of one; lent until
 * the next call. */
static size_t
items_of(struct reading *x, struct span value, const struct jscan_member **item)
{
	if (value.p[0] == '[' && !jscan_array(&x->list, value)) {
		*item = x->list.member;
		return x->list.n;
	}
	x->one.value = value;
	*item = &x->one;
	return 1;
}

static const char *
path_of(struct reading *x, struct span value)
{
	struct jpath path = { 0 };
	const char *text = text_of(x, value), *why = text ? jpath_parse(&path, text) : NULL;

	jpath_free(&path);
	if (!why)
		return text;
	tell(x, value.p, "%s: '%s': %s", x->key, text, why);
	return NULL;
}

/* ---- fields ---- */

static void
take_constant(struct reading *x, struct span object)
{
	struct mapping_rule *rule = &x->m->map.rule[x->field];
	struct span value;

	if (jscan_object(&x->inner, object) || x->inner.n != 1 ||
	    !span_is(x->inner.member[0].key, "constant")) {
		tell(x, object.p, "%s: an object here is {\"constant\": VALUE}", x->key);
		return;
	}
	value = x->inner.member[0].value;
	if (1 << x->field & NO_CONSTANT)
		tell(x, object.p, "%s: cannot be the same for all events", x->key);
	else if (value.p[0] != '"' && value.p[0] != '-' && (value.p[0] < '0' || value.p[0] > '9'))
		tell(x, value.p, "%s: a constant is a string or a number", x->key);
	else if (value.n <= 2 && value.p[0] == '"')
		tell(x, value.p, "%s: empty", x->key);
	else if (value.n > CONSTANT)
		tell(x, value.p, "%s: a constant of more than %d bytes", x->key, CONSTANT);
	else
		rule->constant = arena_copy(&x->m->texts, value).p;
}

static void
take_path(struct reading *x, struct span value)
{
	struct mapping_rule *rule = &x->m->map.rule[x->field];
	const char *path = path_of(x, value);
	size_t n = 0;

	if (!path)
		return;
	for (; n < MAPPING_PATHS && rule->path[n]; n++)
		if (!strcmp(rule->path[n], path)) {
			tell(x, value.p, "%s: '%s' is named twice", x->key, path);
			return;
		}
	if (n == MAPPING_PATHS) {
		tell(x, value.p, "%s: more than %d places", x->key, MAPPING_PATHS);
		return;
	}
	rule->path[n] = path;
	x->m->path_at[x->field][n] = place_of(x, value.p);
}

static void
take_field(struct reading *x, struct span value)
{
	const struct jscan_member *item;
	size_t n = items_of(x, value, &item);

	x->m->given |= 1u << x->field;
	if (span_is(value, "null")) {
		if (1 << x->field & NEEDED)
			tell(x, value.p, "%s: every event has one", x->key);
		return;
	}
	if (!n)
		tell(x, value.p, "%s: an empty list; null says that there is none", x->key);
	for (; n--; item++)
		if (x->m->map.rule[x->field].constant)
			tell(x, item->value.p, "%s: never asked, as the constant before it is always "
			    "there", x->key);
		else if (item->value.p[0] == '{')
			take_constant(x, item->value);
		else
			take_path(x, item->value);
}

/* ---- time, and the others ---- */

static void
take_unit(struct reading *x, struct span value)
{
	const char *text = text_of(x, value);

	if (text && (x->m->time_unit = tstamp_unit_named(text)) == TSTAMP_AUTO)
		tell(x, value.p, "%s: '%s': not s, ms, us or ns", x->key, text);
}

static void
take_format(struct reading *x, struct span value)
{
	const char *why;

	if ((x->m->time_format = text_of(x, value)) && (why = timeformat_check(x->m->time_format)))
		tell(x, value.p, "%s: '%s': %s", x->key, x->m->time_format, why);
}

static void
take_tz(struct reading *x, struct span value)
{
	struct zone zone;
	const char *why;

	if ((x->m->tz = text_of(x, value)) && (why = zone_take(&zone, x->m->tz)))
		tell(x, value.p, "%s: '%s': %s", x->key, x->m->tz, why);
}

static void
take_source(struct reading *x, struct span value)
{
	x->m->map.source = text_of(x, value);
}

static void
take_keep(struct reading *x, struct span value)
{
	const struct jscan_member *item;
	size_t n = items_of(x, value, &item);

	for (; n--; item++) {
		const char *path = path_of(x, item->value);

		if (path && x->m->keeps == MAPFILE_KEEPS)
			tell(x, value.p, "%s: more than %d places", x->key, MAPFILE_KEEPS);
		else if (path)
			x->m->keep[x->m->keeps++] = path;
	}
}

static void
take_drop(struct reading *x, struct span value)
{
	const struct jscan_member *item;
	size_t n = items_of(x, value, &item), kept = 0;
	const char **drop = arena_new(&x->m->texts, (n + 1) * sizeof *drop);

	x->m->drop_at = arena_new(&x->m->texts, (n + 1) * sizeof *x->m->drop_at);
	for (; n--; item++) {
		x->m->drop_at[kept] = place_of(x, item->value.p);
		if ((drop[kept] = path_of(x, item->value)))
			kept++;
	}
	x->m->map.drop = drop;
}

/* A key's text; it has passed the scanner, but may hold a lone surrogate. */
static const char *
key_of(struct reading *x, struct span key)
{
	return text_of(x, (struct span){ key.p - 1, key.n + 2 });
}

static void
take_rename(struct reading *x, struct span value)
{
	struct mapping_rename *rename;
	struct table seen;
	size_t n = 0;

	if (value.p[0] != '{' || jscan_object(&x->list, value)) {
		tell(x, value.p, "%s: not an object of names: {\"old\": \"new\"}", x->key);
		return;
	}
	rename = arena_new(&x->m->texts, (x->list.n + 1) * sizeof *rename);
	x->m->rename_at = arena_new(&x->m->texts, (x->list.n + 1) * sizeof *x->m->rename_at);
	table_init(&seen, 0);
	for (size_t i = 0; i < x->list.n; i++) {
		const char *at = x->list.member[i].key.p - 1, *from = key_of(x, x->list.member[i].key);
		const char *to = text_of(x, x->list.member[i].value);
		bool first = true;

		if (!from || !to)
			continue;
		table_put(&seen, span_of(from), &first);
		if (!first)
			tell(x, at, "%s: '%s' is named twice", x->key, from);
		x->m->rename_at[n] = place_of(x, at);
		rename[n++] = (struct mapping_rename){ from, to };
	}
	table_free(&seen);
	x->m->map.rename = rename;
	x->m->map.renames = n;
}

/* ---- the file ---- */

static const struct key keys[] = {
	{ "user_id", take_field, MAPPING_USER_ID },
	{ "timestamp", take_field, MAPPING_TIMESTAMP },
	{ "event", take_field, MAPPING_EVENT },
	{ "event_id", take_field, MAPPING_EVENT_ID },
	{ "anonymous_id", take_field, MAPPING_ANONYMOUS_ID },
	{ "received_at", take_field, MAPPING_RECEIVED_AT },
	{ "metadata", take_field, MAPPING_METADATA },
	{ "source", take_source, 0 },
	{ "time_unit", take_unit, 0 },
	{ "time_format", take_format, 0 },
	{ "tz", take_tz, 0 },
	{ "rename", take_rename, 0 },
	{ "drop", take_drop, 0 },
	{ "keep", take_keep, 0 },
};

enum { KEYS = sizeof keys / sizeof *keys };

static void
unknown(struct reading *x, struct span key, const char *text)
{
	struct suggest s = { .typed = text };

	for (size_t i = 0; i < KEYS; i++)
		suggest_see(&s, keys[i].name);
	if (s.best)
		tell(x, key.p - 1, "unknown key '%s' (did you mean '%s'?)", text, s.best);
	else
		tell(x, key.p - 1, "unknown key '%s'", text);
}

static void
take_member(struct reading *x, const struct jscan_member *member, unsigned *seen)
{
	const char *text;
	size_t i = 0;

	if (span_starts(member->key, SPAN("//")))
		return;
	x->key = "a key";
	if (!(text = key_of(x, member->key)))
		return;
	while (i < KEYS && strcmp(keys[i].name, text))
		i++;
	if (i == KEYS) {
		unknown(x, member->key, text);
		return;
	}
	x->key = keys[i].name;
	if (*seen >> i & 1)
		tell(x, member->key.p - 1, "%s: given twice", x->key);
	*seen |= 1u << i;
	x->field = keys[i].field;
	keys[i].take(x, member->value);
}

/* What is right in itself, but not together. */
static void
check_together(struct reading *x)
{
	const struct mapping *map = &x->m->map;
	size_t places = 0;

	for (size_t f = 0; f < MAPPING_FIELDS; f++)
		for (size_t i = 0; i < MAPPING_PATHS && map->rule[f].path[i]; i++)
			places++;
	for (size_t i = 0; map->drop && map->drop[i]; i++)
		places++;
	if (places > PLACES)
		tell(x, x->text.p, "more than %d places in all", PLACES);
	if (x->m->time_unit && x->m->time_format)
		tell(x, x->text.p, "time_unit and time_format: times are numbers or text, not both");
	if (x->m->tz && x->m->time_format && strstr(x->m->time_format, "%z"))
		tell(x, x->text.p, "tz: unused, time_format has the zone in %%z");
}

int
mapfile_read(struct mapfile *m, struct span text, mapfile_tell *how, void *arg)
{
	struct reading x = { .m = m, .text = text, .tell = how, .arg = arg };
	struct jscan file = { 0 };
	unsigned seen = 0;

	if (jscan_object(&file, text)) {
		tell(&x, text.p + file.at, "%s", file.why);
	} else {
		for (size_t i = 0; i < file.n; i++)
			take_member(&x, &file.member[i], &seen);
		check_together(&x);
	}
	m->map.rest = m->map.rule[MAPPING_METADATA].path[0] ? MAPPING_REST_CONTEXT :
	    MAPPING_REST_METADATA;
	jscan_free(&file);
	jscan_free(&x.list);
	jscan_free(&x.inner);
	return x.wrong ? -1 : 0;
}

void
mapfile_free(struct mapfile *m)
{
	arena_free(&m->texts);
}
