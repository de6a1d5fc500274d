#!/bin/sh
# az-fetch, many objects, 11 pages: all of them, in order, in little memory.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/many.sh"

compare_many az
done_testing
