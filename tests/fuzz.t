#!/bin/sh
# Each fuzz target takes its corpus again: what was found once stays mended.
. "$(dirname "$0")/lib.sh"
B=${B:-$TOP/build}

for c in "$TOP"/tests/fuzz/fuzz_*.c; do
	target=$(basename "$c" .c)
	target=${target#fuzz_}
	check "corpus of $target" "$B/fuzz/replay_$target" "$TOP/tests/fuzz/corpus/$target"/*
done

done_testing
