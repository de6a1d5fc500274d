#include "opt.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <unistd.h>

#include "diag.h"
#include "num.h"
#include "suggest.h"

enum { MOST = 64, HELP = 0x100, VERSION, LONG };   /* values above all letters */

void
opt_wrong(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof text, format, args) < 0)
		text[0] = '\0';
	va_end(args);
	die(DIAG_USAGE, "%s; try '%s --help'", text, program_invocation_short_name);
}

const char *
opt_flag(void *to, const char *text)
{
	(void)text;
	*(bool *)to = true;
	return NULL;
}

const char *
opt_text(void *to, const char *text)
{
	*(const char **)to = text;
	return NULL;
}

const char *
opt_size(void *to, const char *text)
{
	return num_size(span_of(text), to) || !*(size_t *)to ? "not a size such as 64K, 16M or 1G" : NULL;
}

const char *
opt_count(void *to, const char *text)
{
	return num_int(span_of(text), 0, INT64_MAX, to) ? "not a whole number" : NULL;
}

const char *
opt_jobs(void *to, const char *text)
{
	return num_int(span_of(text), 1, OPT_JOBS, to) ? "not a number from 1 to 64" : NULL;
}

const char *
opt_seconds(void *to, const char *text)
{
	return num_seconds(span_of(text), to) ? "not a length of time such as 90s, 15m, 36h or 7d" : NULL;
}

const char *
opt_list(void *to, const char *text)
{
	struct opt_list *list = to;

	if (list->n == OPT_LIST)
		return "given too often";
	list->item[list->n++] = text;
	return NULL;
}

int
opt_word(const char *text, const char *const words[])
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	return -1;
}

static const char *
nearest(const struct option *longs, const char *name)
{
	struct suggest s = { .typed = name };

	for (; longs->name; longs++)
		suggest_see(&s, longs->name);
	return s.best;
}

/* getopt_long takes "--ver" for --version; we do not. */
static const struct option *
exact(const struct option *longs, const char *typed)
{
	size_t n = strcspn(typed, "=");

	for (; longs->name; longs++)
		if (!strncmp(longs->name, typed, n) && !longs->name[n])
			return longs;
	return NULL;
}

static noreturn void
unknown(const struct option *longs, const char *typed)
{
	char name[MOST];
	const char *meant;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(typed, "="), typed);
	meant = nearest(longs, name);
	if (meant)
		opt_wrong("unknown option '--%s' (did you mean '--%s'?)", name, meant);
	opt_wrong("unknown option '--%s'", name);
}

/* One line an option, the help text from column 28 on. */
static void
print_option(char letter, const char *name, const char *arg, const char *help)
{
	char left[80];
	int n = snprintf(left, sizeof left, "  %c%c%s --%s%s%s", letter ? '-' : ' ',
	    letter ? letter : ' ', letter ? "," : " ", name, arg ? " " : "", arg ? arg : "");

	printf("%-27s %s%s\n", left, n > 27 ? "\n                            " : "", help);
}

static noreturn void
print_help(const struct opt_program *p)
{
	const char *name = program_invocation_short_name;

	printf("%s - %s\n\nusage: %s %s\n\nexamples:\n%s\noptions:\n", name, p->does, name,
	    p->usage, p->examples);
	for (const struct opt *o = p->options; o->name; o++)
		print_option(o->letter, o->name, o->arg, o->help);
	print_option('h', "help", NULL, "show this");
	print_option('V', "version", NULL, "show the version");
	printf("\nexit status: 0 done, 1 stopped early, 2 wrong command line, 3 too many rejects,\n"
	    "  4 stopped early but may work later. See %s(1) and evkit(7).\n", name);
	if (fflush(stdout) || ferror(stdout))
		die_errno(DIAG_STOPPED, "standard output");
	exit(DIAG_DONE);
}

static noreturn void
print_version(void)
{
	printf("%s (evkit) %s\n", program_invocation_short_name, OPT_VERSION);
	if (fflush(stdout) || ferror(stdout))
		die_errno(DIAG_STOPPED, "standard output");
	exit(DIAG_DONE);
}

/* The arrays that getopt_long wants. */
struct tables {
	struct option longs[MOST + 3];
	char letters[2 * MOST + 8];
};

static void
fill(struct tables *t, const struct opt *options)
{
	char *letter = t->letters;
	size_t n = 0;

	*letter++ = ':';
	*letter++ = 'h';
	*letter++ = 'V';
	for (const struct opt *o = options; o->name && n < MOST; o++, n++) {
		t->longs[n] = (struct option){ o->name, o->arg ? required_argument : no_argument,
			NULL, LONG + (int)n };
		if (!o->letter)
			continue;
		*letter++ = o->letter;
		if (o->arg)
			*letter++ = ':';
	}
	*letter = '\0';
	t->longs[n++] = (struct option){ "help", no_argument, NULL, HELP };
	t->longs[n++] = (struct option){ "version", no_argument, NULL, VERSION };
	t->longs[n] = (struct option){ 0 };
}

static const struct opt *
find(const struct opt *options, int got)
{
	if (got >= LONG)
		return &options[got - LONG];
	while (options->name && options->letter != got)
		options++;
	return options;
}

/* After a long option: what was typed stands before its text, or is one word
 * with it. */
static void
check_spelling(const struct tables *t, char *argv[])
{
	const char *typed = argv[optind - (optarg == argv[optind - 1] ? 2 : 1)];

	if (!strncmp(typed, "--", 2) && !exact(t->longs, typed + 2))
		unknown(t->longs, typed + 2);
}

static noreturn void
refuse(const struct tables *t, int got, char *argv[])
{
	const char *typed = argv[optind - 1];

	if (got == ':' && !strncmp(typed, "--", 2))
		opt_wrong("option '%s' needs a value", typed);
	if (got == ':')
		opt_wrong("option '-%c' needs a value", optopt);
	if (optopt && optopt < HELP)
		opt_wrong("unknown option '-%c'", optopt);
	if (exact(t->longs, typed + 2))
		opt_wrong("option '--%.*s' takes no value", (int)strcspn(typed + 2, "="), typed + 2);
	unknown(t->longs, typed + 2);
}

int
opt_parse(const struct opt_program *p, int argc, char *argv[])
{
	struct tables t;
	int got, at;

	fill(&t, p->options);
	opterr = 0;
	while ((got = getopt_long(argc, argv, t.letters, t.longs, &at)) != -1) {
		const struct opt *o;
		const char *why;

		if (got == '?' || got == ':')
			refuse(&t, got, argv);
		if (got >= HELP)
			check_spelling(&t, argv);
		if (got == HELP || got == 'h')
			print_help(p);
		if (got == VERSION || got == 'V')
			print_version();
		o = find(p->options, got);
		if ((why = o->take(o->to, optarg)))
			opt_wrong("--%s '%s': %s", o->name, optarg ? optarg : "", why);
	}
	return optind;
}
