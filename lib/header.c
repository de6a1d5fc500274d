#include "header.h"

#include "line.h"
#include "secret.h"
#include "uri.h"

/* A field of RFC 9110, section 5, but without any control byte, tabs too. */
static bool
is_field(struct span text)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t n = 0;

	while (n < text.n && memchr(token, text.p[n], sizeof token - 1))
		n++;
	return n && n < text.n && text.p[n] == ':' && secret_is_line(text);
}

static void
add(struct header_list *h, struct span text)
{
	if (!is_field(text))
		opt_wrong("--header: not of the form 'Name: value'");
	if (h->n == HEADER_MOST)
		opt_wrong("--header: more than %d", HEADER_MOST);
	h->text[h->n++] = arena_copy(&h->arena, text).p;
}

static void
add_file(struct header_list *h, const char *path, size_t max_line)
{
	struct input in;
	struct line_reader lines;
	struct span line;
	struct fault why;
	int rc;

	if (input_open(&in, path, NULL, &why))
		opt_wrong("--header @%s", why.text);
	line_init(&lines, &in, max_line);
	while ((rc = line_next(&lines, &line)) > 0)
		if (line.n)
			add(h, line);
	if (rc < 0)
		opt_wrong("--header @%s: %s", path, lines.why.text);
	line_free(&lines);
	input_close(&in);
	h->private = true;
}

void
header_read(struct header_list *h, size_t max_line)
{
	for (size_t i = 0; i < h->option.n; i++)
		if (*h->option.item[i] == '@')
			add_file(h, h->option.item[i] + 1, max_line);
		else
			add(h, span_of(h->option.item[i]));
}

void
header_free(struct header_list *h)
{
	arena_free(&h->arena);
	*h = (struct header_list){ 0 };
}

int
header_put(const struct header_list *h, struct http_request *q, struct fault *why)
{
	struct span url = buf_span(&q->url);

	/* Headers from files are keys as likely as not. */
	if (h->private && uri_exposed(url))
		return fault_set(why, "would send the headers of --header @FILE unencrypted to %.*s",
		    SPAN_SHOW(uri_host(url)));
	for (size_t i = 0; i < h->n; i++)
		buf_put(http_header_put(q), span_of(h->text[i]));
	return 0;
}

void
header_hide(const struct header_list *h, struct fault *why)
{
	for (size_t i = 0; i < h->n; i++) {
		struct span rest = span_of(h->text[i]);

		span_cut(&rest, ':');
		while (rest.n && *rest.p == ' ')
			rest = span_after(rest, 1);
		secret_hide(why, rest);
		/* Behind the scheme: "Bearer TOKEN". */
		if (span_find(rest, ' ') < rest.n)
			span_cut(&rest, ' ');
		secret_hide(why, rest);
	}
}
