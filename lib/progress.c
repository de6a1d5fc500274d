#include "progress.h"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "num.h"
#include "opt.h"

enum { CALLS = 1024, REDRAW_MS = 250, LINE_MS = 10000 };

const char *
progress_take(void *progress, const char *text)
{
	static const char *const words[] = { "auto", "always", "never", NULL };
	struct progress *p = progress;
	int word = opt_word(text, words);

	if (word < 0)
		return "not auto, always or never";
	p->mode = (enum progress_mode)word;
	return NULL;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_begin(struct progress *p, bool quiet)
{
	p->redraw = isatty(STDERR_FILENO);
	if (p->mode == PROGRESS_AUTO && (quiet || !p->redraw))
		p->mode = PROGRESS_NEVER;
	p->total = -1;
	p->began_ms = now_ms();
	p->next_ms = p->began_ms + (p->redraw ? REDRAW_MS : LINE_MS);
}

static int
columns(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) || !w.ws_col ? 80 : w.ws_col;
}

/* "in 1.2 GB/3.4 GB 35% | 412,000 rec/s | 61 MB/s | 3 rejected | ETA 0:36" */
static void
describe(const struct progress *p, const struct tally *t, int64_t ms, char *to, size_t n)
{
	double s = (double)(ms > p->began_ms ? ms - p->began_ms : 1) / 1000;
	double mb = (double)(t->bytes + p->coming) / 1e6;
	char rate[NUM_GROUPED];
	int used;

	used = snprintf(to, n, "%s%s%.1f MB | %s records/s | %.0f MB/s | %llu rejected",
	    p->at ? p->at : "", p->at ? " | " : "", mb,
	    num_grouped((uint64_t)((double)t->read / s), rate), mb / s,
	    (unsigned long long)tally_sum(t, TALLY_REJECTED));
	if (p->total > 0 && t->bytes && used > 0 && (size_t)used < n) {
		double share = (double)t->bytes / (double)p->total;
		long eta = share < 1 ? (long)(s / share - s) : 0;

		snprintf(to + used, n - (size_t)used, " | %.0f%% ETA %ld:%02ld",
		    share < 1 ? share * 100 : 100, eta / 60, eta % 60);
	}
}

void
progress_tick(struct progress *p, const struct tally *t)
{
	if (++p->calls % CALLS == 0)
		progress_look(p, t);
}

void
progress_look(struct progress *p, const struct tally *t)
{
	char text[256], line[300];
	int64_t ms;
	int n;

	if (p->mode == PROGRESS_NEVER)
		return;
	ms = now_ms();
	if (ms < p->next_ms)
		return;
	describe(p, t, ms, text, sizeof text);
	p->next_ms = ms + (p->redraw ? REDRAW_MS : LINE_MS);
	if (!p->redraw) {
		warn("%s", text);
		return;
	}
	n = snprintf(line, sizeof line, "\r%.*s\033[K", columns() - 1, text);
	p->drawn = n > 0 && write(STDERR_FILENO, line, (size_t)n) > 0;
}

/* -1 where one is a pipe or stdin. */
void
progress_files(struct progress *p, char *const paths[], int n)
{
	struct stat st;

	p->total = n ? 0 : -1;
	for (int i = 0; i < n && p->total >= 0; i++)
		if (stat(paths[i], &st) == 0 && S_ISREG(st.st_mode))
			p->total += st.st_size;
		else
			p->total = -1;
}

void
progress_clear(struct progress *p)
{
	static const char clear[] = "\r\033[K";

	if (p->drawn && write(STDERR_FILENO, clear, sizeof clear - 1) < 0)
		return;
	p->drawn = false;
}
