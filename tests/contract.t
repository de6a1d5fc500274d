#!/bin/sh
# The filter contract, run against every program there is.
. "$(dirname "$0")/lib.sh"

for c in "$TOP"/cmd/*.c; do
	contract "$(basename "$c" .c)"
done

done_testing
