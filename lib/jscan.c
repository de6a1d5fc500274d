#include "jscan.h"

#include "diag.h"
#include "env.h"
#include "jscan_isa.h"
#include "opt.h"

void
jscan_free(struct jscan *s)
{
	free(s->member);
	free(s->token);
	free(s->place);
	*s = (struct jscan){ 0 };
}

/* Nothing is kept, and no more is touched than is used: a token is seldom less
 * than six bytes of text, a member eight tokens. */
void
jscan_grow_tokens(struct jscan *s, size_t n)
{
	n += n / 2;
	free(s->token);
	free(s->place);
	s->token = malloc(n);
	s->place = reallocarray(NULL, n, sizeof *s->place);
	if (!s->token || !s->place)
		die_errno(DIAG_STOPPED, "memory for %zu tokens", n);
	s->tokens = n;
}

void
jscan_grow_members(struct jscan *s, size_t n)
{
	n += n / 2;
	free(s->member);
	s->member = reallocarray(NULL, n, sizeof *s->member);
	if (!s->member)
		die_errno(DIAG_STOPPED, "memory for %zu members", n);
	s->cap = n;
}

/* In the order of enum jscan_set, for EVKIT_SCAN. */
static const char *const names[] = { "avx512", "avx2", "sse2", "plain", NULL };

#ifdef __x86_64__
static bool
runs_here(int set)
{
	bool common = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2") &&
	    __builtin_cpu_supports("popcnt");
	bool wide = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");

	return set >= JSCAN_SSE2 ||
	    (common && (set == JSCAN_AVX2 ? __builtin_cpu_supports("avx2") : wide));
}

static jscan_walk *
walk_of(enum jscan_set set)
{
	return set == JSCAN_AVX512 ? jscan_avx512 : set == JSCAN_AVX2 ? jscan_avx2 :
	    set == JSCAN_SSE2 ? jscan_sse2 : jscan_plain;
}
#else
static bool
runs_here(int set)
{
	return set == JSCAN_PLAIN;
}

static jscan_walk *
walk_of(enum jscan_set set)
{
	(void)set;
	return jscan_plain;
}
#endif

bool
jscan_runs(const char *name)
{
	int set = opt_word(name, names);

	return set >= 0 && runs_here(set);
}

enum jscan_set
jscan_set(void)
{
	int set = env_word("EVKIT_SCAN", names);

	if (set >= 0 && !runs_here(set))
		die(DIAG_USAGE, "EVKIT_SCAN=%s: not on this machine", names[set]);
	for (set = set < 0 ? JSCAN_AVX512 : set; !runs_here(set);)
		set++;
	return (enum jscan_set)set;
}

static int
scan(struct jscan *s, struct span text, char root)
{
	if (!s->walk)
		s->walk = walk_of(jscan_set());
	s->n = 0;
	if (text.n > UINT32_MAX) {
		s->why = "longer than 4 GiB";
		s->at = 0;
		return -1;
	}
	if (s->walk(s, text, root))
		return 0;
	if (!jscan_why(text, root, &s->why, &s->at)) {
		/* The two readers disagree: a defect, which must not pass silently. */
		s->why = "refused for no reason that can be named; please report this";
		s->at = 0;
	}
	return -1;
}

int
jscan_object(struct jscan *s, struct span text)
{
	return scan(s, text, '{');
}

int
jscan_array(struct jscan *s, struct span text)
{
	return scan(s, text, '[');
}
