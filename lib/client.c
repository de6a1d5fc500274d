#include "client.h"

#include <jansson.h>

#include "diag.h"
#include "hash.h"
#include "line.h"
#include "secret.h"

/* ---- retries, shown ---- */

static void
tell_retry(void *arg, const char *where, const struct fault *why, int64_t wait_ms)
{
	struct client *c = arg;

	/* A wait may be long: what is there may as well be seen. */
	out_flush(&c->run->out);
	if (c->run->quiet)
		return;
	progress_clear(&c->run->progress);
	warn("%s: %s; trying again in %lld.%lld s", where, why->text, (long long)wait_ms / 1000,
	    (long long)wait_ms / 100 % 10);
}

/* ---- headers ---- */

/* "Name: value" (RFC 9110, section 5). Wrong ones are not shown: they may hold
 * a key. */
static void
add_header(struct client *c, struct span text)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t n = 0;

	while (n < text.n && memchr(token, text.p[n], sizeof token - 1))
		n++;
	if (!n || n == text.n || text.p[n] != ':' || !secret_is_line(text))
		opt_wrong("--header: not of the form 'Name: value'");
	if (c->headers == CLIENT_HEADERS)
		opt_wrong("--header: more than %d", CLIENT_HEADERS);
	c->header_text[c->headers++] = arena_copy(&c->texts, text).p;
}

/* Lines of a file: what is on a command line, everybody can see. */
static void
add_headers_of(struct client *c, const char *path)
{
	struct input in;
	struct line_reader lines;
	struct span line;
	struct fault why;
	int rc;

	if (input_open(&in, path, NULL, &why))
		opt_wrong("--header @%s", why.text);
	line_init(&lines, &in, c->run->max_line);
	while ((rc = line_next(&lines, &line)) > 0)
		if (line.n)
			add_header(c, line);
	if (rc < 0)
		opt_wrong("--header @%s: %s", path, lines.why.text);
	line_free(&lines);
	input_close(&in);
	c->private_headers = true;
}

void
client_put_headers(const struct client *c, struct http_request *q)
{
	for (size_t i = 0; i < c->headers; i++)
		buf_put(http_header_put(q), span_of(c->header_text[i]));
}

void
client_hide(const struct client *c, struct fault *why)
{
	for (size_t i = 0; i < c->headers; i++) {
		struct span rest = span_of(c->header_text[i]);

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

/* ---- beginning and end ---- */

void
client_begin(struct client *c, struct run *run)
{
	const struct http_config config = {
		.cacert = c->cacert, .stall_ms = c->stall_s * 1000,
	};

	c->run = run;
	for (size_t i = 0; i < c->header.n; i++)
		if (*c->header.item[i] == '@')
			add_headers_of(c, c->header.item[i] + 1);
		else
			add_header(c, span_of(c->header.item[i]));
	c->http = http_new(&config);
	c->policy = (struct retry_policy){ .budget_ms = c->retry_s * 1000, .jitter = hash_seed(),
		.tell = tell_retry, .arg = c };
}

void
client_end(struct client *c)
{
	http_free(c->http);
	arena_free(&c->texts);
}

/* ---- refusals ---- */

/* {"error":"text"}, {"error":{"message":"text"}}, {"message":"text"} and the
 * like; OAuth (RFC 6749) and problem details (RFC 9457) among them. */
static const char *
find_message(const json_t *document)
{
	static const char *const names[] = {
		"error_description", "message", "detail", "title", "error", "errors", NULL,
	};

	for (size_t depth = 0; depth < 3; depth++) {
		const json_t *inner = NULL;

		for (size_t i = 0; names[i]; i++) {
			const json_t *value = json_object_get(document, names[i]);

			if (json_is_string(value))
				return json_string_value(value);
			if (json_is_array(value))
				value = json_array_get(value, 0);
			inner = json_is_object(value) ? value : inner;
		}
		document = inner;
	}
	return NULL;
}

void
client_refusal(long status, struct span body, struct fault *why)
{
	json_t *document = json_loadb(body.n ? body.p : "", body.n, 0, NULL);
	const char *message = find_message(document);
	struct span line = body, text;

	text = message ? span_of(message) : span_cut(&line, '\n');
	/* A page for browsers says nothing here, nor does JSON of another shape. */
	if (!message && (document || (text.n && memchr("<{[\x1f", *text.p, 4))))
		text.n = 0;
	fault_set(why, "%ld%s%.*s", status, text.n ? ": " : "", SPAN_SHOW(text));
	json_decref(document);
}
