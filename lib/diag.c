#include "diag.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

#include "span.h"

/* A long text leaves room for the reason behind it. */
enum { LINE = 4096, TEXT = LINE - 256 };

void
diag_begin(void)
{
	/* Opened in the wrong direction: reading a closed stdin and writing to a
	 * closed stdout must go on failing with EBADF, not find /dev/null. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* Length of the character at p, if it is well-formed UTF-8 (RFC 3629) and no
 * control (U+0080 to U+009F are some too); else 0. */
static size_t
shown(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = { 0, 0x20, 0xa0, 0x800, 0x10000 };
	size_t length = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	uint32_t c = length == 1 ? *p : *p & (0x7fu >> length);

	if ((*p >= 0x80 && *p < 0xc2) || length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	return c >= least[length] && c != 0x7f && c >> 11 != 0x1b && c < 0x110000 ? length : 0;
}

/* Names of files and events are UTF-8 and pass. */
static void
mask_controls(char *text, size_t n)
{
	for (size_t i = 0, step; i < n; i += step ? step : 1)
		if (!(step = shown((const unsigned char *)text + i, n - i)))
			text[i] = '?';
}

/* Puts text behind the bytes used of a line that holds most; the new length. */
static size_t
put(char *line, size_t used, size_t most, const char *text)
{
	size_t n = strnlen(text, most - used);

	memcpy(line + used, text, n);
	return used + n;
}

static void __attribute__((format(printf, 1, 0)))
say(const char *format, va_list args, int error)
{
	char line[LINE];
	size_t used = put(line, 0, LINE / 2, program_invocation_short_name);
	int n;

	used = put(line, used, TEXT, ": ");
	n = vsnprintf(line + used, TEXT - used, format, args);
	if (n > 0)
		used = (size_t)n < TEXT - used ? used + (size_t)n : TEXT - 1;
	if (error) {
		used = put(line, used, LINE - 1, ": ");
		used = put(line, used, LINE - 1, strerror(error));
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
