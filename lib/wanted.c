#include "wanted.h"

#include <poll.h>
#include <unistd.h>

#include "wildcard.h"

enum { SECOND_MS = 1000 };

int
wanted_init(struct wanted *w, struct store *const *stores, char *const *operand, size_t n,
    struct out *tie, size_t max_line, struct fault *why)
{
	*w = (struct wanted){ .stores = stores, .operand = operand, .operands = n };
	if (n)
		return 0;
	if (input_open(&w->in, "-", tie, why))
		return -1;
	line_init(&w->lines, &w->in, max_line);
	w->reading = true;
	return 0;
}

static void
end_list(struct wanted *w)
{
	if (w->list)
		w->store->kind->close(w->list);
	w->list = NULL;
}

void
wanted_free(struct wanted *w)
{
	end_list(w);
	if (w->reading) {
		line_free(&w->lines);
		input_close(&w->in);
	}
	buf_free(&w->text);
	buf_free(&w->label);
}

/* Waits at most so long, or until a signal. */
static bool
is_ready(const struct wanted *w, int ms)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	const struct line_reader *r = &w->lines;

	if (!w->reading || w->list || w->ended || r->end)
		return true;
	if (r->buf.n > r->start && memchr(r->buf.p + r->start, '\n', r->buf.n - r->start))
		return true;
	return poll(&p, 1, ms) > 0;
}

bool
wanted_ready(const struct wanted *w)
{
	return is_ready(w, 0);
}

static void
wait_for_line(struct wanted *w)
{
	if (is_ready(w, 0))
		return;
	if (w->in.tie)
		out_flush(w->in.tie);
	do
		w->pulse(w->arg);
	while (!is_ready(w, SECOND_MS));
}

/* ---- listings ---- */

/* One object by its URI alone; whether it is there will be seen. */
static void
give_unseen(const struct wanted *w, struct store_object *o)
{
	struct span uri = buf_span(&w->text);

	*o = (struct store_object){ .size = -1 };
	if (w->at.version.n) {
		uri.n -= w->at.version.n + 1;
		o->version = store_text(w->at.version);
	}
	o->uri = store_text(uri);
}

/* 1 and that object, 0: a listing has begun, -1. */
static int
begin_uri(struct wanted *w, struct store **s, struct store_object *o, struct fault *why)
{
	struct span uri = buf_span(&w->text);

	if (!(w->store = store_of(w->stores, uri, why)) ||
	    store_parse(w->store->kind, uri, &w->at, why))
		return -1;
	if (w->at.what == STORE_ONE && !w->look_up) {
		*s = w->store;
		w->listed = false;
		give_unseen(w, o);
		return 1;
	}
	w->matched = 0;
	return w->store->kind->list(w->store, &w->at, &w->list, why);
}

static bool
is_match(struct wanted *w, const struct store_object *o)
{
	struct span bucket, name;

	store_split(w->store->kind, o->uri, &bucket, &name);
	if (w->at.what == STORE_PATTERN && !wildcard_match(w->at.name, name))
		return false;
	w->matched++;
	if (w->at.what == STORE_ONE || !store_ignores(o))
		return true;
	w->ignored++;
	return false;
}

/* 1, 0: the listing has ended, -1: so it has, and badly. */
static int
next_listed(struct wanted *w, struct store **s, struct store_object *o, struct fault *why)
{
	int rc;

	while ((rc = w->store->kind->next(w->list, o, why)) > 0) {
		if (is_match(w, o)) {
			*s = w->store;
			w->listed = true;
			return 1;
		}
		store_object_free(o);
	}
	end_list(w);
	if (!rc && !w->matched)
		return fault_set(why, w->at.what == STORE_PATTERN ?
		    "no object matches" : "there is no object");
	return rc;
}

/* ---- lines ---- */

/* Without a version it may be any, and a file's is its time. */
static bool
is_partial(const struct store *s, const struct store_object *o)
{
	return s->kind->open ? !o->updated || o->size < 0 : !o->version;
}

/* The object's description in place of the record. */
static int
look_up(struct wanted *w, struct store *s, struct store_object *o, struct fault *why)
{
	w->text.n = 0;
	buf_put(&w->text, span_of(o->uri));
	store_object_free(o);
	w->where = buf_text(&w->text);
	w->at = (struct store_place){ .version = SPAN(""), .what = STORE_ONE };
	store_split(s->kind, w->where, &w->at.bucket, &w->at.name);
	w->at.prefix = w->at.name;
	w->store = s;
	w->matched = 0;
	return s->kind->list(s, &w->at, &w->list, why);
}

/* An object record, to the store that its uri names: 1, 0: it is looked up, -1. */
static int
take_record(struct wanted *w, struct span line, struct store **s, struct store_object *o,
    struct fault *why)
{
	struct buf scratch = { 0 };
	struct span uri;
	int rc = store_read_uri(line, &scratch, &uri, why);

	if (!rc && !(*s = store_of(w->stores, uri, why)))
		rc = -1;
	if (!rc)
		rc = store_read((*s)->kind, line, o, why);
	buf_free(&scratch);
	if (!rc && w->whole && is_partial(*s, o))
		return look_up(w, *s, o, why);
	w->listed = true;
	return rc ? -1 : 1;
}

static int
take_line(struct wanted *w, struct span line, struct store **s, struct store_object *o,
    struct fault *why)
{
	w->label.n = 0;
	buf_printf(&w->label, "<stdin>:%llu", (unsigned long long)w->lines.line);
	w->where = buf_text(&w->label);
	if (w->lines.torn)
		return 0;
	if (w->lines.over)
		return fault_set(why, "a line longer than --max-line");
	while (line.n && (*line.p == ' ' || *line.p == '\t'))
		line = span_after(line, 1);
	if (!line.n)
		return 0;
	if (*line.p == '{')
		return take_record(w, line, s, o, why);
	w->text.n = 0;
	buf_put(&w->text, line);
	w->where = buf_text(&w->text);
	return begin_uri(w, s, o, why);
}

/* 1, 0: nothing yet, -1; at the end w->ended. */
static int
next_line(struct wanted *w, struct store **s, struct store_object *o, struct fault *why)
{
	struct span line;
	int rc;

	if (w->pulse)
		wait_for_line(w);
	rc = line_next(&w->lines, &line);

	if (rc > 0)
		return take_line(w, line, s, o, why);
	w->ended = true;
	w->where = "<stdin>";
	if (rc < 0)
		*why = w->lines.why;
	return rc;
}

static int
next_operand(struct wanted *w, struct store **s, struct store_object *o, struct fault *why)
{
	w->ended = !w->operands;
	if (w->ended)
		return 0;
	w->text.n = 0;
	buf_put(&w->text, span_of(*w->operand));
	w->where = buf_text(&w->text);
	w->operand++;
	w->operands--;
	return begin_uri(w, s, o, why);
}

int
wanted_next(struct wanted *w, struct store **s, struct store_object *o, struct fault *why)
{
	int rc = 0;

	while (!rc && !w->ended) {
		if (w->list) {
			w->where = buf_text(&w->text);
			rc = next_listed(w, s, o, why);
		} else if (w->reading) {
			rc = next_line(w, s, o, why);
		} else {
			rc = next_operand(w, s, o, why);
		}
	}
	return rc;
}
