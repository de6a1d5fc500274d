#include "fetch.h"

const char *
fetch_take_missing(void *to, const char *text)
{
	static const char *const words[] = { "error", "skip", NULL };
	int word = opt_word(text, words);

	*(bool *)to = word == 1;
	return word < 0 ? "not error or skip" : NULL;
}

const char *
fetch_take_verify(void *to, const char *text)
{
	static const char *const words[] = { "after", "before", NULL };
	int word = opt_word(text, words);

	*(bool *)to = word == 1;
	return word < 0 ? "not before or after" : NULL;
}

void
fetch_check_options(struct fetch *f)
{
	if ((f->list || f->dry_run) && f->raw)
		opt_wrong("%s and --raw cannot both be given", f->list ? "--list" : "--dry-run");
	if (f->list && f->state_file)
		opt_wrong("--list shows all there is; --dry-run what is not in --state");
	if (f->decode.source && (f->list || f->dry_run || f->raw))
		opt_wrong("--with-source is for records, not with --list, --dry-run or --raw");
}
