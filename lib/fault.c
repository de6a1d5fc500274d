#include "fault.h"

#include <stdarg.h>

#include "diag.h"
#include "span.h"

static void __attribute__((format(printf, 3, 0)))
set(struct fault *f, bool retry, const char *format, va_list args)
{
	f->retry = retry;
	f->gone = false;
	if (vsnprintf(f->text, sizeof f->text, format, args) < 0)
		f->text[0] = '\0';
}

int
fault_set(struct fault *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(f, false, format, args);
	va_end(args);
	return -1;
}

int
fault_retry(struct fault *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(f, true, format, args);
	va_end(args);
	return -1;
}

int
fault_exit(const struct fault *f)
{
	return f->retry ? DIAG_RETRY : DIAG_STOPPED;
}
