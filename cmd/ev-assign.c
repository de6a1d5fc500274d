/* ev-assign - give users messages, equally within every segment */
#include <fcntl.h>

#include "assign_balance.h"
#include "assign_records.h"
#include "diag.h"
#include "records.h"

enum { MOST_SALTS = 100000 };

static struct run run;
static struct assign_plan plan;
static const char *salt;
static const char *design = "blocked";
static int hash = -1;
static struct opt_list ledgers;
static int64_t rerandomize, wave;
static const char *balance_file;

static const char *
take_design(void *to, const char *text)
{
	static const char *const words[] = { "blocked", "hash", NULL };

	*(const char **)to = text;
	return opt_word(text, words) < 0 ? "neither blocked nor hash" : NULL;
}

static const char *
take_hash(void *to, const char *text)
{
	static const char *const words[] = { "growthbook2", "optimizely", "amplitude", NULL };

	*(int *)to = opt_word(text, words);
	return *(int *)to < 0 ? "neither growthbook2, optimizely nor amplitude" : NULL;
}

static const struct opt options[] = {
	{ 0, "salt", "TEXT", opt_text, &salt, "the campaign's name: the same salt, the same messages" },
	{ 0, "message", "NAME[:WEIGHT]", assign_plan_message, &plan,
	  "a message, with its share [1]; to be repeated" },
	{ 0, "control", "NAME[:WEIGHT]", assign_plan_control, &plan,
	  "one more: what the others are measured against" },
	{ 0, "ledger", "FILE", opt_list, &ledgers,
	  "who is in this earlier output keeps the message; may be repeated" },
	{ 0, "rerandomize", "N", opt_count, &rerandomize,
	  "try the salts TEXT#0 to TEXT#N-1, take the one that balances best" },
	{ 0, "wave", "N", opt_count, &wave, "each user's message of wave N: the next one each time [0]" },
	{ 0, "design", "WORD", take_design, &design, "blocked, or hash: by id alone [blocked]" },
	{ 0, "hash", "NAME", take_hash, &hash,
	  "with --design hash: growthbook2, optimizely or amplitude" },
	{ 0, "balance", "FILE", opt_text, &balance_file, "write how equal it is to FILE as ndjson" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "give users messages, equally within every segment",
	.usage = "--salt TEXT --message NAME ... [OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 300 --days 60 --seed 1 | ev-normalize | ev-segment >users.ndjson\n"
	    "  $ ev-assign --salt june --message A --message B --control none users.ndjson >june.ndjson\n",
	.options = options,
};

static void
check_options(void)
{
	const char *why = assign_plan_settle(&plan);
	bool hashed = !strcmp(design, "hash");

	if (why)
		opt_wrong("--message: %s", why);
	if (!salt)
		opt_wrong("--salt is missing: with the same one, two campaigns would reach the same users");
	if (hashed != (hash >= 0))
		opt_wrong("--design hash and --hash NAME need each other");
	if (hashed && (ledgers.n || rerandomize || wave))
		opt_wrong("--design hash goes with neither --ledger, --rerandomize nor --wave");
	if (ledgers.n && rerandomize)
		opt_wrong("--rerandomize does not go with --ledger, whose users stay");
	if (rerandomize > MOST_SALTS)
		opt_wrong("--rerandomize: more than %d", MOST_SALTS);
	plan.wave = (size_t)wave % plan.places;
}

/* Whoever reads it second would find nothing there. */
static void
check_stdin(char *const paths[], int n)
{
	int seen = n == 0;

	for (int i = 0; i < n; i++)
		seen += !strcmp(paths[i], "-");
	for (size_t i = 0; i < ledgers.n; i++)
		seen += !strcmp(ledgers.item[i], "-");
	if (seen > 1)
		opt_wrong("only one of the files can be stdin");
}

/* All of a run. */
struct state {
	struct assign assign;
	struct assign_ledger ledger;
	struct assign_records records;
	struct assign_about about;
	struct buf salt;       /* of the candidate */
};

static int
take_user(void *arg, struct span line, const struct place *at, struct reject *why)
{
	struct state *st = arg;

	(void)at;
	if (assign_records_take(&st->records, line, why))
		return -1;
	run.tally.used++;
	return 0;
}

static void
read_ledgers(struct state *st)
{
	struct fault why;

	for (size_t i = 0; i < ledgers.n; i++)
		if (assign_ledger_read(&st->ledger, ledgers.item[i], run.max_line, &why))
			die(DIAG_STOPPED, "--ledger: %s", why.text);
}

/* ---- who gets what ---- */

static struct prf
key_of(struct state *st, int64_t candidate)
{
	st->salt.n = 0;
	buf_put(&st->salt, span_of(salt));
	if (rerandomize)
		buf_printf(&st->salt, "#%lld", (long long)candidate);
	st->about.salt = buf_span(&st->salt);
	return prf_key(NULL, st->about.salt);
}

static void
blocked(struct state *st, int64_t candidate)
{
	struct prf key = key_of(st, candidate);

	assign_draws(&st->assign, &key);
	assign_blocked(&st->assign, &key);
}

/* The salt with the smallest of the largest differences; of equal ones the first. */
static void
best_of(struct state *st)
{
	int64_t best = 0;
	double least = 0;

	for (int64_t i = 0; i < rerandomize; i++) {
		double most;

		blocked(st, i);
		most = assign_balance_smd(&st->assign, NULL);
		if (!i || most < least) {
			least = most;
			best = i;
		}
	}
	blocked(st, best);
	st->about.tried = rerandomize;
}

static void
assign_all(struct state *st)
{
	static const char *const names[] = { "growthbook2", "optimizely", "amplitude" };

	st->about = (struct assign_about){ .design = "blocked", .tried = 1 };
	if (hash >= 0) {
		st->about.design = names[hash];
		st->about.salt = span_of(salt);
		assign_hashed(&st->assign, (enum bucket_hash)hash, st->about.salt);
	} else if (st->ledger.users.n) {
		struct prf key = key_of(st, 0);

		st->about.design = "ledger";
		assign_draws(&st->assign, &key);
		st->about.known = assign_ledger_apply(&st->ledger, &key);
	} else if (rerandomize) {
		best_of(st);
	} else {
		blocked(st, 0);
	}
}

static void
tell_balance(struct state *st)
{
	struct assign_balance b;
	struct out out;
	int fd;

	assign_balance_init(&b, &st->assign);
	if (balance_file) {
		fd = open(balance_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (fd < 0)
			die_errno(DIAG_STOPPED, "--balance %s", balance_file);
		out_init(&out, fd, balance_file);
		assign_balance_write(&out, &b, &st->about);
		out_close(&out);
	}
	if (!run.quiet && st->assign.n)
		assign_balance_print(&b);
	assign_balance_free(&b);
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);
	struct state st = { 0 };

	check_options();
	check_stdin(argv + first, argc - first);
	assign_init(&st.assign, &plan);
	assign_ledger_init(&st.ledger, &st.assign);
	assign_records_init(&st.records, &st.assign);
	read_ledgers(&st);
	records_read(&run, argv + first, argc - first, take_user, &st);
	progress_clear(&run.progress);
	/* Who is missing would change the messages of others. */
	if (run.code == DIAG_DONE) {
		assign_settle(&st.assign);
		assign_all(&st);
		assign_records_write(&st.records, &st.ledger, &run);
		tell_balance(&st);
	}
	assign_records_free(&st.records);
	assign_ledger_free(&st.ledger);
	assign_free(&st.assign);
	assign_plan_free(&plan);
	buf_free(&st.salt);
	return run_end(&run);
}
