/* What grows: contents, ceilings; and the arena, whose memory stays put. */
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "diag.h"

static void
grows_and_keeps(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_byte(&b, (char)('a' + i % 26));
	assert_int_equal(b.n, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	b.n = 3;
	assert_string_equal(buf_text(&b), "abc");
	assert_span(buf_span(&b), "abc");
	buf_free(&b);
	assert_null(b.p);
}

static void
an_empty_span_is_no_room(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_put(&b, (struct span){ NULL, 0 });
	assert_null(b.p);
	assert_string_equal(buf_text(&b), "");
	buf_free(&b);
}

static void
prints_any_length(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_printf(&b, "%s", "");
	assert_int_equal(b.n, 0);
	buf_printf(&b, "%d-%0500d|", 7, 1);
	buf_printf(&b, "%s", "end");
	assert_int_equal(b.n, 2 + 500 + 1 + 3);
	assert_memory_equal(b.p + b.n - 5, "1|end", 5);
	buf_free(&b);
}

/* Runs f in a child whose stderr goes nowhere; its exit status. */
static int
status_of(void (*f)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		close(STDERR_FILENO);
		f();
		_exit(77);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
past_the_ceiling(void)
{
	struct buf b = { .max = 1000 };

	for (int i = 0; i < 1000; i++)
		buf_byte(&b, 'x');
	if (b.cap != 1000)
		_exit(78);
	buf_byte(&b, 'x');
}

static void
past_all_memory(void)
{
	struct buf b = { .n = 1, .max = SIZE_MAX };

	buf_grow(&b, SIZE_MAX);
}

static void
the_ceiling_ends_the_program(void **state)
{
	(void)state;
	assert_int_equal(status_of(past_the_ceiling), DIAG_STOPPED);
	assert_int_equal(status_of(past_all_memory), DIAG_STOPPED);
}

static void
arena_stays_put(void **state)
{
	struct arena a = { 0 };
	char *at[1000];

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		at[i] = arena_new(&a, i);
		assert_int_equal((uintptr_t)at[i] % 8, 0);
		for (size_t k = 0; k < i; k++)
			assert_int_equal(at[i][k], 0);
		memset(at[i], (int)(i & 0x7f), i);
	}
	for (size_t i = 0; i < 1000; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_equal(at[i][k], i & 0x7f);
	assert_in_range(a.bytes, 499500, 700000);
	arena_free(&a);
	assert_int_equal(a.bytes, 0);
}

static void
arena_copies(void **state)
{
	struct arena a = { 0 };
	struct span s = arena_copy(&a, (struct span){ "a\0b", 3 }), none, large;
	char *bytes = calloc(1, 1 << 20);

	(void)state;
	none = arena_copy(&a, (struct span){ NULL, 0 });
	large = arena_copy(&a, (struct span){ bytes, 1 << 20 });
	assert_memory_equal(s.p, "a\0b\0", 4);
	assert_int_equal(none.n, 0);
	assert_int_equal(*none.p, 0);
	assert_memory_equal(large.p, bytes, 1 << 20);
	arena_free(&a);
	free(bytes);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(grows_and_keeps),
	cmocka_unit_test(an_empty_span_is_no_room),
	cmocka_unit_test(prints_any_length),
	cmocka_unit_test(the_ceiling_ends_the_program),
	cmocka_unit_test(arena_stays_put),
	cmocka_unit_test(arena_copies),
};

UNIT_MAIN
