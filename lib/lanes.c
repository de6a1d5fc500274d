#include "lanes.h"

#include <signal.h>

#include "span.h"

enum { MOST = 64 };

struct job {
	struct lane lane;
	lanes_work *work;
	void *arg;
	pthread_t thread;
};

static void *
run(void *arg)
{
	struct job *job = arg;

	job->work(job->arg, &job->lane);
	cores_give(&job->lane.all->cores);
	return NULL;
}

/* How many there are, the first being the caller's. */
static size_t
begin(struct job *job, size_t count)
{
	sigset_t all, before;
	size_t n = 1;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (n < count && !pthread_create(&job[n].thread, NULL, run, &job[n]))
		n++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

void
lanes_run(struct lanes *l, size_t count, size_t inputs, lanes_work *work, void *arg)
{
	struct job job[MOST];
	size_t n;

	count = count < inputs ? count : inputs;
	count = count < MOST ? count : MOST;
	*l = (struct lanes){ .inputs = inputs };
	atomic_init(&l->cores.idle, cores_allowed() - (int)count);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->moved, NULL);
	for (size_t i = 0; i < count; i++)
		job[i] = (struct job){ .lane = { .all = l, .number = i }, .work = work, .arg = arg };
	if (!count)
		return;
	n = begin(job, count);
	run(&job[0]);
	for (size_t i = 1; i < n; i++)
		pthread_join(job[i].thread, NULL);
	pthread_cond_destroy(&l->moved);
	pthread_mutex_destroy(&l->lock);
}

bool
lanes_next(struct lane *l)
{
	l->input = atomic_fetch_add(&l->all->next, 1);
	return l->input < l->all->inputs;
}

void
lanes_wait(struct lane *l)
{
	struct lanes *all = l->all;

	if (lanes_has_turn(l))
		return;
	cores_give(&all->cores);
	pthread_mutex_lock(&all->lock);
	while (!lanes_has_turn(l))
		pthread_cond_wait(&all->moved, &all->lock);
	pthread_mutex_unlock(&all->lock);
	cores_take(&all->cores);
}

void
lanes_pass(struct lane *l)
{
	struct lanes *all = l->all;

	pthread_mutex_lock(&all->lock);
	atomic_fetch_add(&all->turn, 1);
	pthread_cond_broadcast(&all->moved);
	pthread_mutex_unlock(&all->lock);
}
