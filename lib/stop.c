#include "stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

enum { SIGNALS = sizeof signals / sizeof *signals };

static void
note(int signal)
{
	(void)signal;
}

void
stop_catch(void)
{
	const struct sigaction once = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	for (size_t i = 0; i < SIGNALS; i++)
		if (!sigaction(signals[i], NULL, &old) && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &once, NULL);
}

int
stop_signal(void)
{
	struct sigaction now;

	for (size_t i = 0; i < SIGNALS; i++)
		if (!sigaction(signals[i], NULL, &now) && now.sa_handler == SIG_DFL)
			return signals[i];
	return 0;
}

void
stop_by(int signal)
{
	raise(signal);
	/* Only where it is blocked. */
	_exit(128 + signal);
}
