#include "assign_balance.h"

#include <math.h>

#include "diag.h"
#include "srm.h"

enum { LOG_PARTS = 4096 };

/* Sums of one number over the users of one message. */
struct moments {
	uint64_t n, sum;
	__extension__ unsigned __int128 squares;
};

static void
add(struct moments *m, uint64_t value)
{
	m->n++;
	m->sum += value;
	m->squares += __extension__ (unsigned __int128)value * value;
}

static double
mean(const struct moments *m)
{
	return (double)m->sum / (double)m->n;
}

static double
variance(const struct moments *m)
{
	return ((double)m->squares - (double)m->sum * mean(m)) / ((double)m->n - 1);
}

static uint64_t
value_of(const struct assign_user *u, enum user_number number)
{
	uint64_t n = assign_number(u, number);

	return number == USER_EVENTS ? (uint64_t)llround(LOG_PARTS * log1p((double)n)) : n;
}

/*
 * One user has no deviation. Where no message has any of its own, but they differ,
 * it is that of both together: apart * sqrt(n_a n_b) / (n_a + n_b).
 */
static double
difference(const struct moments *a, const struct moments *b)
{
	double apart, v;

	if (a->n < 2 || b->n < 2)
		return 0;
	apart = fabs(mean(a) - mean(b));
	v = (fmax(variance(a), 0) + fmax(variance(b), 0)) / 2;
	if (v > 0)
		return apart / sqrt(v);
	return apart > 0 ? (double)(a->n + b->n) / sqrt((double)a->n * (double)b->n) : 0;
}

/* One number's sums, by message. */
static double
most_different(const struct assign_plan *p, const struct moments *of)
{
	double most = 0;

	for (size_t x = 0; x < p->messages; x++)
		for (size_t y = 0; y < x; y++)
			most = fmax(most, difference(&of[x], &of[y]));
	return most;
}

double
assign_balance_smd(const struct assign *a, double smd[USER_NUMBERS])
{
	struct moments of[USER_NUMBERS][ASSIGN_MESSAGES] = { { { 0 } } };
	struct table_walk walk = { 0 };
	const struct assign_user *u;
	double most = 0;

	while ((u = table_next(&a->users, &walk)))
		for (int k = 0; k < USER_NUMBERS && u->message < a->plan->messages; k++)
			add(&of[k][u->message], value_of(u, (enum user_number)k));
	for (int k = 0; k < USER_NUMBERS; k++) {
		double d = most_different(a->plan, of[k]);

		if (smd)
			smd[k] = d;
		most = fmax(most, d);
	}
	return most;
}

double
assign_balance_apart(const struct assign_plan *p, const uint64_t *users)
{
	double least = INFINITY, most = 0;

	for (size_t m = 0; m < p->messages; m++) {
		double share = (double)users[m] / p->message[m].weight;

		least = fmin(least, share);
		most = fmax(most, share);
	}
	return most - least;
}

static double
most_apart(const struct assign_plan *p, const uint64_t *users, size_t rows)
{
	double most = 0;

	for (size_t i = 0; i < rows; i++)
		most = fmax(most, assign_balance_apart(p, users + i * p->messages));
	return most;
}

static void
count(struct assign_balance *b)
{
	const struct assign *a = b->assign;
	size_t n = a->plan->messages;

	for (size_t i = 0; i < a->n; i++) {
		const struct assign_user *u = a->order[i];

		if (u->message >= n) {
			b->other++;
			continue;
		}
		b->row[u->stratum * n + u->message]++;
		b->level[a->strata.row[u->stratum].level * n + u->message]++;
		b->all[u->message]++;
	}
}

void
assign_balance_init(struct assign_balance *b, const struct assign *a)
{
	const struct assign_plan *p = a->plan;
	double weights[ASSIGN_MESSAGES];

	*b = (struct assign_balance){ .assign = a };
	b->row = calloc((a->strata.n + a->strata.levels + 1) * p->messages, sizeof *b->row);
	if (!b->row)
		die_errno(DIAG_STOPPED, "memory for counts");
	b->level = b->row + a->strata.n * p->messages;
	b->all = b->level + a->strata.levels * p->messages;
	count(b);
	b->row_apart = most_apart(p, b->row, a->strata.n);
	b->level_apart = most_apart(p, b->level, a->strata.levels);
	b->all_apart = most_apart(p, b->all, 1);
	b->smd_most = assign_balance_smd(a, b->smd);
	for (size_t m = 0; m < p->messages; m++)
		weights[m] = p->message[m].weight;
	b->srm = srm_p(b->all, weights, p->messages);
}

void
assign_balance_free(struct assign_balance *b)
{
	free(b->row);
}
