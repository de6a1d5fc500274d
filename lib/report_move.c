#include "report_move.h"

#include "diag.h"

void
report_move_init(struct report_move *m)
{
	*m = (struct report_move){ 0 };
	words_init(&m->words);
	users_init(&m->before, &m->words);
	users_init(&m->after, &m->words);
}

void
report_move_free(struct report_move *m)
{
	users_free(&m->before);
	users_free(&m->after);
	words_free(&m->words);
	free(m->users);
}

struct span
report_move_level(const struct report_move *m, size_t level)
{
	return words_text(&m->words, m->level[level]);
}

static uint32_t
activity_in(const struct users *users, struct span id)
{
	const struct user *u = users_find(users, id);

	return u ? u->activity : 0;
}

static uint32_t
before_of(struct report_move *m, const struct report *r, const struct assign_user *u)
{
	if (m->has_before)
		return activity_in(&m->before, table_key(&r->seen.users, u));
	return words_put(&m->words, assign_strata_activity(&r->seen.strata, u->stratum));
}

/* The place of a word among the levels, or where it would be. */
static size_t
place_of(const struct report_move *m, uint32_t word)
{
	size_t lo = 0, hi = m->levels;

	while (lo < hi) {
		size_t middle = (lo + hi) / 2;

		if (words_cmp(&m->words, m->level[middle], word) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

static int
add_level(struct report_move *m, uint32_t word)
{
	size_t at = place_of(m, word);

	if (at < m->levels && m->level[at] == word)
		return 0;
	if (m->levels == REPORT_MOVE_LEVELS)
		return -1;
	memmove(m->level + at + 1, m->level + at, (m->levels - at) * sizeof *m->level);
	m->level[at] = word;
	m->levels++;
	return 0;
}

static uint64_t *
cell(const struct report_move *m, size_t message, size_t before, size_t after)
{
	return &m->users[(message * m->levels + before) * m->levels + after];
}

int
report_move_count(struct report_move *m, const struct report *r)
{
	m->messages = r->plan.messages;
	for (size_t i = 0; i < r->seen.n; i++) {
		const struct assign_user *u = r->seen.order[i];

		if (add_level(m, before_of(m, r, u)) ||
		    add_level(m, activity_in(&m->after, table_key(&r->seen.users, u))))
			return -1;
	}
	m->users = calloc(m->messages * m->levels * m->levels + 1, sizeof *m->users);
	if (!m->users)
		die_errno(DIAG_STOPPED, "memory for levels");
	for (size_t i = 0; i < r->seen.n; i++) {
		const struct assign_user *u = r->seen.order[i];
		size_t after = place_of(m, activity_in(&m->after, table_key(&r->seen.users, u)));

		if (u->message < m->messages)
			++*cell(m, u->message, place_of(m, before_of(m, r, u)), after);
	}
	return 0;
}

struct proportion
report_move_share(const struct report_move *m, size_t message, size_t before, size_t after)
{
	struct proportion p = { 0 };

	for (size_t i = 0; i < m->levels; i++)
		p.n += (int64_t)*cell(m, message, before, i);
	p.k = (int64_t)*cell(m, message, before, after);
	return p;
}

bool
report_move_any(const struct report_move *m, size_t before, size_t after)
{
	for (size_t i = 0; i < m->messages; i++)
		if (*cell(m, i, before, after))
			return true;
	return false;
}
