#include "inflate.h"
#include "mixpanel.h"

enum { PIECE = 32 << 10 };

static bool
is_notice(const struct mixpanel_check *c)
{
	struct span line = { c->line, c->length < MIXPANEL_LINE ? c->length : MIXPANEL_LINE };

	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return decode_is_notice(line);
}

static void
end_line(struct mixpanel_check *c)
{
	c->terminated |= is_notice(c);
	c->length = 0;
	c->last = '\0';
}

static void
add(char *to, size_t *n, size_t most, struct span s)
{
	size_t room = *n < most ? most - *n : 0;

	if (room)
		memcpy(to + *n, s.p, s.n < room ? s.n : room);
	*n += s.n;
}

/* A part of one line, without its end. */
static void
add_part(struct mixpanel_check *c, struct span part)
{
	if (!part.n)
		return;
	add(c->line, &c->length, MIXPANEL_LINE, part);
	for (size_t i = part.n; i > 0; i--)
		if (!memchr(" \t\r", part.p[i - 1], 3)) {
			c->last = part.p[i - 1];
			return;
		}
}

static void
take_text(struct mixpanel_check *c, struct span text)
{
	add(c->head, &c->headed, MIXPANEL_HEAD, text);
	while (text.n) {
		size_t end = span_find(text, '\n');

		add_part(c, (struct span){ text.p, end });
		if (end == text.n)
			return;
		end_line(c);
		text = span_after(text, end + 1);
	}
}

int
mixpanel_check_feed(struct mixpanel_check *c, struct span piece, struct fault *why)
{
	char text[PIECE];
	ssize_t got;

	/* The same request is answered compressed or not, by its size. */
	if (!c->begun && piece.n && *piece.p == '\x1f')
		c->gzip = inflate_new();
	c->begun |= piece.n > 0;
	if (!c->gzip) {
		take_text(c, piece);
		return 0;
	}
	while ((got = inflate_step(c->gzip, &piece, text, sizeof text, why)) > 0)
		take_text(c, (struct span){ text, (size_t)got });
	return (int)got;
}

int
mixpanel_check_end(const struct mixpanel_check *c, struct fault *why)
{
	struct span head = { c->head, c->headed < MIXPANEL_HEAD ? c->headed : MIXPANEL_HEAD };

	if (c->gzip && inflate_end(c->gzip, why))
		return -1;
	if (c->terminated || is_notice(c))
		return fault_set(why, "the export was terminated early");
	/* Without a line's end it may have been cut off, which nothing else tells. */
	if (c->length && c->last && c->last != '}')
		return fault_set(why, "the export ends inside a record");
	if (!span_starts(head, SPAN("{\"error\"")))
		return 0;
	head.n = span_find(head, '\n');
	return fault_set(why, "%.*s", SPAN_SHOW(head));
}

void
mixpanel_check_free(struct mixpanel_check *c)
{
	inflate_free(c->gzip);
	*c = (struct mixpanel_check){ 0 };
}
