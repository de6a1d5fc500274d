#include "history.h"

#include "activity.h"
#include "diag.h"
#include "jwrite.h"
#include "num.h"
#include "tstamp.h"

enum { BITS = 64, MONTHS = 12 };

/* Interval `base` + i is bit i % 64 of word i / 64; base is a multiple of 64. */
struct history_user {
	int32_t base;
	uint32_t words;
	uint64_t *word;
};

void
history_init(struct history *h, enum history_interval interval)
{
	*h = (struct history){ .interval = interval, .day = INT32_MIN };
	table_init(&h->users, sizeof(struct history_user));
}

void
history_free(struct history *h)
{
	struct table_walk walk = { 0 };
	struct history_user *u;

	while ((u = table_next(&h->users, &walk)))
		free(u->word);
	table_free(&h->users);
}

/* Months since January of the year 0. */
static int32_t
month_of(int32_t day)
{
	char text[TSTAMP_TEXT];
	int64_t year = 0, month = 1;

	(void)tstamp_format_date(day, text);
	(void)num_int((struct span){ text, 4 }, 0, 9999, &year);
	(void)num_int((struct span){ text + 5, 2 }, 1, MONTHS, &month);
	return (int32_t)(year * MONTHS + month - 1);
}

static int32_t
number_of(struct history *h, int32_t day)
{
	if (h->interval == HISTORY_DAYS)
		return day;
	if (day != h->day)
		h->number = h->interval == HISTORY_WEEKS ? activity_unit(day, ACTIVITY_WEEKS)
		                                         : month_of(day);
	h->day = day;
	return h->number;
}

/* Rounded down also below zero. */
static int32_t
base_of(int32_t number)
{
	return number - (int32_t)((uint32_t)number % BITS);
}

static void
cover(struct history_user *u, int32_t base)
{
	uint32_t before = 0, words = u->words;
	uint64_t *word;

	if (!words)
		u->base = base;
	if (base < u->base)
		before = (uint32_t)(u->base - base) / BITS;
	words += before;
	if (base >= u->base && (uint32_t)(base - u->base) / BITS >= words)
		words = (uint32_t)(base - u->base) / BITS + 1;
	if (words == u->words)
		return;
	if (!(word = calloc(words, sizeof *word)))
		die(DIAG_STOPPED, "out of memory");
	if (u->words)
		memcpy(word + before, u->word, u->words * sizeof *word);
	free(u->word);
	u->word = word;
	u->words = words;
	u->base -= (int32_t)(before * BITS);
}

void
history_add(struct history *h, struct span user, int32_t day)
{
	struct history_user *u = table_put(&h->users, user, NULL);
	int32_t number = number_of(h, day), at;

	cover(u, base_of(number));
	at = number - u->base;
	u->word[at / BITS] |= UINT64_C(1) << at % BITS;
}

struct row {
	int32_t begins;        /* day */
	uint64_t fresh, current, resurrected, dormant;
};

static void
count_user(const struct history_user *u, int32_t first, struct row *row, size_t n)
{
	int64_t before = INT64_MIN;

	for (uint32_t i = 0; i < u->words; i++)
		for (uint64_t bits = u->word[i]; bits; bits &= bits - 1) {
			int64_t at = u->base + (int64_t)i * BITS + __builtin_ctzll(bits) - first;

			if (before == INT64_MIN)
				row[at].fresh++;
			else if (before == at - 1)
				row[at].current++;
			else
				row[at].resurrected++;
			/* Counted as gone; unless he is there in the next one. */
			if (before == at - 1)
				row[at].dormant--;
			if ((size_t)at + 1 < n)
				row[at + 1].dormant++;
			before = at;
		}
}

/* An array that the caller frees, *n rows long. */
static struct row *
all_rows(struct history *h, int32_t from, int32_t to, size_t *n)
{
	int32_t first = number_of(h, from), last = number_of(h, to);
	struct table_walk walk = { 0 };
	const struct history_user *u;
	struct row *row;

	*n = (size_t)((int64_t)last - first) + 1;
	if (!(row = calloc(*n, sizeof *row)))
		die(DIAG_STOPPED, "out of memory");
	/* The first interval may have begun before the data. */
	while (from > INT32_MIN + 1 && number_of(h, from - 1) == first)
		from--;
	for (int64_t day = from, i = -1; day <= to; day++) {
		int32_t number = number_of(h, (int32_t)day);

		if (number - first > i) {
			i = number - first;
			row[i].begins = (int32_t)day;
		}
	}
	while ((u = table_next(&h->users, &walk)))
		count_user(u, first, row, *n);
	return row;
}

static void
write_row(const struct row *row, struct out *o)
{
	uint64_t active = row->fresh + row->current + row->resurrected;
	struct buf *b = &o->buf;

	jwrite_begin(b);
	jwrite_date(b, SPAN("begins"), row->begins);
	jwrite_int(b, SPAN("active"), (int64_t)active);
	jwrite_int(b, SPAN("new"), (int64_t)row->fresh);
	jwrite_int(b, SPAN("current"), (int64_t)row->current);
	jwrite_int(b, SPAN("resurrected"), (int64_t)row->resurrected);
	jwrite_int(b, SPAN("dormant"), (int64_t)row->dormant);
	jwrite_end(b);
	out_end_line(o);
}

uint64_t
history_write(struct history *h, int32_t from, int32_t to, struct out *o)
{
	size_t n;
	struct row *row = all_rows(h, from, to, &n);

	for (size_t i = 0; i < n; i++)
		write_row(&row[i], o);
	free(row);
	return n;
}
