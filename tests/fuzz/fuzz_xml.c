/*
 * What S3, STS and their files say. The first byte says which.
 *   - paths are as long as elements are deep; all that began have ended
 *   - a refusal has no line end in it, and a region that could be part of a host
 *   - a profile's names and values are of its text
 *   - what is signed does not depend on the order of the query
 */
#include "aws_error.h"
#include "aws_profile.h"
#include "aws_sign.h"
#include "xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct nest {
	size_t depth;
};

static void
begin(void *arg, struct span path, const char *const *attribute)
{
	struct nest *n = arg;
	size_t slashes = 0;

	(void)attribute;
	for (size_t i = 0; i < path.n; i++)
		slashes += path.p[i] == '/';
	if (slashes != n->depth++)
		abort();
}

static void
end(void *arg, struct span path, struct span text)
{
	struct nest *n = arg;

	(void)path;
	if (text.n && !text.p)
		abort();
	n->depth--;
}

static void
document(struct span text)
{
	struct nest n = { 0 };
	const struct xml_reader to = { .arg = &n, .begin = begin, .end = end };
	struct fault why;

	if (!xml_read(text, &to, &why) && n.depth)
		abort();
}

static void
refusal(struct span text)
{
	struct aws_error e;

	aws_error_read(&e, text);
	if (strchr(e.message, '\n') || (*e.region && !aws_error_is_region(span_of(e.region))))
		abort();
}

static void
profile(struct span text)
{
	struct aws_profile p = { .name = strdup("a") };

	aws_profile_take(&p, text, true);
	aws_profile_take(&p, text, false);
	for (size_t i = 0; i < p.n; i++)
		if (strpbrk(p.setting[i].name, "=\n") || strchr(p.setting[i].value, '\n') ||
		    strlen(p.setting[i].value) > text.n)
			abort();
	aws_profile_free(&p);
}

static void
canonical(struct span query, struct buf *to)
{
	const struct aws_sign_request r = { .method = "GET", .query = query, .payload = SPAN("x") };

	aws_sign_canonical(&r, to);
}

/* The first pair goes to the end. */
static void
query(struct span text)
{
	struct span rest = text, first = span_cut(&rest, '&');
	struct buf turned = { 0 }, one = { 0 }, other = { 0 };

	buf_put(&turned, rest);
	buf_byte(&turned, '&');
	buf_put(&turned, first);
	canonical(text, &one);
	canonical(buf_span(&turned), &other);
	if (!span_eq(buf_span(&one), buf_span(&other)))
		abort();
	buf_free(&turned);
	buf_free(&one);
	buf_free(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct span) = { document, refusal, profile, query };

	if (size)
		readers[data[0] % 4]((struct span){ (const char *)data + 1, size - 1 });
	return 0;
}
