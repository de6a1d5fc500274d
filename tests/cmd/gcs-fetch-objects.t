#!/bin/sh
# gcs-fetch against what others have: Google's client for Node uploads to fake-gcs-server 200
# objects with hostile names, 0 bytes to 200 MB, and has to download the same.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/objects.sh"

compare_objects gcs
done_testing
