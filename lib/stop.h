/*
 * stop.h - SIGINT, SIGTERM and SIGHUP for programs that wait a lot: the first one
 * is noticed, the second kills.
 *
 * The kernel keeps the note: a handler that is gone has been called. So there is
 * no variable here, and calls that block are broken off (EINTR). A signal that
 * was ignored when the program began stays so (nohup).
 */
#ifndef EVKIT_STOP_H
#define EVKIT_STOP_H

#include <stdnoreturn.h>

/* From now on. */
void stop_catch(void);

/* The signal that has come since, or 0. */
int stop_signal(void);

/* Dies by it, as the caller's shell wants to see (130, 143). */
noreturn void stop_by(int signal);

#endif
