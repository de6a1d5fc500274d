#include "pager.h"

#include "jtext.h"
#include "link_header.h"
#include "num.h"
#include "origin.h"
#include "query.h"

void
pager_free(struct pager *p)
{
	jpath_free(&p->path);
	jpath_free(&p->more);
	jpath_free(&p->total);
	if (p->begun)
		table_free(&p->known);
	free(p->owned);
	*p = (struct pager){ 0 };
}

bool
pager_wants_json(const struct pager *p)
{
	return p->kind == PAGER_NEXT_URL || p->kind == PAGER_CURSOR || p->more.text || p->total.text;
}

/* ---- values in the page ---- */

/* A reply without content (204) is no JSON, and has nothing anywhere. */
static bool
find(const struct jpath *path, struct span body, struct span *value)
{
	return path->text && body.n && jpath_find(path, body, value);
}

/* As text: 1; 0: null, false or ""; -1: an object, an array or true. */
static int
value_text(struct span value, struct buf *scratch, struct span *text)
{
	*text = value;
	if (span_eq(value, SPAN("null")) || span_eq(value, SPAN("false")))
		return 0;
	if (*value.p == '"')
		return jtext_decode(value, scratch, text) ? -1 : text->n > 0;
	return *value.p == '-' || (*value.p >= '0' && *value.p <= '9') ? 1 : -1;
}

/* The same for a place in the page; 0 also where there is nothing. */
static int
find_text(struct pager *p, struct span body, struct buf *scratch, struct span *text,
    struct fault *why)
{
	struct span value;
	int rc;

	if (!find(&p->path, body, &value))
		return 0;
	p->found = true;
	if ((rc = value_text(value, scratch, text)) < 0)
		return fault_set(why, "%s: is no text or number", p->path.text);
	return rc;
}

/* What the page says there is in all; -1 and *why: something that is no count. */
static int
take_total(struct pager *p, struct span body, struct fault *why)
{
	struct buf scratch = { 0 };
	struct span value, text;
	int rc = 0;

	if (!find(&p->total, body, &value))
		return 0;
	if (value_text(value, &scratch, &text) <= 0 || num_int(text, 0, INT64_MAX, &p->all))
		rc = fault_set(why, "%s: is no count", p->total.text);
	buf_free(&scratch);
	return rc;
}

enum more { MORE_UNSAID, MORE_NO, MORE_YES };

static enum more
more_of(const struct pager *p, struct span body)
{
	struct span value;

	if (!find(&p->more, body, &value) || span_eq(value, SPAN("null")))
		return MORE_UNSAID;
	return span_eq(value, SPAN("false")) || span_eq(value, SPAN("0")) ||
	    span_eq(value, SPAN("\"false\"")) ? MORE_NO : MORE_YES;
}

/* ---- the ways ---- */

static void
put_base(struct buf *to, struct span base)
{
	to->n = 0;
	buf_put(to, base);
}

static void
put_number(struct buf *to, struct span param, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)n);
	query_set(to, param, span_of(text));
}

static int
put_url(const struct pager_reply *r, struct span ref, struct buf *to, struct fault *why)
{
	struct fault bad;

	to->n = 0;
	if (origin_resolve(r->url, ref, to, &bad))
		return fault_set(why, "the next page's address: %s", bad.text);
	return 1;
}

static int
next_link(struct pager *p, const struct pager_reply *r, struct buf *to, struct fault *why)
{
	struct span target;
	int rc = r->header ? link_header_find(span_of(r->header), SPAN("next"), &target) : 0;

	p->found |= r->header != NULL;
	if (rc < 0)
		return fault_set(why, "the Link header cannot be read");
	return rc ? put_url(r, target, to, why) : 0;
}

static int
next_url(struct pager *p, const struct pager_reply *r, struct buf *to, struct fault *why)
{
	struct buf scratch = { 0 };
	struct span text;
	int rc = find_text(p, r->body, &scratch, &text, why);

	if (rc > 0)
		rc = put_url(r, text, to, why);
	buf_free(&scratch);
	return rc;
}

static int
next_cursor(struct pager *p, struct span base, const struct pager_reply *r, struct buf *to,
    struct fault *why)
{
	struct buf scratch = { 0 };
	struct span text;
	int rc = find_text(p, r->body, &scratch, &text, why);

	if (rc > 0) {
		put_base(to, base);
		query_set(to, p->param, text);
	}
	buf_free(&scratch);
	return rc;
}

static int
next_header(struct pager *p, struct span base, const struct pager_reply *r, struct buf *to)
{
	p->found |= r->header != NULL;
	if (!r->header || !*r->header)
		return 0;
	put_base(to, base);
	query_set(to, p->param, span_of(r->header));
	return 1;
}

static bool
is_repeated(struct pager *p, const struct pager_reply *r)
{
	char hash[HASH_HEX];
	bool same;

	hash_stable(r->content, hash);
	same = p->pages > 1 && !memcmp(hash, p->last, HASH_HEX);
	memcpy(p->last, hash, HASH_HEX);
	return same;
}

/* Numbers and offsets: the server says nothing, so that its pages are looked at. */
static int
next_counted(struct pager *p, struct span base, const struct pager_reply *r, enum more more,
    struct buf *to, struct fault *why)
{
	int64_t step = p->kind == PAGER_PAGE ? 1 : (int64_t)r->records;
	bool is_short = p->kind == PAGER_OFFSET && p->full && r->records < (uint64_t)p->size;

	if (r->records && is_repeated(p, r))
		return fault_set(why, "the same page again for another %.*s: the API does not "
		    "go by it", SPAN_SHOW(p->param));
	p->full |= r->records == (uint64_t)p->size;
	if (p->all >= 0 && p->seen >= (uint64_t)p->all)
		return 0;
	if (more != MORE_YES && (!r->records || is_short))
		return 0;
	if (p->at > INT64_MAX - step)
		return fault_set(why, "too many pages");
	p->at += step;
	put_base(to, base);
	put_number(to, p->param, p->at);
	if (p->limit.n)
		put_number(to, p->limit, p->size);
	return 1;
}

/* ---- all of them ---- */

void
pager_begin(struct pager *p, struct span url, struct buf *to)
{
	table_init(&p->known, 0);
	p->begun = true;
	p->all = -1;
	p->at = p->first;
	put_base(to, url);
	if (p->kind == PAGER_PAGE || p->kind == PAGER_OFFSET)
		put_number(to, p->param, p->at);
	if (p->limit.n)
		put_number(to, p->limit, p->size);
	table_put(&p->known, buf_span(to), NULL);
}

struct pager_place
pager_place(const struct pager *p)
{
	return (struct pager_place){ p->pages, p->seen, p->at, p->full };
}

void
pager_resume(struct pager *p, const struct pager_place *place, struct span url, struct buf *to)
{
	p->pages = place->pages;
	p->seen = place->seen;
	p->at = place->at;
	p->full = place->full;
	put_base(to, url);
	table_put(&p->known, url, NULL);
}

static bool
is_counted(const struct pager *p)
{
	return p->kind == PAGER_PAGE || p->kind == PAGER_OFFSET;
}

static int
step(struct pager *p, struct span base, const struct pager_reply *r, enum more more,
    struct buf *to, struct fault *why)
{
	switch (p->kind) {
	case PAGER_NONE:
		return 0;
	case PAGER_LINK:
		return next_link(p, r, to, why);
	case PAGER_NEXT_URL:
		return next_url(p, r, to, why);
	case PAGER_CURSOR:
		return next_cursor(p, base, r, to, why);
	case PAGER_HEADER:
		return next_header(p, base, r, to);
	case PAGER_PAGE:
	case PAGER_OFFSET:
		return next_counted(p, base, r, more, to, why);
	}
	return 0;
}

/* The page says that it is the last. What it names all the same is for later. */
static int
end(struct pager *p, struct span base, const struct pager_reply *r, struct buf *to)
{
	struct fault ignored;

	if (is_counted(p) || step(p, base, r, MORE_NO, to, &ignored) <= 0)
		to->n = 0;
	return 0;
}

/* It has ended: whether that can be. */
static int
check_end(const struct pager *p, enum more more, struct fault *why)
{
	if (more == MORE_YES && p->kind != PAGER_NONE && p->all < 0 && !p->stop_empty)
		return fault_set(why, "says at %s that there is more, and not where",
		    p->more.text);
	if (p->all >= 0 && p->seen < (uint64_t)p->all)
		return fault_set(why, "the last page, and %llu records of %lld have come",
		    (unsigned long long)p->seen, (long long)p->all);
	return 0;
}

int
pager_next(struct pager *p, struct span base, const struct pager_reply *r, struct buf *to,
    struct fault *why)
{
	enum more more = more_of(p, r->body);
	bool made;
	int rc;

	p->pages++;
	p->seen += r->records;
	if (take_total(p, r->body, why))
		return -1;
	to->n = 0;
	if (more == MORE_NO || (p->stop_empty && !r->records && !is_counted(p)))
		rc = end(p, base, r, to);
	else if ((rc = step(p, base, r, more, to, why)) < 0)
		return -1;
	if (!rc)
		return check_end(p, more, why);
	table_put(&p->known, buf_span(to), &made);
	return made ? 1 : fault_set(why, "goes round: the next page is one that was there before");
}
