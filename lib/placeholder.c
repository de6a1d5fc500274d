#include "placeholder.h"

#include "whole.h"

#include "diag.h"

enum { MOST = 1 << 20, ZEROS = 36 };

#define WORD(text) { text, sizeof(text) - 1 }

static const struct span list[] = { WORD("-1"), WORD("0"), WORD("<nil>"), WORD("]"), WORD("anon"),
	WORD("anonymous"), WORD("false"), WORD("lmy47d"), WORD("n/a"), WORD("na"), WORD("nil"),
	WORD("none"), WORD("null"), WORD("true"), WORD("undefined"), WORD("unknown"), WORD("{}"),
	WORD("[object object]"), WORD("nan"), WORD("guest"), WORD("distinctid"),
	WORD("distinct_id"), WORD("id"), WORD("not_authenticated"), WORD("email") };

static bool
is_one_of(const struct span *word, size_t n, struct span id)
{
	for (size_t i = 0; i < n; i++)
		if (word[i].n == id.n && !strncasecmp(word[i].p, id.p, id.n))
			return true;
	return false;
}

/* "00000000-0000-0000-0000-000000000000" in any length, and "". */
static bool
is_zeros(struct span id)
{
	size_t zeros = 0;

	if (id.n > ZEROS)
		return false;
	while (zeros < id.n && (id.p[zeros] == '0' || id.p[zeros] == '-'))
		zeros++;
	return zeros == id.n;
}

static struct span
trimmed(struct span id)
{
	if (id.n >= 2 && (id.p[0] == '"' || id.p[0] == '\'') && id.p[id.n - 1] == id.p[0])
		id = (struct span){ id.p + 1, id.n - 2 };
	while (id.n && (id.p[0] == ' ' || id.p[0] == '\t'))
		id = span_after(id, 1);
	return id;
}

bool
placeholder_look(const struct placeholder *p, struct span id)
{
	if (p->off)
		return false;
	id = trimmed(id);
	if (p->given)
		return !id.n || is_one_of(p->word, p->n, id);
	return is_zeros(id) || is_one_of(list, sizeof list / sizeof *list, id);
}

static void
take_lines(struct placeholder *p, struct span rest)
{
	while (rest.n) {
		struct span line = span_cut(&rest, '\n');

		line.n -= line.n && line.p[line.n - 1] == '\r';
		if (line.n)
			p->word[p->n++] = line;
	}
}

const char *
placeholder_take(void *to, const char *path)
{
	struct placeholder *p = to;
	struct fault why;
	size_t lines = 1;

	placeholder_free(p);
	p->given = true;
	if (whole_read(path, MOST, &p->text, &why))
		return "cannot be read, or is larger than 1 MiB";
	for (size_t i = 0; i < p->text.n; i++)
		lines += p->text.p[i] == '\n';
	if (!(p->word = calloc(lines, sizeof *p->word)))
		die_errno(DIAG_STOPPED, "memory for placeholders");
	take_lines(p, buf_span(&p->text));
	return NULL;
}

void
placeholder_free(struct placeholder *p)
{
	buf_free(&p->text);
	free(p->word);
	p->word = NULL;
	p->n = 0;
}
