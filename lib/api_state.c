#include "api_state.h"

#include "decimal.h"
#include "jwrite.h"
#include "num.h"
#include "query.h"
#include "tstamp.h"

#define BEGINS SPAN("{\"request\":\"")
#define NOT_OURS "is not a line that this program wrote"

/* ---- which request ---- */

/* All that makes what comes, but for keys, which change. */
static void
identify(struct api_state *s)
{
	const struct api_request *r = s->request;
	const char *const texts[] = { r->page, r->records, r->since_field, r->since_param };
	struct buf all = { 0 };

	buf_put(&all, buf_span(&r->address));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buf_byte(&all, '\0');
		buf_put(&all, span_of(texts[i] ? texts[i] : ""));
	}
	hash_stable(buf_span(&all), s->id);
	buf_free(&all);
}

/* ---- reading ---- */

enum { REQUEST, NEXT, DONE, PAGES, RECORDS, AT, FULL, SINCE, VALUE, KEYS };

static void
put(struct buf *to, struct span s)
{
	to->n = 0;
	buf_put(to, s);
}

/* A number that is not there is 0. */
static int
read_number(struct span text, int64_t *to)
{
	*to = 0;
	return text.n ? num_int(text, 0, INT64_MAX, to) : 0;
}

static int
keep(struct api_state *s, const struct span *v)
{
	int64_t pages, seen;
	struct span next = { 0 };

	s->scratch[0].n = 0;
	if ((v[NEXT].n && (*v[NEXT].p != '"' || jtext_decode(v[NEXT], &s->scratch[0], &next))) ||
	    read_number(v[PAGES], &pages) || read_number(v[RECORDS], &seen) ||
	    read_number(v[AT], &s->place.at))
		return -1;
	s->known = true;
	s->done = span_is(v[DONE], "true");
	s->place.pages = (uint64_t)pages;
	s->place.seen = (uint64_t)seen;
	s->place.full = span_is(v[FULL], "true");
	put(&s->next, next);
	put(&s->since, v[SINCE]);
	put(&s->value, v[VALUE].n ? v[VALUE] : v[SINCE]);
	return 0;
}

static int
take_line(void *arg, struct span line, struct fault *why)
{
	static const struct span names[KEYS] = {
		{ "request", 7 }, { "next", 4 }, { "done", 4 }, { "pages", 5 }, { "records", 7 },
		{ "at", 2 }, { "full", 4 }, { "since", 5 }, { "value", 5 },
	};
	struct api_state *s = arg;
	struct jscan_keys keys;
	struct span v[KEYS];

	if (!span_starts(line, BEGINS) || jscan_object(&s->scan, line))
		return fault_set(why, NOT_OURS);
	jscan_keys_init(&keys, names, KEYS);
	jscan_pick(&s->scan, &keys, v);
	if (v[REQUEST].n != HASH_HEX + 2)
		return fault_set(why, NOT_OURS);
	if (memcmp(v[REQUEST].p + 1, s->id, HASH_HEX) || mark_read(&s->mark, line))
		return 0;
	return keep(s, v) ? fault_set(why, NOT_OURS) : 0;
}

int
api_state_open(struct api_state *s, const char *path, bool look_only, const struct api_request *r,
    struct fault *why)
{
	*s = (struct api_state){ .request = r };
	identify(s);
	return journal_open(&s->journal, path, look_only, BEGINS, take_line, s, why);
}

void
api_state_free(struct api_state *s)
{
	journal_close(&s->journal);
	buf_free(&s->next);
	buf_free(&s->since);
	buf_free(&s->value);
	buf_free(&s->scratch[0]);
	buf_free(&s->scratch[1]);
	jscan_free(&s->scan);
}

/* ---- values ---- */

/* A text or a number, as text; empty for anything else. */
static struct span
text_of(struct span value, struct buf *scratch)
{
	struct span text = { 0 };

	scratch->n = 0;
	if (value.n && *value.p == '"') {
		if (jtext_decode(value, scratch, &text))
			text.n = 0;
		return text;
	}
	return decimal_is(value) ? value : text;
}

/* Numbers as numbers, times as times, anything else by its bytes. */
static int
compare(struct span a, struct span b)
{
	struct tstamp x, y;

	if (decimal_is(a) && decimal_is(b))
		return decimal_cmp(a, b);
	if (!tstamp_parse(a, &x) && !tstamp_parse(b, &y))
		return (x.ns > y.ns) - (x.ns < y.ns);
	return span_cmp(a, b);
}

void
api_state_see(struct api_state *s, struct span record)
{
	struct span value, text;

	if (!jpath_find(&s->request->since, record, &value))
		return;
	text = text_of(value, &s->scratch[0]);
	if (text.n && (!s->value.n || compare(text, text_of(buf_span(&s->value), &s->scratch[1])) > 0))
		put(&s->value, value);
}

/* ---- where to go on ---- */

void
api_state_apply(const struct api_state *s, struct api_request *r)
{
	struct buf scratch = { 0 };

	if (s->since.n && r->since_param)
		query_set(&r->address, span_of(r->since_param), text_of(buf_span(&s->since), &scratch));
	buf_free(&scratch);
}

bool
api_state_resume(const struct api_state *s, struct pager *p, struct buf *url)
{
	/* With a bookmark, what is done begins anew. */
	if (!s->next.n || (s->done && s->request->since_param))
		return false;
	pager_resume(p, &s->place, buf_span(&s->next), url);
	return true;
}

bool
api_state_over(const struct api_state *s)
{
	return s->done && !s->next.n && !s->request->since_param;
}

/* ---- writing ---- */

/* A server may repeat the key in the address that it names; it is put in anew. */
static void
put_next(const struct api_state *s, struct span next, struct buf *line)
{
	const struct api_auth_config *who = &s->request->who;
	struct buf url = { 0 };

	buf_put(&url, next);
	if (who->kind == API_AUTH_QUERY)
		query_drop(&url, span_of(who->name));
	jwrite_string(line, SPAN("next"), buf_span(&url));
	buf_free(&url);
}

static void
put_place(const struct pager *p, struct buf *line)
{
	struct pager_place place = pager_place(p);

	jwrite_int(line, SPAN("pages"), (int64_t)place.pages);
	jwrite_int(line, SPAN("records"), (int64_t)place.seen);
	if (place.at)
		jwrite_int(line, SPAN("at"), place.at);
	if (place.full)
		jwrite_bool(line, SPAN("full"), true);
}

/* Done: what was the greatest is where the next run begins. */
static void
put_values(const struct api_state *s, bool last, struct buf *line)
{
	struct span since = buf_span(last ? &s->value : &s->since);

	if (last)
		jwrite_bool(line, SPAN("done"), true);
	if (since.n)
		jwrite_raw(line, SPAN("since"), since);
	if (!last && s->value.n)
		jwrite_raw(line, SPAN("value"), buf_span(&s->value));
}

static void
put_request(const struct api_state *s, struct buf *line)
{
	jwrite_begin(line);
	jwrite_string(line, SPAN("request"), (struct span){ s->id, HASH_HEX });
}

int
api_state_begin(struct api_state *s, struct out *to, struct fault *why)
{
	struct buf line = { 0 };
	int rc = 0;

	put_request(s, &line);
	if (mark_put(&line, to)) {
		jwrite_end(&line);
		rc = journal_note(&s->journal, buf_span(&line), why);
	}
	buf_free(&line);
	return rc;
}

int
api_state_add(struct api_state *s, const struct pager *p, struct span next, bool last,
    const struct out *given, struct fault *why)
{
	struct buf line = { 0 };
	int rc;

	if (s->journal.fd < 0)
		return 0;
	put_request(s, &line);
	if (next.n)
		put_next(s, next, &line);
	put_place(p, &line);
	put_values(s, last, &line);
	journal_put_size(&line, given);
	jwrite_end(&line);
	rc = journal_add(&s->journal, buf_span(&line), why);
	buf_free(&line);
	return rc;
}
