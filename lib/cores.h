/*
 * cores.h - how many threads may be at work at the same time.
 *
 * A struct cores is shared by the threads of one job; each that has nothing to do
 * gives its core back, so that another can use it for something that is worth a
 * thread only then.
 */
#ifndef EVKIT_CORES_H
#define EVKIT_CORES_H

#include <stdatomic.h>
#include <stdbool.h>

/* Those that this process may use (taskset, cpusets); at least 1. */
int cores_allowed(void);

struct cores {
	atomic_int idle;
};

/* Takes one that is idle, if there is one. */
bool cores_try(struct cores *c);

/* Goes on after cores_give, whether there is one or not. */
void cores_take(struct cores *c);
void cores_give(struct cores *c);

#endif
