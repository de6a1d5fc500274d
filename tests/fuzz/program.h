/*
 * program.h - a whole program as a fuzz target: its main, run over memory.
 *
 *	#include "program.h"
 *	#define main program_main
 *	#include "../../cmd/NAME.c"
 *
 * Files are memfds: stdin is the input; stdout, stderr, the rejects and the
 * summary are read back after each run. What holds for every run is checked
 * here: the exit status, the counts, whole lines of JSON, a clean stderr.
 *
 * Each run begins with the program's statics as they were at the start: clang
 * puts them into sections of their own, which are saved and restored. Another
 * compiler, with which a corpus is only replayed, runs each main in a child.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "diag.h"
#include "run.h"

int program_main(int argc, char *argv[]);

/* Only there with a sanitizer: its reports go past the redirected stderr. */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

enum { PROGRAM_ARGS = 64 };

enum program_file { PROGRAM_IN, PROGRAM_OUT, PROGRAM_ERR, PROGRAM_REJECTS, PROGRAM_SUMMARY,
	PROGRAM_FILES };

static struct program {
	int fd[PROGRAM_FILES];
	int terminal[3];       /* the real 0, 1 and 2 */
	char rejects[32], summary[32];
	char *arg[PROGRAM_ARGS];
	int args;
	bool tables;           /* stdout is for people */
} program_state;

/* What a run left. */
struct program_result {
	int code;
	struct buf text[PROGRAM_FILES];   /* of PROGRAM_IN nothing */
};

static void
program_begin(const char *name)
{
	struct program *p = &program_state;

	if (p->fd[PROGRAM_IN])
		return;
	for (int i = 0; i < 3; i++)
		p->terminal[i] = dup(i);
	for (int i = 0; i < PROGRAM_FILES; i++)
		if ((p->fd[i] = memfd_create(name, 0)) < 0)
			abort();
	snprintf(p->rejects, sizeof p->rejects, "/dev/fd/%d", p->fd[PROGRAM_REJECTS]);
	snprintf(p->summary, sizeof p->summary, "/dev/fd/%d", p->fd[PROGRAM_SUMMARY]);
	program_invocation_short_name = strdup(name);
	if (__sanitizer_set_report_fd)
		__sanitizer_set_report_fd((void *)(intptr_t)p->terminal[2]);
}

/* The command line: program_arg(NULL) begins anew. */
static void
program_arg(const char *text)
{
	struct program *p = &program_state;

	if (!text) {
		p->args = 0;
		p->tables = false;
	}
	if (text && !strcmp(text, "--table"))
		p->tables = true;
	if (p->args == PROGRAM_ARGS - 1)
		abort();
	p->arg[p->args++] = (char *)(uintptr_t)(text ? text : program_invocation_short_name);
	p->arg[p->args] = NULL;
}

/* An option that is wanted, and its value or NULL. A corpus outlives the options it
 * was made with: those that are no more are left out. */
static void __attribute__((unused))
program_with(const struct opt *o, bool wanted, const char *option, const char *value)
{
	while (o->name && strcmp(o->name, option + strlen("--")))
		o++;
	if (!wanted || !o->name)
		return;
	program_arg(option);
	if (value)
		program_arg(value);
}

static void
program_read(int fd, struct buf *to)
{
	struct stat st;

	if (fstat(fd, &st))
		abort();
	to->n = 0;
	if (pread(fd, buf_room(to, (size_t)st.st_size + 1), (size_t)st.st_size, 0) != st.st_size)
		abort();
	to->n = (size_t)st.st_size;
}

/* ---- what holds for every run ---- */

/* jansson's known differences: fuzz_jscan.c. */
static bool
program_excused(const json_error_t *e)
{
	return strstr(e->text, "invalid Unicode '") || strstr(e->text, "too big ") ||
	    strstr(e->text, "real number overflow") || strstr(e->text, "NUL byte in object key");
}

static int64_t
program_breaks(struct span text)
{
	int64_t lines = 0;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	return lines;
}

/* The number of lines, each an object to jansson too. */
static int64_t
program_lines(struct span text)
{
	int64_t lines = 0;

	for (; text.n; lines++) {
		json_error_t e;
		size_t n = span_find(text, '\n');
		json_t *tree = json_loadb(text.p, n, JSON_ALLOW_NUL, &e);

		if (n == text.n || !n || text.p[0] != '{' || (!tree && !program_excused(&e))) {
			fprintf(stderr, "not a line of JSON: %.*s\n", SPAN_SHOW(text));
			abort();
		}
		json_decref(tree);
		text = span_after(text, n + 1);
	}
	return lines;
}

static int64_t
program_sum(const json_t *summary, const char *kind)
{
	json_t *counts = json_object_get(summary, kind), *n;
	int64_t sum = 0;
	const char *name;

	json_object_foreach(counts, name, n)
		sum += json_integer_value(n);
	return sum;
}

static int64_t
program_count(const json_t *summary, const char *name)
{
	return json_integer_value(json_object_get(summary, name));
}

static void
program_balance(const struct program_result *r)
{
	struct span text = buf_span(&r->text[PROGRAM_SUMMARY]);
	json_t *summary = json_loadb(text.p, text.n, 0, NULL);
	struct span out = buf_span(&r->text[PROGRAM_OUT]);
	int64_t lines = program_state.tables ? program_breaks(out) : program_lines(out);
	int64_t rejected = program_sum(summary, "rejected");
	int64_t rest = rejected + program_sum(summary, "dropped");

	if (!summary || program_count(summary, "read") != program_count(summary, "used") + rest ||
	    program_count(summary, "written") != lines ||
	    rejected != program_lines(buf_span(&r->text[PROGRAM_REJECTS])) ||
	    (r->code == DIAG_DONE && rejected)) {
		fprintf(stderr, "status %d, counts: %.*s\n", r->code, SPAN_SHOW(text));
		abort();
	}
	json_decref(summary);
}

static void
program_check(const struct program_result *r)
{
	struct span messages = buf_span(&r->text[PROGRAM_ERR]);

	for (size_t i = 0; i < messages.n; i++)
		if ((unsigned char)messages.p[i] < ' ' && messages.p[i] != '\n')
			abort();
	if (r->code != DIAG_DONE && r->code != DIAG_STOPPED && r->code != DIAG_REJECTS) {
		fprintf(stderr, "status %d\n%.*s", r->code, (int)messages.n, messages.p);
		abort();
	}
	program_balance(r);
}

/* ---- a run ---- */

#ifdef __clang__
extern char __start_program_data[] __attribute__((weak)), __stop_program_data[] __attribute__((weak));
extern char __start_program_bss[] __attribute__((weak)), __stop_program_bss[] __attribute__((weak));

/* Also what a sanitizer has put between the statics; from NULL: zeros. */
__attribute__((no_sanitize("address"))) static void
program_copy(volatile char *to, const volatile char *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from ? from[i] : 0;
}

/* Of a section that no static is in, both ends are NULL. */
static void
program_restore(void)
{
	size_t data = (size_t)(__stop_program_data - __start_program_data);
	size_t bss = (size_t)(__stop_program_bss - __start_program_bss);
	static char *saved;

	if (!saved && (saved = malloc(data + 1)))
		program_copy(saved, __start_program_data, data);
	program_copy(__start_program_data, saved, data);
	program_copy(__start_program_bss, NULL, bss);
}

static int
program_call(void)
{
	program_restore();
	return program_main(program_state.args, program_state.arg);
}
#else
static int
program_call(void)
{
	pid_t child = fork();
	int status;

	if (!child)
		exit(program_main(program_state.args, program_state.arg));
	if (child < 0 || waitpid(child, &status, 0) != child)
		abort();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
#endif

static void
program_run(struct span in, struct program_result *r)
{
	struct program *p = &program_state;

	for (int i = 0; i < PROGRAM_FILES; i++)
		if (ftruncate(p->fd[i], 0) || lseek(p->fd[i], 0, SEEK_SET))
			abort();
	if (pwrite(p->fd[PROGRAM_IN], in.p, in.n, 0) != (ssize_t)in.n)
		abort();
	program_arg("--rejects");
	program_arg(p->rejects);
	program_arg("--summary");
	program_arg(p->summary);
	for (int i = 0; i < 3; i++)
		dup2(p->fd[i], i);
	optind = 0;
	r->code = program_call();
	for (int i = 0; i < 3; i++)
		dup2(p->terminal[i], i);
	for (int i = PROGRAM_OUT; i < PROGRAM_FILES; i++)
		program_read(p->fd[i], &r->text[i]);
	program_check(r);
}

static void
program_free(struct program_result *r)
{
	for (int i = 0; i < PROGRAM_FILES; i++)
		buf_free(&r->text[i]);
}

/* The run's output is the program's input again, and comes out as it went in.
 * The options of the second run have been given by program_arg. */
static void
program_again(const struct program_result *first)
{
	struct program_result second = { 0 };
	struct span out = buf_span(&first->text[PROGRAM_OUT]);
	struct span again;

	program_run(out, &second);
	again = buf_span(&second.text[PROGRAM_OUT]);
	if (second.code != DIAG_DONE || !span_eq(out, again)) {
		fprintf(stderr, "status %d\n%.*s\n%.*s%.*s", second.code, (int)out.n, out.p, (int)again.n,
		    again.p, SPAN_SHOW(buf_span(&second.text[PROGRAM_ERR])));
		abort();
	}
	program_free(&second);
}

/* What follows is the program's: its statics. */
#ifdef __clang__
#pragma clang section bss = "program_bss" data = "program_data"
#endif

#endif
