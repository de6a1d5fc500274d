#!/bin/sh
# api-fetch --state: nothing lost and nothing twice, however a run ends; and what
# only the next run shows: bookmarks, feeds that go on.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/api-fetch.sh"
. "$TOP/tests/server/replies.sh"
unset API_FETCH_SECRET

mkdir s
: >s/plan
replies s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
api=http://127.0.0.1:$port/v1

# rows FROM TO: records as lines; page FROM TO NEXT: a page of them.
rows() {
	seq "$1" "$2" | sed 's/.*/{"id":&,"x":1.10}/'
}
page() {
	printf '{"data":[%s],"next":%s}' "$(rows "$1" "$2" | paste -sd,)" "$3"
}
page 1 3 '"a+b"' | reply s/p1 200
page 4 6 7 | reply s/p2 200
page 7 9 null | reply s/p3 200
rows 1 9 >all
: >none
cursor="--page cursor=/next:c --records /data"
echo '{"error":"down"}' | reply s/down 404

# ---- a run that stops, and the next ----

plan s 'c=a%2Bb p2' 'c=7 down' '. p1'
# shellcheck disable=SC2086 # several words
stopped() {
	fails 1 'v1#3: 404: down' --state st $cursor "$api" && rows 1 6 | same - got &&
		jq -es --arg n "$api?c=7" 'length == 2 and .[1].next == $n and .[1].pages == 2 and
			.[1].records == 6 and (.[1] | has("done") | not)' st
}
check 'a page that fails: those before it are noted' stopped
plan s '. down'
# shellcheck disable=SC2086
check 'row 13: ... where it was is asked for first, and named if it is refused' \
	fails 1 'v1#3: 404: down; an earlier run was there, as st has it' --state st $cursor "$api"
check '... by one request' asked_for '/v1?c=7\n'
plan s 'c=7 p3'
rows 7 9 >rest
# shellcheck disable=SC2086
check '... and gives the rest when it is there' whole rest --state st --summary sum $cursor "$api"
check '... which are counted as pages of this run' jq -e '.noted.pages == 1 and .written == 3' sum
plan s
: >s/log
# shellcheck disable=SC2086
check 'what was read to its end is not asked for again' whole none --state st --summary sum $cursor "$api"
check '... and that is said' says 'v1: was read to its end before' err
check '... counted' jq -e '.noted.requests_done_before == 1' sum
check '... with no request' same none s/log
plan s 'c=a%2Bb p2' 'c=7 p3' '. p1'
# shellcheck disable=SC2086
check 'another query has its own place in the file' whole all --state st $cursor --query n=3 "$api"
check '... the first keeps its' jq -es 'group_by(.request) | map(.[-1].done) == [true, true]' st
plan s '. p1'
# shellcheck disable=SC2086
check '--max-pages stops for now' pipe "api-fetch -q --state m --max-pages 1 $cursor $api | wc -l | grep -qx 3"
# shellcheck disable=SC2086
dry() {
	plan s
	: >s/log
	echo '{"url":"'"$api"'?c=a%2Bb"}' >want
	cp m m.before
	whole want --state m --dry-run $cursor "$api" && same none s/log && same m.before m &&
		gives 0 api-fetch --dry-run --state nofile $cursor "$api" >got && [ ! -e nofile ]
}
check '--dry-run shows where it would go on, and notes nothing' dry
plan s 'c=a%2Bb p2' 'c=7 p3'
rows 4 9 >rest
# shellcheck disable=SC2086
check '... and the next goes on there' whole rest --state m $cursor "$api"

# ---- by numbers, offsets, links ----

for n in 1 2; do page $((n * 3 - 2)) $((n * 3)) null | reply s/n$n 200; done
page 7 7 null | reply s/n3 200
rows 1 7 >seven
# way NAME FIRST SECOND THIRD OPTION ...: the third page fails once.
way() {
	name=$1 one=$2 two=$3 three=$4
	shift 4
	plan s "$one n1" "$two n2" "*$three down"
	fails 1 '#3: 404' --state "st.$name" --records /data "$@" "$api" || return 1
	cp got first
	plan s "*$three n3" '. empty'
	gives 0 api-fetch -q --state "st.$name" --records /data "$@" "$api" >got || return 1
	cat first got >both
	same seven both
}
printf '{"data":[]}' | reply s/empty 200
check 'page numbers go on' way page 'p=1' 'p=2' 'p=3' --page page=p
check 'offsets go on' way offset 'o=0&l=3' 'o=3&l=3' 'o=6&l=3' --page offset=o,l,3
printf '{"n":9,"data":[{"id":1}]}' | reply s/t1 200
printf '{"n":2,"data":[{"id":2}]}' | reply s/t2 200
totals() {
	plan s 'p=1 t1' 'p=2 down'
	fails 1 404 --state st.t --page page=p --total /n --records /data "$api" || return 1
	plan s 'p=2 t2'
	echo '{"id":2}' >want
	whole want --state st.t --page page=p --total /n --records /data "$api"
}
check '... with the count that --total is held against' totals
links() {
	rows 1 3 | reply s/l1 200 'Link: </v1?q=2>; rel=next'
	rows 4 6 | reply s/l2 200
	plan s 'q=2 down' '. l1'
	fails 1 404 --state st.l --page link "$api" || return 1
	plan s 'q=2 l2'
	rows 4 6 >want
	whole want --state st.l --page link "$api"
}
check 'links go on' links

# ---- feeds: the last page names a next one ----

printf '{"end":true,"next":"k1","data":[{"id":1}]}' | reply s/f1 200
printf '{"end":true,"next":"k2","data":[{"id":2}]}' | reply s/f2 200
printf '{"more":false,"next":"k2","data":[{"id":2}]}' | reply s/f3 200
printf '{"more":false,"next":"k1","data":[{"id":1}]}' | reply s/f4 200
printf '{"next":"k3","data":[]}' | reply s/f5 200
feed() {
	plan s '. f4'
	echo '{"id":1}' >want
	whole want --state st.f --more /more $cursor "$api" || return 1
	plan s 'c=k1 f3'
	echo '{"id":2}' >want
	whole want --state st.f --more /more $cursor "$api" && asked_for '/v1?c=k1\n'
}
check '--more false: the next run goes on at what the last page named' feed
# shellcheck disable=SC2086
empty() {
	plan s 'c=k1 f2' 'c=k2 f5' '. f1'
	printf '{"id":1}\n{"id":2}\n' >want
	whole want --state st.e --stop-empty $cursor "$api" || return 1
	plan s 'c=k3 f5'
	whole none --state st.e --stop-empty $cursor "$api" && asked_for '/v1?c=k3\n'
}
check '--stop-empty: so it does, and an empty page that names itself is the end' empty

# ---- bookmarks ----

# days FIELD-VALUES ...: records with these as t.
days() {
	for t; do printf '{"id":"%s","m":{"t":%s}}\n' "$#" "$t"; done
}
doc() {
	printf '{"data":[%s]}' "$(paste -sd,)"
}
since="--since-field m.t --since-param from --records /data"
# mark FROM VALUE ...: records with these values; the next run asks with FROM.
mark() {
	next=$1
	shift
	rm -f st.b
	days "$@" | doc | reply s/b1 200
	plan s '. b1' '. empty'
	# shellcheck disable=SC2086
	gives 0 api-fetch -q --state st.b $since --query from=0 "$api" >got || return 1
	days "$@" | same - got || return 1
	# shellcheck disable=SC2086
	whole none --state st.b $since --query from=0 "$api" || return 1
	asked_for "/v1?from=0\n/v1?from=$next\n"
}
check 'a bookmark: the greatest text' mark '2021-06-03' '"2021-06-01"' '"2021-06-03"' '"2021-06-02"'
check '... time, whatever its zone' mark '2021-06-03T00%%3A30%%3A00%%2B02%%3A00' \
	'"2021-06-02T22:00:00Z"' '"2021-06-03T00:30:00+02:00"' '"2021-06-02T21:59:59.5Z"'
check '... number, by value' mark 12345678901234567891 9 12345678901234567891 12345678901234567890
check '... number in a text' mark 100 '"99"' '"100"' '"9"'
check '... text that has to be encoded' mark 'a%%22%%26' '"a\"&"' '"A"'
check '... nulls and objects are none' mark 5 null '{"a":9}' 5 true '""'
# shellcheck disable=SC2086
kept() {
	plan s '. empty' '. empty'
	whole none --state st.b $since --query from=0 "$api" && whole none --state st.b $since --query from=0 "$api" &&
		asked_for '/v1?from=5\n/v1?from=5\n'
}
check 'it stays while nothing new comes' kept
# shellcheck disable=SC2086
paged() {
	rm -f st.b
	printf '{"next":"2","data":[%s]}' "$(days 30 | paste -sd,)" | reply s/b1 200
	printf '{"next":"3","data":[%s]}' "$(days 20 | paste -sd,)" | reply s/b2 200
	printf '{"data":[%s]}' "$(days 25 | paste -sd,)" | reply s/b3 200
	p='--page cursor=/next:c'
	plan s 'from=7&c=2 down' '. b1'
	fails 1 404 --state st.b $since $p --query from=7 "$api" || return 1
	plan s 'from=7&c=2 b2' 'from=7&c=3 down'
	fails 1 404 --state st.b $since $p --query from=7 "$api" || return 1
	plan s 'from=7&c=3 b3' 'from=30 empty'
	gives 0 api-fetch -q --state st.b $since $p --query from=7 "$api" >got && days 25 | same - got &&
		whole none --state st.b $since $p --query from=7 "$api" &&
		asked_for '/v1?from=7&c=3\n/v1?from=30\n'
}
check 'it moves only when the last page is out, over runs that stop' paged
# shellcheck disable=SC2086
second() {
	plan s 'from=30&c=2 down' '. b1'
	days 31 >want
	printf '{"next":"2","data":[%s]}' "$(days 31 | paste -sd,)" | reply s/b1 200
	fails 1 404 --state st.b $since $p --query from=7 "$api" || return 1
	plan s 'from=30&c=2 b3' 'from=31 empty'
	gives 0 api-fetch -q --state st.b $since $p --query from=7 "$api" >got &&
		whole none --state st.b $since $p --query from=7 "$api" &&
		asked_for '/v1?from=30&c=2\n/v1?from=31\n'
}
check '... also the second time' second
plan s '. b1' '. b1'
# shellcheck disable=SC2086
check 'a field that leads nowhere is remarked' pipe "api-fetch --state st.c --since-field nope \
	--since-param from --records /data $api 2>&1 | grep -q 'no record has a time or number at nope'"
check '... a time without its name' fails 2 'go together' --state x --since-field a "$api"
check '... or without a state' fails 2 'needs --state' --since-field a --since-param b "$api"
echo '{"since_field":"m.t","since_param":"from"}' >since.json
plan s 'from=31 empty'
# shellcheck disable=SC2086
check '... from a request in a file' whole none --state st.b --request since.json $p --records /data \
	--query from=7 "$api"

# ---- killed, and two at a time ----

# killed SIGNAL STATUS: while the third page comes.
# shellcheck disable=SC2086
killed() {
	rm -f k out
	plan s 'c=a%2Bb p2' 'c=7 hang' '. p1'
	api-fetch -q --state k $cursor "$api" >>out 2>err &
	pid=$!
	until_true grep -q 'c=7' s/log
	kill "-$1" $pid
	wait $pid
	status=$?
	[ $status -eq "$2" ] || { echo "status $status"; return 1; }
	rows 1 6 | same - out || return 1
	plan s 'c=7 p3'
	api-fetch -q --state k $cursor "$api" >>out && same all out
}
check 'kill -9 while a page comes, and again: nothing lost, nothing twice' killed KILL 137
check 'row 21: SIGTERM: the same, status 143' killed TERM 143
# A signal that sh ignores for what runs in the background has to be set again.
interrupted() {
	rm -f k out
	plan s 'c=a%2Bb p2' 'c=7 hang' '. p1'
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' api-fetch -q --state k $cursor "$api" >>out 2>err &
	pid=$!
	until_true grep -q 'c=7' s/log
	kill -INT $pid
	wait $pid
	[ $? -eq 130 ] || return 1
	plan s 'c=7 p3'
	api-fetch -q --state k $cursor "$api" >>out && same all out
}
check 'SIGINT: the same, status 130' interrupted
waiting() {
	echo busy | reply s/busy 503 'Retry-After: 60'
	plan s 'c=a%2Bb busy' '. p1'
	api-fetch -q --state w $cursor "$api" >out &
	pid=$!
	until_true grep -q 'c=a' s/log
	kill -TERM $pid
	wait $pid
	[ $? -eq 143 ] && rows 1 3 | same - out
}
check 'also while it waits for another try' waiting
# Killed while a page is written: what is noted is there; the rest comes again.
torn() {
	rm -f k out
	seq 1 200000 | sed 's/.*/{"id":&}/' | reply s/big 200 'Link: </v1?q=2>; rel=next'
	rows 1 3 | reply s/l1 200 'Link: </v1?q=1>; rel=next'
	plan s 'q=1 big' '. l1'
	mkfifo slow
	(exec 9<slow; sleep 1; kill -KILL "$(cat pid)"; cat <&9 >out) &
	reader=$!
	api-fetch -q --state k --page link "$api" >slow &
	echo $! >pid
	wait $!
	wait $reader
	n=$(jq -s '.[-1].records' k)
	[ "$n" -eq 3 ] && [ "$(wc -l <out)" -gt 3 ] || return 1
	head -n "$n" out >kept
	seq 1 200000 | sed 's/.*/{"id":&}/' | reply s/big 200
	plan s 'q=1 big'
	api-fetch -q --state k --page link "$api" >>kept
	{ rows 1 3; seq 1 200000 | sed 's/.*/{"id":&}/'; } >want
	same want kept
}
check 'killed while a page is written: up to what is noted, the rest comes again' torn
# In a file, the state says how long it was: what is behind that is cut off.
sizes() {
	rm -f k
	rows 1 3 | reply s/l1 200 'Link: </v1?q=1>; rel=next'
	rows 4 6 | reply s/l2 200
	plan s 'q=1 down' '. l1'
	echo before >file
	gives 1 api-fetch -q --state k --page link "$api" >>file 2>err || return 1
	head -c 20 all >>file
	truncate -s "$(jq -s '.[-1].output_bytes' k)" file
	plan s 'q=1 l2'
	api-fetch -q --state k --page link "$api" >>file
	{ echo before; rows 1 6; } | same - file && jq -es --argjson n "$(wc -c <file)" '.[-1].output_bytes == $n' k
}
check '... in a file, output_bytes is where to cut it' sizes
mkfifo hold
two() {
	plan s 'c=a%2Bb p2' 'c=7 hang' '. p1'
	api-fetch -q --state pair $cursor "$api" >out &
	pid=$!
	until_true grep -q 'c=7' s/log
	fails 4 'pair: another run has it' --state pair $cursor "$api"
	rc=$?
	kill $pid
	wait $pid
	return $rc
}
check 'two at a time: the second gives 4' two

# ---- files that are no state ----

echo '{"event":"precious"}' >data
# shellcheck disable=SC2086
check 'a file that is none stays as it is' fails 1 '--state data:1: is not a line' --state data $cursor "$api"
check '... all of it' says precious data
healed() {
	rm -f k
	plan s 'c=a%2Bb p2' 'c=7 down' '. p1'
	fails 1 404 --state k $cursor "$api" || return 1
	head -c -10 k >k2
	plan s 'c=a%2Bb p2' 'c=7 p3'
	rows 4 9 >want
	whole want --state k2 $cursor "$api" && jq -es 'length == 3' k2
}
check 'a last line that is torn is dropped: its page comes again' healed
full() {
	[ -n "${SAN:-}" ] && return
	plan s '. p1'
	(ulimit -f 0 && trap '' XFSZ && exec api-fetch -q --state full $cursor "$api" 2>&1 >/dev/null) | cat >err
	says 'full: ' err
}
check 'a state that cannot be written is a failure' full
# shellcheck disable=SC2086
check '... and so is one in no folder' fails 1 '/none/st: No such file' --state /none/st $cursor "$api"

# ---- no key in it ----

keyless() {
	printf 's3cret-key' >secret
	printf '{"data":[{"id":1}],"next":"/v1?api_key=s3cret-key&c=2"}' | reply s/k1 200
	plan s 'c=2 down' '. k1'
	fails 1 404 --state st.k --auth query=api_key --secret secret --page next-url=/next --records /data "$api" &&
		! grep -q s3cret st.k && jq -es --arg u "$api?c=2" '.[-1].next == $u' st.k || return 1
	plan s 'c=2&api_key=s3cret-key p3'
	rows 7 9 >want
	whole want --state st.k --auth query=api_key --secret secret --page next-url=/next --records /data "$api"
}
check 'a key that the server puts into the next address is not kept, and sent anew' keyless
check 'nobody else may read it' sh -c '[ "$(stat -c %a st.k)" = 600 ]'

# ---- --raw and --missing ----

head -c 300000 /dev/urandom >bytes
reply s/r1 200 <bytes
plan s '. r1'
check '--raw: the bytes as they are sent' whole bytes --raw --summary sum "$api"
check '... counted' jq -e '.bytes == 300000' sum
gzip -nc all | reply s/r2 200
gzip -nc all >all.gz
plan s '. r2'
check '... compressed as they were' whole all.gz --raw "$api"
check '... which is not asked for' sh -c '! grep -i accept-encoding s/log'
reply s/r3 200 'Link: </v1?q=2>; rel=next' <bytes
cat bytes bytes >twice
plan s 'q=2 r1' '. r3'
check '... over pages by links' whole twice --raw --page link "$api"
printf 'HTTP/1.1 200 Said\r\nContent-Length: 300000\r\n\r\n0123' >s/r4
plan s '. r4' '. r1'
check '... cut off: nothing of that is given' whole bytes --raw "$api"
unsized s/r5 <bytes
plan s '. r5'
check '... a cut that would not be seen is counted' whole bytes --raw --summary sum "$api"
check '... as unverified' jq -e '.noted.unverified_pages == 1' sum
perl -e 'print "x" x 70000000' | reply s/r6 200
plan s '. r6'
check '... larger than memory is for' pipe "api-fetch -q --raw $api | wc -c | grep -qx 70000000"
nowhere() {
	[ -n "${SAN:-}" ] && return
	plan s '. r6'
	(ulimit -f 1000 && trap '' XFSZ && TMPDIR=$T api-fetch -q --raw "$api" 2>err | wc -c >n)
	grep -qx 0 n && says 'v1#1: ' err
}
check '... and than the disk: nothing is given' nowhere
check '... not with what looks into pages' fails 2 '--raw looks at no page' --raw --records /data "$api"
check '... nor with ways that do' fails 2 'only --page none, link' --raw --page page=p "$api"
check '... nor with what looks for records' fails 2 'looks for no records' --raw --with-source "$api"
plan s '. down'
check '--missing=skip: 404 is an empty page' whole none --raw --missing skip --summary sum "$api"
check '... counted' jq -e '.noted.missing_pages == 1' sum
plan s 'p=1 n1' 'p=2 down'
rows 1 3 >want
check '... the end of numbers' whole want --missing skip --page page=p --records /data "$api"
check '... or a word that is none' fails 2 "not error or skip" --missing maybe "$api"

done_testing
