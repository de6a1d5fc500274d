#include "inflate.h"

#include "diag.h"
#include "env.h"
#include "inflate_engine.h"

struct inflate {
	const struct inflate_engine *engine;   /* of this member */
	void *zlib, *isal;     /* isal may be NULL */
	uint64_t members;      /* that came to their end */
	bool inside;           /* a member has begun and not ended */
	bool padded;           /* zeros were seen behind a member */
	bool more;             /* the output was filled: bytes may be held back */
	const char *damage;    /* was met; what came before it has been given */
};

struct inflate *
inflate_new(void)
{
	static const char *const engines[] = { "zlib", "isal", NULL };
	int forced = env_word("EVKIT_INFLATE", engines);
	struct inflate *z = calloc(1, sizeof *z);

	if (!z || !(z->zlib = inflate_zlib.new()))
		die(DIAG_STOPPED, "no memory to inflate");
	if (forced)
		z->isal = inflate_isal.new();
	if (forced > 0 && !z->isal)
		die(DIAG_USAGE, "EVKIT_INFLATE=isal: built without it");
	return z;
}

void
inflate_free(struct inflate *z)
{
	if (!z)
		return;
	inflate_zlib.free(z->zlib);
	if (z->isal)
		inflate_isal.free(z->isal);
	free(z);
}

/*
 * ISA-L for the headers that are written in practice: none of RFC 1952's
 * optional fields but a name. It does not look at reserved flags and reads
 * header checksums otherwise than zlib, which is to decide on all others, and
 * on a header that is not all here yet.
 */
static bool
suits_isal(struct span from)
{
	static const char magic[] = "\x1f\x8b\x08";
	enum { FLAGS = 3, NAME = 0x08 };

	return from.n > FLAGS && !memcmp(from.p, magic, FLAGS) && !(from.p[FLAGS] & ~NAME);
}

static void *
state(const struct inflate *z)
{
	return z->engine == &inflate_isal ? z->isal : z->zlib;
}

/* Between members: skips padding, begins the next member. 1 begun, 0 no byte
 * left, -1 neither padding nor a member. */
static int
begin_member(struct inflate *z, struct span *from, struct fault *why)
{
	while (z->members && from->n && !*from->p) {
		*from = span_after(*from, 1);
		z->padded = true;
	}
	if (!from->n)
		return 0;
	if (z->members && (z->padded || (unsigned char)*from->p != 0x1f))
		return fault_set(why, "garbage after gzip member %llu",
		    (unsigned long long)z->members);
	z->inside = true;
	z->engine = z->isal && suits_isal(*from) ? &inflate_isal : &inflate_zlib;
	z->engine->begin(state(z));
	return 1;
}

/* How much was written. What came before damage goes out first: the next step
 * ends with it. */
static ssize_t
inflate_some(struct inflate *z, struct span *from, char *to, size_t n)
{
	struct inflate_some done = z->engine->some(state(z), from, to, n);

	z->more = done.wrote == n && !done.ended;
	z->damage = done.damage;
	if (done.ended) {
		z->inside = false;
		z->members++;
	}
	return (ssize_t)done.wrote;
}

ssize_t
inflate_step(struct inflate *z, struct span *from, char *to, size_t n, struct fault *why)
{
	while (!z->damage && (from->n || z->more)) {
		int begun = z->inside ? 1 : begin_member(z, from, why);
		ssize_t got;

		if (begun <= 0)
			return begun;
		if ((got = inflate_some(z, from, to, n)))
			return got;
	}
	return !z->damage ? 0 : fault_set(why, "damaged gzip data in member %llu: %s",
	    (unsigned long long)z->members + 1, z->damage);
}

int
inflate_end(const struct inflate *z, struct fault *why)
{
	if (!z->inside)
		return 0;
	return fault_set(why, "truncated: gzip member %llu has no end",
	    (unsigned long long)z->members + 1);
}
