/*
 * banned.h - functions that evkit does not use, and why.
 *
 * Included by span.h, so by everything. The system headers come first: the
 * compiler refuses the names only after this point.
 */
#ifndef EVKIT_BANNED_H
#define EVKIT_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A macro in glibc's headers, where clang reads them. */
#undef sprintf
/* No bound on what is written: snprintf, memcpy with a known length. */
#pragma GCC poison sprintf vsprintf strcpy strcat strncpy strncat stpcpy gets
/* "12abc" is 12 and "" is 0: num_int and its like read all or nothing. */
#pragma GCC poison atoi atol atoll atof sscanf
/* Hidden state, stops at NUL, or follows the locale: spans do none of it. */
#pragma GCC poison strtok strtok_r strptime mktime ctime asctime
/* Output does not depend on where it is made. */
#pragma GCC poison setlocale
/* Not the same on every machine: hash.h. */
#pragma GCC poison rand srand drand48 random srandom

#endif
