#include "mix.h"

#include "diag.h"

void
mix_free(struct mix_pool *p)
{
	free(p->count);
	*p = (struct mix_pool){ 0 };
}

static uint32_t
new_count(struct mix_pool *p)
{
	if (!p->n)
		p->n = 1;
	if (p->n >= p->cap) {
		size_t cap = p->cap ? (size_t)p->cap + p->cap / 2 : 1024;

		if (cap > UINT32_MAX ||
		    !(p->count = reallocarray(p->count, cap, sizeof *p->count)))
			die(DIAG_STOPPED, "out of memory: kinds of events, user by user");
		p->cap = (uint32_t)cap;
	}
	return p->n++;
}

void
mix_add(struct mix_pool *p, uint32_t *head, uint32_t kind, uint64_t n)
{
	uint32_t at = *head;

	while (at && p->count[at].kind != kind)
		at = p->count[at].next;
	if (!at) {
		at = new_count(p);
		p->count[at] = (struct mix_count){ .kind = kind, .next = *head };
		*head = at;
	}
	p->count[at].n += n;
}
