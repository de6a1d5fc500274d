#!/bin/sh
# az-fetch against what others have: Microsoft's client for Node uploads to Azurite 200
# objects with hostile names, 0 bytes to 200 MB, and has to download the same.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/objects.sh"

compare_objects az
done_testing
