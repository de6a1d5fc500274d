/*
 * The links of links.h as a file: {"anonymous_id","user_id","timestamp"} a line,
 * and "alias":true where it is one; by anonymous id, time, user id.
 */
#include <errno.h>
#include <unistd.h>

#include "diag.h"
#include "jscan.h"
#include "jwrite.h"
#include "links.h"
#include "sidefile.h"
#include "tstamp.h"

enum { ANON, USER, TIME, ALIAS, KEYS };

static const struct span names[KEYS] = {
	{ "anonymous_id", 12 }, { "user_id", 7 }, { "timestamp", 9 }, { "alias", 5 },
};

struct reader {
	struct links *links;
	struct jscan scan;
	struct jscan_keys keys;
	struct buf text;
};

/* A string's text behind what the scratch holds; its room is there. */
static bool
read_text(struct reader *r, struct span value, struct span *to)
{
	return value.n > 2 && value.p[0] == '"' && !jtext_decode(value, &r->text, to);
}

static int
take_link(void *arg, struct span line, struct reject *why)
{
	struct reader *r = arg;
	struct span value[KEYS], anon, user, time, none = { 0 };
	struct links_link *link;
	struct tstamp t;

	if (jscan_object(&r->scan, line)) {
		why->at.byte = r->scan.at + 1;
		return rejects_why(why, line, none, none, "bad_json", r->scan.why);
	}
	if (jscan_pick(&r->scan, &r->keys, value))
		return rejects_why(why, line, none, line, "dup_key",
		    "a key is given twice, with different values");
	r->text.n = 0;
	buf_room(&r->text, line.n);
	if (!read_text(r, value[ANON], &anon) || !read_text(r, value[USER], &user))
		return rejects_why(why, line, none, line, "bad_field",
		    "anonymous_id or user_id: not a string");
	if (!read_text(r, value[TIME], &time) || tstamp_parse(time, &t))
		return rejects_why(why, line, names[TIME], value[TIME], "bad_ts",
		    "not an RFC 3339 time");
	link = links_see(r->links, anon, user, t.ns, span_eq(value[ALIAS], SPAN("true")));
	links_turn(r->links, link->anon, link->user, t.ns);
	return 0;
}

int
links_load(struct links *l, const char *path, size_t max_line, struct fault *why)
{
	struct reader r = { .links = l, .text = { .max = SIZE_MAX / 2 } };
	int rc;

	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	jscan_keys_init(&r.keys, names, KEYS);
	rc = sidefile_read(path, max_line, take_link, &r, why);
	jscan_free(&r.scan);
	buf_free(&r.text);
	return rc;
}

/* ---- writing ---- */

struct writer {
	const struct links *links;
	struct buf text;
	FILE *file;
};

static void
put(struct writer *w, const struct links_anon *a, const struct links_user *u, int64_t ns,
    bool alias)
{
	struct buf *b = &w->text;

	b->n = 0;
	jwrite_begin(b);
	jwrite_string(b, SPAN("anonymous_id"), links_anon_id(w->links, a));
	jwrite_string(b, SPAN("user_id"), links_user_id(w->links, u));
	jwrite_tstamp(b, SPAN("timestamp"), ns, tstamp_digits(ns));
	if (alias)
		jwrite_bool(b, SPAN("alias"), true);
	jwrite_end(b);
	buf_byte(b, '\n');
	fwrite(b->p, 1, b->n, w->file);
}

static int
by_anon(const void *a, const void *b, void *links)
{
	const struct links_link *x = *(struct links_link *const *)a;
	const struct links_link *y = *(struct links_link *const *)b;
	int cmp = span_cmp(links_anon_id(links, x->anon), links_anon_id(links, y->anon));

	if (!cmp)
		cmp = (x->first > y->first) - (x->first < y->first);
	return cmp ? cmp : span_cmp(links_user_id(links, x->user), links_user_id(links, y->user));
}

/* Where there are turns they say more than the links, whose times are theirs
 * too: each user's first turn. But not that a link is an alias. */
static void
put_all(struct writer *w, struct links_link **all, size_t n)
{
	const struct links *l = w->links;

	for (size_t i = 0; i < n; i++) {
		const struct links_anon *a = all[i]->anon;
		bool new = !i || all[i - 1]->anon != a;

		if (!a->turns || all[i]->alias)
			put(w, a, all[i]->user, all[i]->first, all[i]->alias);
		for (size_t t = 0; new && t < a->turns; t++)
			put(w, a, l->turn[a->turn + t].user, l->turn[a->turn + t].from, false);
	}
}

int
links_save(const struct links *l, const char *path, struct fault *why)
{
	struct writer w = { .links = l };
	struct buf aside = { 0 };
	struct links_link **all;
	size_t n;
	int rc = 0;

	buf_printf(&aside, "%s.part", path);
	if (!(w.file = fopen(buf_text(&aside), "w"))) {
		rc = fault_set(why, "%s: %s", path, strerror(errno));
		buf_free(&aside);
		return rc;
	}
	all = links_sorted(l, &n);
	qsort_r(all, n, sizeof(struct links_link *), by_anon, (void *)(uintptr_t)l);
	put_all(&w, all, n);
	free(all);
	/* A reader sees the old file or the whole new one. */
	if (fflush(w.file) || ferror(w.file) || fsync(fileno(w.file)))
		rc = fault_set(why, "%s: %s", path, strerror(errno));
	if (fclose(w.file) || (!rc && rename(buf_text(&aside), path)))
		rc = fault_set(why, "%s: %s", path, strerror(errno));
	if (rc)
		unlink(buf_text(&aside));
	buf_free(&w.text);
	buf_free(&aside);
	return rc;
}
