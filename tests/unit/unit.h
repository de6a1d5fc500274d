/* unit.h - cmocka with all that it wants, and a shorter word for spans. */
#ifndef EVKIT_UNIT_H
#define EVKIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "span.h"

#define assert_span(s, literal) do { \
	struct span assert_span_got = (s); \
	assert_int_equal(assert_span_got.n, sizeof(literal) - 1); \
	assert_memory_equal(assert_span_got.p, literal, sizeof(literal) - 1); \
} while (0)

/* All tests of a file are in a table named tests. */
#define UNIT_MAIN \
int \
main(void) \
{ \
	return cmocka_run_group_tests(tests, NULL, NULL); \
}

#endif
