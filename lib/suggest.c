#include "suggest.h"

enum { MOST = 64, EDITS = 2 };

/* How many single-letter edits lead from a to b (Levenshtein, two rows). */
static size_t
distance(const char *a, const char *b)
{
	size_t row[MOST], n = strlen(b);

	if (n >= MOST)
		return MOST;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t corner = row[0]++;

		for (size_t j = 1; j <= n; j++) {
			size_t swap = corner + (a[i - 1] != b[j - 1]);
			size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			corner = row[j];
			row[j] = swap < least ? swap : least;
		}
	}
	return row[n];
}

void
suggest_see(struct suggest *s, const char *word)
{
	bool begins = *s->typed && !strncmp(word, s->typed, strlen(s->typed));
	size_t far = begins ? 0 : distance(s->typed, word);

	if (far > EDITS || (s->best && far + 1 >= s->far))
		return;
	s->best = word;
	s->far = far + 1;
}
