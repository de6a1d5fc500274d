#include "diag.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

#include "span.h"

enum { LINE = 4096 };

void
diag_begin(void)
{
	/* Opened in the wrong direction: reading a closed stdin and writing to a
	 * closed stdout must go on failing with EBADF, not find /dev/null. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	signal(SIGPIPE, SIG_IGN);
}

/* Bytes over 0x7f pass: names of files and events are UTF-8. */
static void
mask_controls(char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
}

static void
say(const char *format, va_list args, int error)
{
	char line[LINE];
	const char *name = program_invocation_short_name;
	int n = snprintf(line, sizeof line, "%s: ", name);
	size_t used = n < 0 ? 0 : (size_t)n < LINE / 2 ? (size_t)n : LINE / 2;

	n = vsnprintf(line + used, LINE - 1 - used, format, args);
	if (n > 0)
		used += (size_t)n < LINE - 1 - used ? (size_t)n : LINE - 2 - used;
	if (error) {
		n = snprintf(line + used, LINE - 1 - used, ": %s", strerror(error));
		if (n > 0)
			used += (size_t)n < LINE - 1 - used ? (size_t)n : LINE - 2 - used;
	}
	mask_controls(line, used);
	line[used++] = '\n';
	/* Nobody is left to tell if stderr itself fails. */
	if (write(STDERR_FILENO, line, used) < 0)
		return;
}

void
warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args, 0);
	va_end(args);
}

void
warn_errno(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	say(format, args, error);
	va_end(args);
}

void
die(int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args, 0);
	va_end(args);
	exit(code);
}

void
die_errno(int code, const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	say(format, args, error);
	va_end(args);
	exit(code);
}
