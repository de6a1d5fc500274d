/* Whole lines through pipes that are full, slow, interrupted, or gone. */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diag.h"
#include "out.h"

static int fd[2];

static void
open_pipe(void)
{
	assert_int_equal(pipe(fd), 0);
}

/* All that stands in the pipe now. */
static struct span
waiting(void)
{
	static char got[1 << 16];
	ssize_t n;

	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	n = read(fd[0], got, sizeof got);
	return (struct span){ got, n < 0 ? 0 : (size_t)n };
}

static void
only_whole_lines(void **state)
{
	struct out o;

	(void)state;
	open_pipe();
	out_init(&o, fd[1], "pipe");
	out_line(&o, SPAN("one"));
	buf_put(&o.buf, SPAN("half"));
	assert_int_equal(waiting().n, 0);
	out_flush(&o);
	assert_span(waiting(), "one\n");
	out_flush(&o);
	assert_int_equal(waiting().n, 0);
	buf_put(&o.buf, SPAN(" is whole"));
	out_end_line(&o);
	buf_put(&o.buf, SPAN("given up"));
	out_abandon(&o);
	out_line(&o, SPAN(""));
	buf_put(&o.buf, SPAN("torn"));
	out_close(&o);
	assert_span(waiting(), "half is whole\n\n");
	assert_int_equal(o.bytes, 4 + 14 + 1);
	close(fd[0]);
}

static void
large_output_goes_by_itself(void **state)
{
	struct out o;
	char line[1000];

	(void)state;
	memset(line, 'x', sizeof line);
	open_pipe();
	out_init(&o, fd[1], "pipe");
	for (int i = 0; i < OUT_ENOUGH / 1000 + 1; i++)
		out_line(&o, (struct span){ line, sizeof line });
	assert_in_range(o.bytes, OUT_ENOUGH, OUT_ENOUGH + 2000);
	out_close(&o);
	close(fd[0]);
}

static void
ignore(int signal)
{
	(void)signal;
}

/* A pipe of one page that does not block, a slow reader, and a timer that
 * interrupts: every byte arrives, in order, once. */
static void
full_pipe(void **state)
{
	enum { LINES = 20000 };
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { 0 };
	struct sigaction act = { .sa_handler = ignore };
	struct out o;
	int status;
	pid_t pid;

	(void)state;
	open_pipe();
	if (!(pid = fork())) {
		FILE *in = fdopen(fd[0], "r");
		char line[64], want[64];
		int i = 0;

		close(fd[1]);
		for (; fgets(line, sizeof line, in); i++) {
			snprintf(want, sizeof want, "line %d of many\n", i);
			if (strcmp(line, want))
				_exit(1);
			if (i % 1000 == 0)
				usleep(1000);
		}
		_exit(i == LINES ? 0 : 2);
	}
	close(fd[0]);
	out_init(&o, fd[1], "pipe");
	fcntl(fd[1], F_SETPIPE_SZ, 4096);
	fcntl(fd[1], F_SETFL, O_NONBLOCK);
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < LINES; i++) {
		buf_printf(&o.buf, "line %d of many", i);
		out_end_line(&o);
	}
	out_close(&o);
	setitimer(ITIMER_REAL, &never, NULL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* How a child ends that writes a line to that descriptor: its wait status. */
static int
end_of(int to)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct out o;

		close(STDERR_FILENO);
		diag_begin();
		out_init(&o, to, "there");
		out_line(&o, SPAN("x"));
		out_close(&o);
		_exit(77);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
ends_as_it_should(void **state)
{
	int status, full = open("/dev/full", O_WRONLY);

	(void)state;
	assert_int_equal(WEXITSTATUS(end_of(full)), DIAG_STOPPED);
	close(full);
	assert_int_equal(WEXITSTATUS(end_of(99)), DIAG_STOPPED);
	open_pipe();
	close(fd[0]);
	status = end_of(fd[1]);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGPIPE);
	close(fd[1]);
}

/* The file's text after the same was given once more behind `from`, in small
 * pieces; returns how the program that gave it ended. */
static int
replay(const char *there, off_t from, const char *given, char *text)
{
	FILE *f = tmpfile();
	char path[40];
	int to, status;
	pid_t pid;

	fputs(there, f);
	fflush(f);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(f));
	to = open(path, O_WRONLY | O_APPEND);
	if (!(pid = fork())) {
		struct out o;

		close(STDERR_FILENO);
		out_init(&o, to, "there");
		out_replay(&o, from, (off_t)strlen(there));
		for (; *given; given++) {
			buf_byte(&o.buf, *given);
			out_end_bytes(&o);
			out_flush(&o);
		}
		out_close(&o);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(to);
	text[pread(fileno(f), text, 99, 0)] = '\0';
	fclose(f);
	return WEXITSTATUS(status);
}

static void
what_is_there_is_compared(void **state)
{
	char text[100];

	(void)state;
	assert_int_equal(replay("a\nb", 2, "bb\nc\n", text), 0);
	assert_string_equal(text, "a\nbb\nc\n");
	assert_int_equal(replay("a\nbb\n", 2, "bb\nc\n", text), 0);
	assert_string_equal(text, "a\nbb\nc\n");
	assert_int_equal(replay("a\n", 2, "bb\n", text), 0);
	assert_string_equal(text, "a\nbb\n");
	assert_int_equal(replay("a\nbx", 2, "bb\nc\n", text), DIAG_STOPPED);
	assert_string_equal(text, "a\nbx");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(only_whole_lines),
	cmocka_unit_test(large_output_goes_by_itself),
	cmocka_unit_test(full_pipe),
	cmocka_unit_test(ends_as_it_should),
	cmocka_unit_test(what_is_there_is_compared),
};

UNIT_MAIN
