#!/bin/sh
# How fast, and until when: --rate, SIGINT and SIGTERM.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p s/b/p s/meta
for i in 1 2 3 4; do seq 1000 | sed "s/.*/{\"o\":$i,\"n\":&,\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxx\"}/" >"s/b/p/$i"; done
cat s/b/p/* >all
bytes=$(wc -c <all)
faults s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
STORAGE_EMULATOR_HOST=127.0.0.1:$port
export STORAGE_EMULATOR_HOST
plan s

# timed RATE LEAST MOST: it takes so many tenths of a second.
timed() {
	began=$(date +%s%N)
	gives 0 gcs-fetch -q --rate "$1" --jobs 4 gs://b/p/ >got || return 1
	took=$((($(date +%s%N) - began) / 100000000))
	echo "took $took"
	same all got && [ $took -ge "$2" ] && [ $took -le "$3" ]
}
# A quarter of a second's is free.
check '--rate: all downloads together take their time' timed $((bytes / 2)) 15 25
check '... a rate that is not reached is no limit' timed 1G 0 10
check '... no rate' pipe '! gcs-fetch --rate 0 gs://b/p/ 2>err && grep -q "not a size" err'
slow() {
	began=$(date +%s%N)
	plan s 'p/2.alt=media cut 20000' 'p/3.alt=media stall 10000'
	gives 0 gcs-fetch -q --rate $((bytes / 2)) --stall-time 1s gs://b/p/ >got 2>/dev/null && same all got &&
		[ $((($(date +%s%N) - began) / 100000000)) -ge 15 ]
}
check '... resumed all the same, and waiting is no stall' slow

done_testing
