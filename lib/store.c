#include "store.h"

#include "diag.h"
#include "ignored.h"
#include "jscan.h"
#include "jwrite.h"
#include "num.h"
#include "wildcard.h"

/* Every store there is, and who reads it: for the hint. */
static const struct {
	struct span prefix;
	const char *program;
} known[] = {
	{ { "gs://", 5 }, "gcs-fetch" },
	{ { "s3://", 5 }, "s3-fetch" },
	{ { "az://", 5 }, "az-fetch" },
	{ { "https://", 8 }, "api-fetch" },
};

void
store_object_free(struct store_object *o)
{
	free(o->uri);
	free(o->version);
	free(o->updated);
	*o = (struct store_object){ .size = -1 };
}

char *
store_text(struct span s)
{
	char *p = malloc(s.n + 1);

	if (!p)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

/* Behind "SCHEME://", or the empty span. */
static bool
cut_scheme(const struct store_kind *k, struct span uri, struct span *rest)
{
	size_t n = strlen(k->scheme);

	if (!span_starts(uri, span_of(k->scheme)) ||
	    !span_starts(span_after(uri, n), SPAN("://")))
		return false;
	*rest = span_after(uri, n + 3);
	return true;
}

struct store *
store_of(struct store *const *stores, struct span uri, struct fault *why)
{
	struct span rest;

	if (uri.n && memchr(uri.p, '\0', uri.n)) {
		fault_set(why, "has a NUL byte");
		return NULL;
	}
	for (; *stores; stores++)
		if (cut_scheme((*stores)->kind, uri, &rest))
			return *stores;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_starts(uri, known[i].prefix)) {
			fault_set(why, "is not for this program; try %s", known[i].program);
			return NULL;
		}
	fault_set(why, "is no URI; a file's is file://PATH");
	return NULL;
}

void
store_split(const struct store_kind *k, const char *uri, struct span *bucket, struct span *name)
{
	*bucket = *name = SPAN("");
	if (!cut_scheme(k, span_of(uri), name))
		return;
	if (k->buckets)
		*bucket = span_cut(name, '/');
}

/* "#GENERATION" behind the last '#', and digits only: other '#' are the name's. */
static void
cut_version(struct store_place *at)
{
	size_t i = at->name.n;

	while (i > 0 && at->name.p[i - 1] >= '0' && at->name.p[i - 1] <= '9')
		i--;
	if (i == 0 || i == at->name.n || at->name.p[i - 1] != '#')
		return;
	at->version = span_after(at->name, i);
	at->name.n = i - 1;
}

int
store_parse(const struct store_kind *k, struct span uri, struct store_place *at, struct fault *why)
{
	*at = (struct store_place){ .bucket = SPAN(""), .name = SPAN(""), .version = SPAN("") };
	if (!cut_scheme(k, uri, &at->name))
		return fault_set(why, "is no %s:// URI", k->scheme);
	if (k->buckets) {
		at->bucket = span_cut(&at->name, '/');
		if (!at->bucket.n)
			return fault_set(why, "names no bucket");
		if (wildcard_start(at->bucket) < at->bucket.n)
			return fault_set(why, "has a wildcard in the bucket's name");
		if (!k->whole_names)
			cut_version(at);
	} else if (!at->name.n) {
		return fault_set(why, "names no file");
	}
	at->prefix = (struct span){ at->name.p, wildcard_start(at->name) };
	if (at->prefix.n < at->name.n)
		at->what = STORE_PATTERN;
	else if (!at->name.n || at->name.p[at->name.n - 1] == '/')
		at->what = STORE_PREFIX;
	if (at->what != STORE_ONE && at->version.n)
		return fault_set(why, "gives a %s for more than one object", k->version);
	return 0;
}

bool
store_ignores(const struct store_object *o)
{
	struct span uri = span_of(o->uri);

	return (span_ends(uri, SPAN("/")) && o->size == 0) || ignored_name(uri);
}

void
store_write(const struct store_kind *k, const struct store_object *o, struct buf *line)
{
	struct buf text = { 0 };

	jwrite_begin(line);
	jwrite_string(line, SPAN("uri"), span_of(o->uri));
	if (o->size >= 0)
		jwrite_int(line, SPAN("size"), o->size);
	if (o->updated)
		jwrite_string(line, SPAN("updated"), span_of(o->updated));
	if (o->version)
		jwrite_string(line, span_of(k->version), span_of(o->version));
	if (o->sums.has_crc32c) {
		digest_write_crc32c(&o->sums, &text);
		jwrite_string(line, SPAN("crc32c"), buf_span(&text));
	}
	text.n = 0;
	if (o->sums.has_md5) {
		digest_write_md5(&o->sums, &text);
		jwrite_string(line, SPAN("md5"), buf_span(&text));
	}
	buf_free(&text);
	jwrite_end(line);
}

/* ---- and back ---- */

enum { URI, SIZE, UPDATED, VERSION, CRC32C, MD5, FIELDS };

/* A string's text, or a number's digits: jq may have made one of the other. */
static int
field_text(struct span value, struct buf *scratch, struct span *text)
{
	if (!value.n || span_is(value, "null")) {
		*text = SPAN("");
		return 0;
	}
	*text = value;
	return *value.p == '"' ? jtext_decode(value, scratch, text) : 0;
}

static int
take_fields(const struct span *field, struct store_object *o, struct fault *why)
{
	if (field[SIZE].n && num_int(field[SIZE], 0, INT64_MAX, &o->size))
		return fault_set(why, "size: not a number of bytes");
	if (field[CRC32C].n && digest_take_crc32c(&o->sums, field[CRC32C]))
		return fault_set(why, "crc32c: not base64 of 4 bytes");
	if (field[MD5].n && digest_take_md5(&o->sums, field[MD5]))
		return fault_set(why, "md5: not base64 of 16 bytes");
	o->uri = store_text(field[URI]);
	if (field[UPDATED].n)
		o->updated = store_text(field[UPDATED]);
	if (field[VERSION].n)
		o->version = store_text(field[VERSION]);
	return 0;
}

/* The fields of a record's line as text, behind *scratch. */
static int
read_fields(struct span line, const char *version, struct buf *scratch, struct span *field,
    struct fault *why)
{
	const struct span name[FIELDS] = { SPAN("uri"), SPAN("size"), SPAN("updated"),
		span_of(version), SPAN("crc32c"), SPAN("md5") };
	struct jscan_keys keys;
	struct jscan json = { 0 };
	struct span value[FIELDS];
	int rc = 0;

	/* Room for all first: a decoded text points there. */
	buf_room(scratch, line.n + 1);
	jscan_keys_init(&keys, name, FIELDS);
	if (jscan_object(&json, line))
		rc = fault_set(why, "no object record: byte %zu: %s", json.at + 1, json.why);
	else
		jscan_pick(&json, &keys, value);
	for (int i = 0; !rc && i < FIELDS; i++)
		if (field_text(value[i], scratch, &field[i]) ||
		    memchr(field[i].p, '\0', field[i].n))
			rc = fault_set(why, "%.*s: not a text", SPAN_SHOW(name[i]));
	if (!rc && !field[URI].n)
		rc = fault_set(why, "no object record: it has no uri");
	jscan_free(&json);
	return rc;
}

int
store_read(const struct store_kind *k, struct span line, struct store_object *o, struct fault *why)
{
	struct buf scratch = { 0 };
	struct span field[FIELDS];
	int rc = read_fields(line, k->version, &scratch, field, why);

	*o = (struct store_object){ .size = -1 };
	if (!rc)
		rc = take_fields(field, o, why);
	buf_free(&scratch);
	return rc;
}

int
store_read_uri(struct span line, struct buf *scratch, struct span *uri, struct fault *why)
{
	struct span field[FIELDS];

	scratch->n = 0;
	if (read_fields(line, "version", scratch, field, why))
		return -1;
	*uri = field[URI];
	return 0;
}
