#include "cores.h"

#include <sched.h>

int
cores_allowed(void)
{
	cpu_set_t set;

	/* It fails only where there are more than 1024. */
	return sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
}

bool
cores_try(struct cores *c)
{
	int idle = atomic_load(&c->idle);

	while (idle > 0)
		if (atomic_compare_exchange_weak(&c->idle, &idle, idle - 1))
			return true;
	return false;
}

void
cores_take(struct cores *c)
{
	atomic_fetch_sub(&c->idle, 1);
}

void
cores_give(struct cores *c)
{
	atomic_fetch_add(&c->idle, 1);
}
