#include "assign_ledger.h"

#include "diag.h"
#include "sidefile.h"
#include "user_record.h"

struct known {
	uint32_t stratum;      /* number */
	uint16_t message;      /* of the plan, or behind them of `other` */
};

void
assign_ledger_init(struct assign_ledger *l, struct assign *a)
{
	*l = (struct assign_ledger){ .assign = a };
	table_init(&l->users, sizeof(struct known));
	words_init(&l->other);
}

void
assign_ledger_free(struct assign_ledger *l)
{
	table_free(&l->users);
	words_free(&l->other);
}

/* False: one too many. */
static bool
find_message(struct assign_ledger *l, struct span name, uint16_t *to)
{
	const struct assign_plan *p = l->assign->plan;
	size_t m = 0;

	while (m < p->messages && !span_eq(p->message[m].name, name))
		m++;
	if (m == p->messages)
		m += words_put(&l->other, name) - 1;
	*to = (uint16_t)m;
	return m < ASSIGN_NONE;
}

struct span
assign_ledger_name(const struct assign_ledger *l, uint16_t message)
{
	const struct assign_plan *p = l->assign->plan;

	if (message < p->messages)
		return p->message[message].name;
	return words_text(&l->other, (uint32_t)(message - p->messages + 1));
}

struct reader {
	struct assign_ledger *ledger;
	struct user_reader user;
};

static int
refuse(struct reject *why, const char *text)
{
	return rejects_why(why, SPAN(""), SPAN("message"), SPAN(""), "bad_field", text);
}

static int
take_user(void *arg, struct span line, struct reject *why)
{
	struct reader *r = arg;
	struct assign_ledger *l = r->ledger;
	struct user_record u;
	uint16_t message;
	struct known *k;
	bool made;

	if (user_record_read(&r->user, line, &u, why))
		return -1;
	if (!u.message.n)
		return refuse(why, "missing or empty");
	if (!find_message(l, u.message, &message))
		return refuse(why, "more than 65,000 different ones");
	k = table_put(&l->users, u.user_id, &made);
	if (!made)
		return k->message == message ? 0 : refuse(why, "the user had another one before");
	k->message = message;
	k->stratum = assign_strata_put(&l->assign->strata, u.activity, u.segment);
	return 0;
}

int
assign_ledger_read(struct assign_ledger *l, const char *path, size_t max_line,
    struct fault *why)
{
	struct reader r = { .ledger = l };
	int rc;

	user_reader_init(&r.user);
	rc = sidefile_read(path, max_line, take_user, &r, why);
	user_reader_free(&r.user);
	return rc;
}

/* How many users each message has: by row, by level, in all. */
struct counts {
	const struct assign *a;
	uint64_t *row, *level, *all;
	struct prf own[ASSIGN_MESSAGES];   /* of each message, for ties */
};

static void
count(struct counts *c, uint32_t row, size_t m)
{
	size_t n = c->a->plan->messages;

	c->row[row * n + m]++;
	c->level[c->a->strata.row[row].level * n + m]++;
	c->all[m]++;
}

static void
counts_init(struct counts *c, const struct assign_ledger *l, const struct prf *salt)
{
	const struct assign *a = l->assign;
	size_t n = a->plan->messages;
	struct table_walk walk = { 0 };
	struct prf ties = prf_key(salt, SPAN("ties"));
	const struct known *k;

	*c = (struct counts){ .a = a };
	c->row = calloc((a->strata.n + a->strata.levels + 1) * n, sizeof *c->row);
	if (!c->row)
		die_errno(DIAG_STOPPED, "memory for a ledger");
	c->level = c->row + a->strata.n * n;
	c->all = c->level + a->strata.levels * n;
	for (size_t m = 0; m < n; m++)
		c->own[m] = prf_key(&ties, a->plan->message[m].name);
	while ((k = table_next(&l->users, &walk)))
		if (k->message < n)
			count(c, a->strata.rank[k->stratum], k->message);
}

/* Whether message x has fewer users for its weight than y: <0, 0, >0. */
static int
lighter(const struct assign_plan *p, const uint64_t *users, size_t x, size_t y)
{
	uint64_t a = (2 * users[x] + 1) * p->message[y].weight;
	uint64_t b = (2 * users[y] + 1) * p->message[x].weight;

	return (a > b) - (a < b);
}

static int
better(const struct counts *c, const struct assign_user *u, size_t x, size_t y)
{
	const struct assign_plan *p = c->a->plan;
	size_t n = p->messages;
	int order = lighter(p, c->row + u->stratum * n, x, y);

	if (!order)
		order = lighter(p, c->level + c->a->strata.row[u->stratum].level * n, x, y);
	if (!order)
		order = lighter(p, c->all, x, y);
	if (!order)
		order = prf_numbers(&c->own[x], u->draw, 0) < prf_numbers(&c->own[y], u->draw, 0) ? -1 : 1;
	return order;
}

static size_t
pick(const struct counts *c, const struct assign_user *u)
{
	size_t best = 0;

	for (size_t m = 1; m < c->a->plan->messages; m++)
		if (better(c, u, m, best) < 0)
			best = m;
	return best;
}

/* The message that the wave turns m into; one of several places by the user's draw. */
static uint16_t
turned(const struct assign_plan *p, size_t m, uint64_t draw)
{
	uint64_t skip = draw % p->message[m].weight;

	for (size_t place = 0; p->wave; place++)
		if (p->at[place] == m && !skip--)
			return assign_plan_at(p, place);
	return (uint16_t)m;
}

uint64_t
assign_ledger_apply(struct assign_ledger *l, const struct prf *salt)
{
	const struct assign *a = l->assign;
	uint64_t known = 0;
	struct counts c;

	assign_plan_shuffle(a->plan, salt);
	counts_init(&c, l, salt);
	for (size_t i = 0; i < a->n; i++) {
		struct assign_user *u = a->order[i];
		const struct known *k = table_find(&l->users, table_key(&a->users, u));

		known += k != NULL;
		u->message = k ? k->message : (uint16_t)pick(&c, u);
		if (!k)
			count(&c, u->stratum, u->message);
		if (u->message < a->plan->messages)
			u->message = turned(a->plan, u->message, u->draw);
	}
	free(c.row);
	return known;
}
