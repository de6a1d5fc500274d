#include "jgather.h"

#include "diag.h"

/* Enough for the lines of a record that people look at; places further on are
 * counted from the last of them. */
enum { MARKS = 4096 };

/* Where the text goes on after white space that was left out. */
struct jgather_mark {
	size_t at;
	uint64_t line, column;
};

void
jgather_free(struct jgather *g)
{
	buf_free(&g->text);
	free(g->mark);
	*g = (struct jgather){ .max = g->max };
}

static void
add_mark(struct jgather *g, uint64_t line, uint64_t column)
{
	g->dropped = g->broken = false;
	if (g->marks == MARKS)
		return;
	if (!g->mark && !(g->mark = calloc(MARKS, sizeof *g->mark)))
		die_errno(DIAG_STOPPED, "memory for the lines of a value");
	g->mark[g->marks++] = (struct jgather_mark){ g->text.n, line, column };
}

void
jgather_begin(struct jgather *g, uint64_t line, uint64_t column)
{
	g->text.max = SIZE_MAX / 2;
	g->text.n = g->marks = 0;
	g->over = false;
	add_mark(g, line, column);
}

static void
add_space(struct jgather *g, struct span space)
{
	for (size_t i = 0; i < space.n && g->text.n <= g->max; i++)
		if (space.p[i] == ' ' && !g->broken) {
			buf_byte(&g->text, ' ');
		} else {
			g->dropped = true;
			g->broken |= space.p[i] == '\n' || space.p[i] == '\r';
		}
}

/* 1 and 2 in two lines are not 12: what is wrong there is to stay wrong. */
static bool
would_join(const struct jgather *g, const struct jtoken *t)
{
	return g->dropped && t->kind == JTOKEN_SCALAR && g->text.n &&
	    !memchr("{}[]:,\" ", g->text.p[g->text.n - 1], 8);
}

void
jgather_add(struct jgather *g, const struct jtoken *t, uint64_t line, uint64_t column)
{
	if (t->kind == JTOKEN_SPACE) {
		add_space(g, t->text);
		return;
	}
	g->over |= g->text.n + t->text.n > g->max;
	if (g->over)
		return;
	if (would_join(g, t))
		buf_byte(&g->text, ' ');
	if (g->dropped)
		add_mark(g, line, column);
	buf_put(&g->text, t->text);
}

void
jgather_place(const struct jgather *g, size_t at, uint64_t *line, uint64_t *column)
{
	size_t m = g->marks - 1;

	while (m && g->mark[m].at > at)
		m--;
	*line = g->mark[m].line;
	*column = g->mark[m].column + at - g->mark[m].at;
}
