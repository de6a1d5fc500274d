#include "linemerge.h"

#include "diag.h"

enum { FAN = 16, HEAD = sizeof(uint32_t) };

struct linemerge_run {
	struct linefile file;
	int level;             /* made of FAN runs of the level below */
	bool more;             /* the next line is: */
	struct span whole, key, line;
};

void
linemerge_free(struct linemerge *m)
{
	for (size_t i = 0; i < m->runs; i++)
		linefile_free(&m->run[i].file);
	free(m->run);
	buf_free(&m->line);
	*m = (struct linemerge){ 0 };
}

static struct linemerge_run *
add_run(struct linemerge *m, int level)
{
	if (m->runs == m->cap) {
		m->cap = m->cap ? 2 * m->cap : FAN;
		if (!(m->run = reallocarray(m->run, m->cap, sizeof *m->run)))
			die_errno(DIAG_STOPPED, "memory for %zu temporary files", m->cap);
	}
	m->run[m->runs] = (struct linemerge_run){ .level = level };
	return &m->run[m->runs++];
}

int
linemerge_put(struct linemerge *m, struct span key, struct span line, struct fault *why)
{
	uint32_t n = (uint32_t)key.n;

	if (key.n > UINT32_MAX)
		return fault_set(why, "a key of %zu bytes", key.n);
	if (!m->filling)
		add_run(m, 0);
	m->filling = true;
	m->line.max = SIZE_MAX / 2;
	m->line.n = 0;
	buf_put(&m->line, (struct span){ (const char *)&n, HEAD });
	buf_put(&m->line, key);
	buf_put(&m->line, line);
	return linefile_put(&m->run[m->runs - 1].file, buf_span(&m->line), NULL, why);
}

/* ---- merging ---- */

static int
advance(struct linemerge_run *r, struct fault *why)
{
	int got = linefile_next(&r->file, &r->whole, why);
	uint32_t n;

	r->more = got > 0;
	if (got <= 0)
		return got;
	memcpy(&n, r->whole.p, HEAD);
	r->key = (struct span){ r->whole.p + HEAD, n };
	r->line = span_after(r->whole, HEAD + (size_t)n);
	return 0;
}

static int
begin(struct linemerge *m, size_t first, struct fault *why)
{
	for (size_t i = first; i < m->runs; i++)
		if (linefile_rewind(&m->run[i].file, why) || advance(&m->run[i], why))
			return -1;
	return 0;
}

/* The run with the least key, of equal ones the first; NULL: all are used up. */
static struct linemerge_run *
least(const struct linemerge *m, size_t first)
{
	struct linemerge_run *best = NULL;

	for (size_t i = first; i < m->runs; i++) {
		struct linemerge_run *r = &m->run[i];

		if (r->more && (!best || span_cmp(r->key, best->key) < 0))
			best = r;
	}
	return best;
}

/* The runs from `first` on become one. */
static int
join(struct linemerge *m, size_t first, struct fault *why)
{
	struct linemerge_run joined = { .level = m->run[first].level + 1 }, *r;
	int rc = begin(m, first, why);

	while (!rc && (r = least(m, first)))
		rc = linefile_put(&joined.file, r->whole, NULL, why) || advance(r, why) ? -1 : 0;
	while (m->runs > first)
		linefile_free(&m->run[--m->runs].file);
	*add_run(m, 0) = joined;
	return rc;
}

int
linemerge_end_run(struct linemerge *m, struct fault *why)
{
	m->filling = false;
	/* On the disk, so that a file that waits holds no buffer. */
	if (m->runs && linefile_rewind(&m->run[m->runs - 1].file, why))
		return -1;
	while (m->runs >= FAN && m->run[m->runs - FAN].level == m->run[m->runs - 1].level)
		if (join(m, m->runs - FAN, why) || linefile_rewind(&m->run[m->runs - 1].file, why))
			return -1;
	return 0;
}

int
linemerge_begin(struct linemerge *m, struct fault *why)
{
	return begin(m, 0, why);
}

int
linemerge_next(struct linemerge *m, struct span *key, struct span *line, struct fault *why)
{
	struct linemerge_run *r;

	if (m->lent && advance(&m->run[m->lent - 1], why))
		return -1;
	r = least(m, 0);
	m->lent = r ? (size_t)(r - m->run) + 1 : 0;
	if (!r)
		return 0;
	*key = r->key;
	*line = r->line;
	return 1;
}
