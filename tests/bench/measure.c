/*
 * measure.c - runs a command, and says what it cost
 *
 *	measure FILE COMMAND [ARG ...]
 *	measure -m FILE sh -c 'a | b'
 *
 * A line is appended to FILE: seconds of wall time, of user and of system time, and the
 * peak memory in kB, parted by tabs. The status is the command's. Memory is that of the
 * largest process; with -m, which takes some time itself, that of all together.
 *
 * All together: of all processes that are alive, the sum of each one's own peak (VmHWM),
 * looked at each millisecond; the greatest sum counts. That is never less than what
 * they held together, but for what a process adds in its last millisecond; and more
 * where they peak at different times or share pages. Of one process it is the
 * kernel's own figure.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 512 };

static void
fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Bytes of a file of /proc, or none if the process has gone. */
static void
slurp(const char *path, char *to, size_t room)
{
	FILE *f = fopen(path, "re");
	size_t n = 0;

	if (f) {
		n = fread(to, 1, room - 1, f);
		fclose(f);
	}
	to[n] = '\0';
}

static long
peak_of(pid_t pid)
{
	char path[64], text[4096];
	const char *at;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	slurp(path, text, sizeof text);
	at = strstr(text, "VmHWM:");
	return at ? strtol(at + 6, NULL, 10) : 0;
}

/* Children that the first thread started: our commands start none from others. */
static size_t
add_children(pid_t pid, pid_t *all, size_t n)
{
	char path[64], text[8192], *at = text, *end;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
	slurp(path, text, sizeof text);
	for (long child; n < MOST && (child = strtol(at, &end, 10)) > 0; at = end)
		all[n++] = (pid_t)child;
	return n;
}

static long
peak_together(pid_t root)
{
	pid_t all[MOST] = { root };
	long sum = 0;

	for (size_t i = 0, n = 1; i < n; i++) {
		sum += peak_of(all[i]);
		n = add_children(all[i], all, n);
	}
	return sum;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Waits for the child; with all, looks at their memory meanwhile. */
static int
watch(pid_t pid, bool all, long *peak, struct rusage *use)
{
	static const struct timespec ms = { 0, 1000000 };
	int status;

	while (wait4(pid, &status, all ? WNOHANG : 0, use) != pid) {
		long sum = peak_together(pid);

		if (sum > *peak)
			*peak = sum;
		nanosleep(&ms, NULL);
	}
	if (use->ru_maxrss > *peak)
		*peak = use->ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
report(const char *path, double wall, const struct rusage *use, long peak)
{
	FILE *f = fopen(path, "ae");

	if (!f)
		fail(path);
	fprintf(f, "%.6f\t%.6f\t%.6f\t%ld\n", wall, seconds(use->ru_utime),
	    seconds(use->ru_stime), peak);
	if (fclose(f))
		fail(path);
}

int
main(int argc, char *argv[])
{
	bool all = argc > 1 && !strcmp(argv[1], "-m");
	int status;
	long peak = 0;
	struct rusage use = { 0 };
	double began = now();
	pid_t pid;

	argv += 1 + all;
	if (argc < 3 + all) {
		fputs("usage: measure [-m] FILE COMMAND [ARG ...]\n", stderr);
		return 2;
	}
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (!pid) {
		execvp(argv[1], argv + 1);
		fail(argv[1]);
	}
	status = watch(pid, all, &peak, &use);
	report(argv[0], now() - began, &use, peak);
	return status;
}
