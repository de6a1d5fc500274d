#!/bin/sh
# s3-fetch against what others have: Amazon's client for Node uploads to radosgw 200
# objects with hostile names, 0 bytes to 200 MB, and has to download the same.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/objects.sh"

compare_objects s3
done_testing
