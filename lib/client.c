#include "client.h"

#include <jansson.h>

#include "hash.h"
#include "stop.h"

/* ---- while it waits ---- */

/* An http_config's pulse. */
static void
pulse(void *arg)
{
	struct run *run = arg;

	run_heed_signals(run);
	progress_look(&run->progress, &run->tally);
}

void
client_expect(struct client *c, const char *name)
{
	c->run->progress.at = name;
	c->run->progress.coming = 0;
}

/* ---- beginning and end ---- */

static int64_t
in_ms(int64_t seconds)
{
	return seconds < INT32_MAX ? seconds * 1000 : (int64_t)INT32_MAX * 1000;
}

void
client_begin(struct client *c, struct run *run)
{
	struct http_config *h = &c->config;

	if (c->ipv4 && c->ipv6)
		opt_wrong("--ipv4 and --ipv6 cannot both be given");
	c->run = run;
	header_read(&c->header, run->max_line);
	stop_catch();
	h->cacert = c->cacert;
	h->stall_ms = in_ms(c->stall_s);
	h->only = c->ipv4 ? HTTP_IPV4 : c->ipv6 ? HTTP_IPV6 : HTTP_ANY;
	if (!h->pulse) {
		h->pulse = pulse;
		h->arg = run;
	}
	c->http = http_new(h);
	c->policy = (struct retry_policy){ .budget_ms = in_ms(c->retry_s), .jitter = hash_seed(),
		.tell = run_tell_retry, .arg = run };
}

void
client_end(struct client *c)
{
	http_free(c->http);
	header_free(&c->header);
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
