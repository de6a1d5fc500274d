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

#endif
