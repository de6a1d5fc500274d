#include "sample_template.h"

#include "jtext.h"

static void
put_quoted(struct buf *b, struct span text)
{
	buf_byte(b, '"');
	buf_put(b, text);
	buf_byte(b, '"');
}

static void
put_id(struct buf *b, bool there, const char id[SAMPLE_UUID])
{
	if (there)
		put_quoted(b, (struct span){ id, SAMPLE_UUID });
	else
		buf_put(b, SPAN("null"));
}

/* "2021-06-11T10:41:23.000Z" with a blank for the T, and without zone. */
static void
put_bare(struct buf *b, const struct sample_view *v, int which)
{
	size_t start = b->n;

	buf_put(b, (struct span){ v->time[which], v->time_n - 1 });
	b->p[start + 10] = ' ';
}

static void
put_epoch(struct buf *b, const struct sample_view *v, bool micro)
{
	struct span text = { v->time[SAMPLE_TIMESTAMP], v->time_n };

	if (v->event->bad == SAMPLE_BAD_TIMESTAMP) {
		put_quoted(b, text);
		return;
	}
	if (micro)
		buf_byte(b, '"');
	sample_put_number(b, (uint64_t)v->timestamp_ms);
	if (micro)
		buf_put(b, SPAN("000\""));
}

static void
put_field(struct buf *b, const struct sample_view *v, char letter)
{
	switch (letter) {
	case 'u':
		put_id(b, v->has_user, v->user_id);
		break;
	case 'a':
		put_id(b, v->has_anonymous, v->anonymous_id);
		break;
	case 'm':
		buf_put(b, (struct span){ v->message_id, SAMPLE_UUID });
		break;
	case 's':
		buf_put(b, (struct span){ v->session, sizeof v->session });
		break;
	case 'h':
		sample_put_number(b, v->host);
		break;
	case 'n':
		buf_put(b, v->name);
		break;
	case 'p':
		buf_put(b, buf_span(&v->properties));
		break;
	case 't':
		buf_put(b, (struct span){ v->time[SAMPLE_TIMESTAMP], v->time_n });
		break;
	case 'r':
		buf_put(b, (struct span){ v->time[SAMPLE_RECEIVED], v->time_n });
		break;
	case 'T':
		put_bare(b, v, SAMPLE_TIMESTAMP);
		break;
	case 'R':
		put_bare(b, v, SAMPLE_RECEIVED);
		break;
	case 'e':
	case 'E':
		put_epoch(b, v, letter == 'E');
		break;
	case 'c':
		buf_put(b, v->city->name);
		break;
	case 'C':
		buf_put(b, v->city->country);
		break;
	case 'b':
		buf_put(b, v->client->name);
		break;
	case 'o':
		buf_put(b, v->client->os);
		break;
	}
}

void
sample_template_put(struct buf *b, const struct sample_view *v, const char *text)
{
	struct span rest = span_of(text);

	for (;;) {
		buf_put(b, span_cut(&rest, '%'));
		if (!rest.n)
			return;
		put_field(b, v, *rest.p);
		rest = span_after(rest, 1);
	}
}

void
sample_template_plain(struct buf *b, struct span inside)
{
	char quoted[128];
	struct buf plain = { 0 };
	struct span text = inside;
	int n = snprintf(quoted, sizeof quoted, "\"%.*s\"", SPAN_SHOW(inside));

	if (span_find(inside, '\\') < inside.n && n > 0 && (size_t)n < sizeof quoted &&
	    jtext_decode((struct span){ quoted, (size_t)n }, &plain, &text))
		text = inside;
	buf_put(b, text);
	buf_free(&plain);
}
