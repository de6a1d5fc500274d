#include "assign_strata.h"

#include "diag.h"

void
assign_strata_init(struct assign_strata *s)
{
	*s = (struct assign_strata){ 0 };
	words_init(&s->words);
	table_init(&s->numbers, sizeof(uint32_t));
}

void
assign_strata_free(struct assign_strata *s)
{
	words_free(&s->words);
	table_free(&s->numbers);
	free(s->row);
	free(s->rank);
}

static void *
must(void *p)
{
	if (!p)
		die_errno(DIAG_STOPPED, "memory for segments");
	return p;
}

uint32_t
assign_strata_put(struct assign_strata *s, struct span activity, struct span segment)
{
	uint32_t pair[2] = { words_put(&s->words, activity), words_put(&s->words, segment) };
	struct span key = { (const char *)pair, sizeof pair };
	bool made;
	uint32_t *number = table_put(&s->numbers, key, &made);

	if (!made)
		return *number;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->row = must(reallocarray(s->row, s->cap, sizeof *s->row));
	}
	s->row[s->n] = (struct assign_stratum){ .activity = pair[0], .segment = pair[1],
		.level = (uint32_t)s->n };
	return *number = (uint32_t)s->n++;
}

static int
by_text(const void *a, const void *b, void *words)
{
	const struct assign_stratum *x = a, *y = b;
	int order = words_cmp(words, x->activity, y->activity);

	return order ? order : words_cmp(words, x->segment, y->segment);
}

void
assign_strata_settle(struct assign_strata *s)
{
	if (!s->n)
		return;
	s->rank = must(calloc(s->n, sizeof *s->rank));
	/* Until here `level` held the number. */
	qsort_r(s->row, s->n, sizeof *s->row, by_text, &s->words);
	for (size_t i = 0; i < s->n; i++) {
		s->rank[s->row[i].level] = (uint32_t)i;
		s->levels += !i || s->row[i].activity != s->row[i - 1].activity;
		s->row[i].level = (uint32_t)s->levels - 1;
	}
}

struct span
assign_strata_activity(const struct assign_strata *s, size_t row)
{
	return words_text(&s->words, s->row[row].activity);
}

struct span
assign_strata_segment(const struct assign_strata *s, size_t row)
{
	return words_text(&s->words, s->row[row].segment);
}

struct prf
assign_strata_key(const struct assign_strata *s, size_t row, const struct prf *salt)
{
	struct prf segments = prf_key(salt, SPAN("segments"));
	struct prf activity = prf_key(&segments, assign_strata_activity(s, row));

	return prf_key(&activity, assign_strata_segment(s, row));
}
