#include "fetch.h"

#include <errno.h>

#include "line.h"
#include "num.h"

const char *
fetch_take_jobs(void *to, const char *text)
{
	return num_int(span_of(text), 1, FETCH_JOBS_MOST, to) ? "not a number from 1 to 64" : NULL;
}

const char *
fetch_take_missing(void *to, const char *text)
{
	static const char *const words[] = { "error", "skip", NULL };
	int word = opt_word(text, words);

	*(bool *)to = word == 1;
	return word < 0 ? "not error or skip" : NULL;
}

/* "Name: value". Wrong ones are not shown: they may hold a key. */
static void
add_header(struct fetch *f, struct span text)
{
	const char *name = "!#$%&'*+-.^_`|~0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t n = 0;

	while (n < text.n && memchr(name, text.p[n], strlen(name)))
		n++;
	if (!n || n == text.n || text.p[n] != ':' || memchr(text.p, '\0', text.n) ||
	    span_find(text, '\r') < text.n || span_find(text, '\n') < text.n)
		opt_wrong("--header: not of the form 'Name: value'");
	if (f->headers == FETCH_HEADERS)
		opt_wrong("--header: more than %d", FETCH_HEADERS);
	f->header_text[f->headers++] = arena_copy(&f->texts, text).p;
}

/* Lines of a file: what is on a command line, everybody can see. */
static void
add_headers_of(struct fetch *f, const char *path)
{
	struct input in;
	struct line_reader lines;
	struct span line;
	struct fault why;
	int rc;

	if (input_open(&in, path, NULL, &why))
		opt_wrong("--header @%s", why.text);
	line_init(&lines, &in, f->run->max_line);
	while ((rc = line_next(&lines, &line)) > 0)
		if (line.n)
			add_header(f, line);
	if (rc < 0)
		opt_wrong("--header @%s: %s", path, lines.why.text);
	line_free(&lines);
	input_close(&in);
}

void
fetch_check_options(struct fetch *f)
{
	if ((f->list || f->dry_run) && f->raw)
		opt_wrong("%s and --raw cannot both be given", f->list ? "--list" : "--dry-run");
	if (f->list && f->state_file)
		opt_wrong("--list shows all there is; --dry-run what is not in --state");
	if (f->source && (f->list || f->dry_run || f->raw))
		opt_wrong("--with-source is for records, not with --list, --dry-run or --raw");
	for (size_t i = 0; i < f->header.n; i++)
		if (*f->header.item[i] == '@')
			add_headers_of(f, f->header.item[i] + 1);
		else
			add_header(f, span_of(f->header.item[i]));
}
