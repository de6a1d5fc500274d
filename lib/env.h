/*
 * env.h - variables of the environment; one that is empty is as one not set.
 */
#ifndef EVKIT_ENV_H
#define EVKIT_ENV_H

#include <stdlib.h>

/* NULL: it says nothing. Borrowed: no program here changes its environment. */
static inline const char *
env_text(const char *name)
{
	const char *text = getenv(name);

	return text && *text ? text : NULL;
}

/*
 * Which of these words it says; -1: nothing. Any other word ends the program,
 * DIAG_USAGE. For the variables that force a code path, which only tests use:
 * a word that is mistyped there would test nothing.
 */
int env_word(const char *name, const char *const words[]);

#endif
