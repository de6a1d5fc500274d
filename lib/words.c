#include "words.h"

#include "diag.h"

void
words_init(struct words *w)
{
	*w = (struct words){ 0 };
	table_init(&w->numbers, sizeof(uint32_t));
}

void
words_free(struct words *w)
{
	table_free(&w->numbers);
	free(w->text);
	*w = (struct words){ 0 };
}

uint32_t
words_put(struct words *w, struct span text)
{
	uint32_t *number;
	bool made;

	if (!text.n)
		return 0;
	number = table_put(&w->numbers, text, &made);
	if (!made)
		return *number;
	if (w->numbers.n >= w->cap) {
		w->cap = w->cap ? 2 * w->cap : 64;
		if (!(w->text = reallocarray(w->text, w->cap, sizeof *w->text)))
			die_errno(DIAG_STOPPED, "memory for %zu texts", w->cap);
	}
	*number = (uint32_t)w->numbers.n;
	w->text[*number] = number;
	return *number;
}

struct span
words_text(const struct words *w, uint32_t number)
{
	return number ? table_key(&w->numbers, w->text[number]) : (struct span){ "", 0 };
}

int
words_cmp(const struct words *w, uint32_t a, uint32_t b)
{
	return a == b ? 0 : span_cmp(words_text(w, a), words_text(w, b));
}
