/*
 * lanes.h - several inputs worked on at the same time, one after the other in what
 * comes of them.
 *
 * A lane is a thread that takes the next input and works it off, all of it. Inputs
 * are taken in their order, and have their turn in it: what a lane makes before its
 * turn it keeps, up to LANES_HELD bytes, and then waits. So the lane whose turn it
 * is always goes on, and none waits for ever. A lane that waits, or has no input
 * left, gives its core back (cores.h).
 *
 * Only who has the turn writes, and so only he ends the program, but for want of
 * memory: that ends it at once, and may cut another lane's last line.
 */
#ifndef EVKIT_LANES_H
#define EVKIT_LANES_H

#include <pthread.h>
#include <stddef.h>

#include "cores.h"

enum { LANES_HELD = 8 << 20, LANES_DEFAULT = 4 };

struct lanes {
	struct cores cores;
	size_t inputs;
	/* The rest is lanes.c's. */
	atomic_size_t next, turn;
	pthread_mutex_t lock;
	pthread_cond_t moved;
};

struct lane {
	struct lanes *all;
	size_t number;         /* of the lane, from 0 */
	size_t input;          /* that it works on; of lanes_next */
};

/* To be: while (lanes_next(l)) { the input's work; lanes_wait(l); lanes_pass(l); } */
typedef void lanes_work(void *arg, struct lane *lane);

/*
 * `count` lanes, one of them the caller's own thread, work off all inputs; fewer
 * if the system gives no more threads. Signals are left to the caller's thread.
 */
void lanes_run(struct lanes *l, size_t count, size_t inputs, lanes_work *work, void *arg);

/* The next input; false: there is none. */
bool lanes_next(struct lane *l);

/* Whether it is the input's turn; once it is, it stays so until lanes_pass. */
static inline bool
lanes_has_turn(const struct lane *l)
{
	return atomic_load_explicit(&l->all->turn, memory_order_acquire) == l->input;
}

/* Waits for it. */
void lanes_wait(struct lane *l);

/* What came of the input is out: it is the next one's turn. */
void lanes_pass(struct lane *l);

#endif
