/* The command line: what is taken, how it may be written, what is refused. */
#include "unit.h"

#include <fcntl.h>
#include <getopt.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diag.h"
#include "opt.h"

static bool flag;
static const char *text;
static size_t size;
static int64_t count, seconds;
static struct opt_list list;

static const struct opt options[] = {
	{ 'f', "flag", NULL, opt_flag, &flag, "a flag" },
	{ 't', "text", "TEXT", opt_text, &text, "a text" },
	{ 0, "size", "SIZE", opt_size, &size, "a size" },
	{ 0, "count", "N", opt_count, &count, "a count" },
	{ 0, "seconds", "TIME", opt_seconds, &seconds, "a time" },
	{ 0, "list", "X", opt_list, &list, "a list" },
	{ 0, "text-long", "X", opt_text, &text, "begins as another" },
	{ 0 },
};
static const struct opt_program program = { "does it", "[OPTION ...]", "  $ x\n", options };

/* Parses words; argv holds them afterwards in getopt's order. */
static char *argv[80];

static int
parse(const char *const *words)
{
	int argc = 1;

	flag = false;
	text = NULL;
	list.n = 0;
	argv[0] = (char[]){ "program" };
	for (; words[argc - 1]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc - 1];
	argv[argc] = NULL;
	optind = 0;
	return opt_parse(&program, argc, argv);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* The status of a child that parses; 77 if that succeeds. */
static int
status_of(const char *const *words)
{
	int status, null;
	pid_t pid = fork();

	if (!pid) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		parse(words);
		_exit(77);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
takes_values(void **state)
{
	(void)state;
	assert_int_equal(parse(WORDS("-f", "-t", "a", "--size", "64K", "--count=12",
	    "--seconds", "36h", "file")), 9);
	assert_true(flag);
	assert_string_equal(text, "a");
	assert_int_equal(size, 65536);
	assert_int_equal(count, 12);
	assert_int_equal(seconds, 129600);
	assert_string_equal(argv[9], "file");
}

static void
may_be_written_so(void **state)
{
	(void)state;
	parse(WORDS("-fta"));
	assert_true(flag);
	assert_string_equal(text, "a");
	parse(WORDS("--text=--flag"));
	assert_false(flag);
	assert_string_equal(text, "--flag");
	parse(WORDS("--text", "--fla"));
	assert_string_equal(text, "--fla");
	parse(WORDS("--text=", "-f"));
	assert_string_equal(text, "");
	parse(WORDS("--text", "a", "--text", "b"));
	assert_string_equal(text, "b");
	parse(WORDS("--list", "a", "--list=b"));
	assert_int_equal(list.n, 2);
	assert_string_equal(list.item[1], "b");
}

static void
operands_stand_anywhere(void **state)
{
	(void)state;
	assert_int_equal(parse(WORDS("one", "--text", "a", "two", "-f")), 4);
	assert_true(flag);
	assert_string_equal(argv[4], "one");
	assert_string_equal(argv[5], "two");
	assert_int_equal(parse(WORDS("-f", "--", "-t", "--text")), 3);
	assert_null(text);
	assert_string_equal(argv[4], "--text");
	assert_int_equal(parse(WORDS("-")), 1);
}

static void
refuses(void **state)
{
	(void)state;
	assert_int_equal(status_of(WORDS("--tex", "a")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--fla")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--text-lon=a")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--fla", "--text", "a")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("one", "--fla", "two")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--none")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("-x")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("-fx")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--flag=yes")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--text")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("-t")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--size", "0")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--count=-1")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--seconds=1y")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("--help", "--none")), DIAG_DONE);
	assert_int_equal(status_of(WORDS("--none", "--help")), DIAG_USAGE);
	assert_int_equal(status_of(WORDS("-V")), DIAG_DONE);
	assert_int_equal(status_of(WORDS("--text-long=a")), 77);
}

static void
a_list_is_bounded(void **state)
{
	const char *words[OPT_LIST + 2] = { 0 };

	(void)state;
	for (size_t i = 0; i < OPT_LIST; i++)
		words[i] = "--list=x";
	assert_int_equal(status_of(words), 77);
	words[OPT_LIST] = "--list=x";
	assert_int_equal(status_of(words), DIAG_USAGE);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(takes_values),
	cmocka_unit_test(may_be_written_so),
	cmocka_unit_test(operands_stand_anywhere),
	cmocka_unit_test(refuses),
	cmocka_unit_test(a_list_is_bounded),
};

UNIT_MAIN
