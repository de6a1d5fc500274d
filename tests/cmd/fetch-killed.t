#!/bin/sh
# kill -9 in mid-run, and the same command again: with --state nothing is lost and
# nothing comes twice. The same for each store, by servers that others wrote.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/stores.sh"

# 24 objects, 5 MB; every third is compressed.
mkdir f
i=10
while [ $i -lt 34 ]; do
	seq $((i * 1000)) | sed "s/.*/{\"o\":$i,\"n\":&}/" >"f/$i"
	cat "f/$i" >>whole
	[ $((i % 3)) -gt 0 ] || { gzip -nc "f/$i" >f/gz && mv f/gz "f/$i"; }
	printf '{"name":"p/%d +&","file":"f/%d"}\n' $i $i
	i=$((i + 1))
done >objects
cat f/* >raw

has_bytes() {
	[ "$(wc -c <out)" -ge "$1" ]
}
# killed BYTES OPTION ...: a run that is killed when the output has so many; counts
# it in $hits where that was in the middle.
killed() {
	bytes=$1
	shift
	prefix='exec' fetch -q "$@" --rate 4M --state st "$scheme://cont/p/" >>out 2>>said &
	pid=$!
	until_true has_bytes "$bytes"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ "$(wc -c <out)" -ge "$(wc -c <"$expected")" ] || hits=$((hits + 1))
}

# again FILE OPTION ...: killed a few times, then left alone: the output is FILE.
again() {
	expected=$1 hits=0
	shift
	rm -f st said
	: >out
	for bytes in 1 300000 900000 1800000 2400000; do killed $bytes "$@"; done
	prefix=
	gives 0 fetch "$@" --state st "$scheme://cont/p/" >>out 2>>said || { cat said; return 1; }
	same "$expected" out && [ "$hits" -ge 3 ] && known "$@"
}
# ... after which there is nothing more to be had.
known() {
	fetch "$@" --state st --summary sum.json "$scheme://cont/p/" 2>/dev/null >rest &&
		[ ! -s rest ] && jq -e '.noted.known_objects == 24' sum.json
}
# A reader may have got less than was written: what is noted is what it has whole.
piped() {
	rm -f st
	mkfifo pipe 2>/dev/null
	cat <pipe >first &
	reader=$!
	prefix='exec' fetch -q --rate 4M --state st "$scheme://cont/p/" >pipe 2>said &
	pid=$!
	until_true pipe '[ "$(wc -l <st)" -ge 4 ]'
	kill -9 $pid && wait $pid 2>/dev/null
	wait $reader
	# shellcheck disable=SC2034 # for fetch
	prefix=
	jq -r 'select(.begun_at | not) | .uri[-5:-3]' st >noted
	[ -s noted ] && [ "$(wc -l <noted)" -lt 24 ] || { echo "$(wc -l <noted) noted"; return 1; }
	while read -r o; do gzip -dcf <"f/$o"; done <noted >has
	head -c "$(wc -c <has)" first >given
	same has given && fetch -q --state st "$scheme://cont/p/" >rest && cat has rest >got && same whole got
}

kills() {
	vendor put cont <objects || { echo 'Bail out! nothing can be uploaded'; exit 1; }
	check "$kind: killed five times, appended to a file: nothing lost, nothing twice" again whole
	check "$kind: ... 16 at a time" again whole --jobs 16
	check "$kind: ... raw" again raw --raw
	check "$kind: ... into a pipe: what is noted has been given" piped
}
each_store kills

done_testing
