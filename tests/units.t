#!/bin/sh
# Each tests/unit/test_X.c, a program of cmocka.
. "$(dirname "$0")/lib.sh"
B=${B:-$TOP/build}

for c in "$TOP"/tests/unit/test_*.c; do
	unit=$(basename "$c" .c)
	check "unit: ${unit#test_}" "$B/unit/$unit"
done

done_testing
