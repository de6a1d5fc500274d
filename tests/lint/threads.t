#!/bin/sh
# What threads do at the same time, they do to different things: ThreadSanitizer has
# nothing to say. Its report is a message too many and ends the program, so that
# tests which compare what programs say fail.
. "$(dirname "$0")/../lib.sh"

MAKEFLAGS=
export MAKEFLAGS
B=$TOP/build-lint/thread

built() {
	make -s -j2 -C "$TOP" B=build-lint/thread SAN=thread CFLAGS='-O1 -g' all build-lint/thread/unit/test_lanes
}

cat >race.c <<'E2'
#include <pthread.h>

static int n;

static void *
add(void *to)
{
	n++;
	return to;
}

int
main(void)
{
	pthread_t t;

	pthread_create(&t, 0, add, 0);
	n++;
	pthread_join(t, 0);
}
E2

check 'programs with ThreadSanitizer' built
check 'it tells a race' sh -c "${CC:-cc} -fsanitize=thread -o race race.c && ! ./race"
check 'unit: lanes' "$B/unit/test_lanes"
for t in lanes ahead blocks; do
	check "tests/cmd/$t.t" env BIN="$B/bin" SAN=thread sh "$TOP/tests/cmd/$t.t"
done

done_testing
