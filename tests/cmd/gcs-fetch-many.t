#!/bin/sh
# gcs-fetch, 10,001 objects, 11 pages: all of them, in order, in little memory.
# The emulator waits for the disk after each.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/many.sh"

compare_many gcs
done_testing
