#!/bin/sh
# mixpanel-fetch against replies that were written beforehand (tests/server/replies.pl).
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/replies.sh"
unset MIXPANEL_SERVICE_ACCOUNT

mkdir s
: >s/plan
replies s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
printf 'svc.1:s3cret-pw\n' >key
at="--endpoint http://127.0.0.1:$port --key key --project 42"
june="--from 2021-06-01 --to 2021-06-03"

# run OPTION ...: for the server above
run() {
	# shellcheck disable=SC2086 # several words
	mixpanel-fetch $at "$@"
}
whole() {
	file=$1
	shift
	gives 0 run "$@" >got 2>err || { cat err; return 1; }
	cat err >>said
	same "$file" got
}
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" run "$@" >got 2>err || return 1
	cat err >>said
	says "$why" err
}
had() {
	[ "$(grep -c -e "$2" s/log)" -eq "$1" ] || { cat s/log; return 1; }
}

for d in 1 2 3; do
	for n in 1 2 3; do
		echo '{"event":"e'$n'","properties":{"time":162250560000'$n',"distinct_id":12345678901234567890,"day":'$d',"price":1.10}}'
	done >day$d
	reply s/d$d 200 'Content-Type: text/plain' <day$d
done
cat day1 day2 day3 >all
gzip -nc day2 | reply s/z2 200 'Content-Encoding: gzip'

# ---- what is asked for ----

plan s 'from_date=2021-06-01 d1' 'from_date=2021-06-02 z2' 'from_date=2021-06-03 d3'
# shellcheck disable=SC2086
check 'row 24: a day is a request, plain or gzip; records come as they are, in order' whole all $june
queries() {
	for d in 01 02 03; do
		echo "/api/2.0/export?project_id=42&time_in_ms=true&from_date=2021-06-$d&to_date=2021-06-$d"
	done >want
	sed -n 's/^GET \([^ ]*\) .*/\1/p' s/log >got && same want got
}
check '... by the address that the service has' queries
check '... with the account, gzip welcome' pipe '[ $(grep -cx "Authorization: Basic $(printf svc.1:s3cret-pw | base64)" s/log) -eq 3 ] &&
	[ $(grep -c "^Accept-Encoding: gzip" s/log) -eq 3 ]'
one="--from 2021-06-01 --to 2021-06-01"
plan s '. d1'
# shellcheck disable=SC2086
check '--event, --where and --header' whole day1 $one --event 'Sign up "now"' --event 'é&b' \
	--where 'properties["x"]=="y"' --header 'X-A: b'
filters() {
	grep -qx 'X-A: b' s/log && sed -n 's/^GET [^ ]*&event=\([^&]*\)&where=\([^&]*\)&.*/\1 \2/p' s/log |
		perl -pe 's/%(..)/chr hex $1/ge' >got
	printf '%s\n' '["Sign up \"now\"","é&b"] properties["x"]=="y"' >want
	same want got
}
check '... are sent, encoded' filters
plan s '. d1'
# shellcheck disable=SC2086
by_environment() {
	echo other >key2
	MIXPANEL_SERVICE_ACCOUNT=svc.2:s3cret-env gives 0 mixpanel-fetch --endpoint "http://127.0.0.1:$port" \
		--project 42 $one >got && same day1 got &&
		had 1 "^Authorization: Basic $(printf svc.2:s3cret-env | base64)"
}
check 'the account by the environment' by_environment
plan s '. d1'
# shellcheck disable=SC2086
older() {
	echo s3cret-project >key3
	gives 0 mixpanel-fetch --endpoint "http://127.0.0.1:$port" --key key3 $one >got &&
		same day1 got && had 1 "^Authorization: Basic $(printf s3cret-project: | base64)" && had 0 project_id
}
check "a project's own secret, without --project" older
reply s/empty 200 </dev/null
plan s '. empty'
# shellcheck disable=SC2086
check 'a day without events is none' whole /dev/null $one
plan s '. d1'
head -n 1 day1 | sed 's,^{,{"_source":"mixpanel://42/2021-06-01:1"\,,' >want1
# shellcheck disable=SC2086
check '--with-source names project, day and line' pipe "mixpanel-fetch -q $at $one --with-source | head -n 1 | cmp - want1"

# ---- a window that is not whole gives nothing ----

{ cat day1; echo 'terminated early'; } | reply s/t1 200
plan s '. t1' '. d1'
# shellcheck disable=SC2086
check '"terminated early" under status 200 is tried again' whole day1 $one
{ head -n 1 day1; printf 'export terminated early'; } | gzip | reply s/t2 200
plan s '. t2' '. d1'
# shellcheck disable=SC2086
check '... also gzipped, in its longer form, without a line end' whole day1 $one
plan s '*. t1'
# shellcheck disable=SC2086
check '... three times, then status 4' fails 4 'mixpanel://42/2021-06-01: the export was terminated early' $one
check '... three' had 3 '^GET'
check '... and nothing of it is given' same /dev/null got
gzip -nc day1 | head -c 60 | unsized s/t3
plan s '. t3' '. d1'
# shellcheck disable=SC2086
check 'row 10: a truncated gzip is tried again' whole day1 $one
head -c 100 day1 | unsized s/t4
plan s '. t4' '. d1'
# shellcheck disable=SC2086
check 'row 9: so is what ends inside a record' whole day1 $one
head -c 200 s/d1 >s/t5
plan s '. t5' '. close' '. d1'
# shellcheck disable=SC2086
check 'row 8: and what is shorter than it said, and no reply' whole day1 $one
# Side by side, so that the waits are too: at fifty places, by length, by chunks
# and by gzip.
cuts() {
	{ printf 'HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n' "$(wc -c <day1)"
		cat day1; printf '\r\n0\r\n\r\n'; } >s/chunked
	gzip -nc day1 | unsized s/zipped
	: >s/rules
	for way in d1 chunked zipped; do
		size=$(wc -c <s/$way)
		head=$(grep -abo -m1 '^.$' s/$way | head -n 1 | cut -d: -f1)
		for n in $(seq 17); do
			# From its first byte: without any, and without a length, it is an empty day.
			head -c $((head + 3 + (size - head - 4) * (n - 1) / 16)) s/$way >s/cut-$way-$n
			printf '%s\n' "project_id=$way-$n& cut-$way-$n" "project_id=$way-$n& $way" >>s/rules
		done
	done
	rm -rf s/used.* && mv s/rules s/plan
	for way in d1 chunked zipped; do
		for n in $(seq 17); do
			# shellcheck disable=SC2086
			mixpanel-fetch -q $at --project $way-$n $one >out-$way-$n 2>/dev/null &
			pids="${pids:-} $!"
		done
	done
	# shellcheck disable=SC2086
	wait $pids
	for n in out-*; do same day1 "$n" || { echo "$n"; return 1; }; done
	[ "$(cat out-* | wc -l)" -eq $((51 * $(wc -l <day1))) ]
}
check 'row 6: cut at 51 places: the same day each time' cuts
cat day1 | unsized s/t7
plan s '. t7'
# shellcheck disable=SC2086
check 'a reply without length, chunks or compression' whole day1 $one --summary sum
check '... is counted as not verified' jq -e '.noted.unverified_days == 1' sum
echo '{"error": "no such thing s3cret-pw"}' | reply s/t6 200
plan s '*. t6'
# shellcheck disable=SC2086
check 'an error under status 200 is one' fails 4 '{"error": "no such thing ***"}' $one
plan s '2021-06-01 d1' '*2021-06-02 t1' '2021-06-03 d3'
cat day1 day3 >odd
# shellcheck disable=SC2086
check 'row 28: a day that stays incomplete does not stop the others' fails 4 '2021-06-02: the export was' $june
check '... which come' same odd got

# ---- split records, broken ones ----

perl -pe 's/,"properties":/,"properties"\n:/ if $. == 2; s/price/pr\nice/ if $. == 3' day1 | reply s/j1 200
plan s '. j1'
# shellcheck disable=SC2086
check 'a record over two lines is joined' whole day1 $one
perl -pe 's/,/,\n/g if $. == 2' day1 | reply s/j2 200
plan s '. j2'
# shellcheck disable=SC2086
check 'and one over five' whole day1 $one --summary sum
check '... and counted' jq -e '.noted.joined_records == 1 and .read == 3' sum
{ head -n 1 day1; echo '{"event":"x",'; tail -n 2 day1; echo nonsense; } | reply s/j3 200
plan s '. j3'
# shellcheck disable=SC2086
check 'a part that has no other is rejected, with its line' \
	fails 3 'mixpanel://42/2021-06-01:2:' --rejects rej $one
check '... so is another line that is no record' says ':5:1: not a JSON object' err
check '... and the rest is there' same day1 got
check '... rejects can be replayed' pipe "jq -r .raw rej | tr '\n' '|' | grep -qxF '{\"event\":\"x\",|nonsense|'"

# ---- limits and refusals ----

echo 'rate limit' | reply s/l1 429 'Retry-After: 1'
echo 'rate limit' | reply s/l2 429
waited() {
	plan s '. l1' '. d1'
	begun=$(date +%s%N)
	# shellcheck disable=SC2086
	whole day1 $one && [ $(($(date +%s%N) - begun)) -ge 1000000000 ]
}
check '429 is obeyed: Retry-After' waited
waited_out() {
	plan s '. l2' '. d1'
	begun=$(date +%s%N)
	# shellcheck disable=SC2086
	whole day1 $one --retry-time 0 && [ $(($(date +%s%N) - begun)) -ge 2000000000 ] && says '429: rate limit; trying again' err
}
check '... without one it is waited out' waited_out
plan s '*. l2'
# shellcheck disable=SC2086
check '... as long as --limit-time: status 4' fails 4 '429: rate limit' --limit-time 1 $june
check '... the other days are not asked for' had 1 '^GET'
echo oops | reply s/l3 503
plan s '. l3' '. d1'
# shellcheck disable=SC2086
check 'row 4: 503 is tried again' whole day1 $one
plan s '2021-06-01 l3' '2021-06-02 close' '2021-06-01 d1' '2021-06-02 d2' '2021-06-03 t1' '2021-06-03 d3'
# shellcheck disable=SC2086
check '... and the other days are asked for as ever' whole all $june
plan s '*. l3'
# shellcheck disable=SC2086
check '... as long as --retry-time: status 4' fails 4 '503: oops' --retry-time 0 $june
plan s '*. hang'
# shellcheck disable=SC2086
check 'row 7: a reply that stalls' fails 4 'nothing came for 1 s' --stall-time 1 --retry-time 0 $one
echo 'bad secret: svc.1:s3cret-pw' | reply s/l4 401
plan s '*. l4'
# shellcheck disable=SC2086
check 'row 2: a refusal is final, in the words of the server but for the secret' \
	fails 1 '401: bad secret: ***' $june
check '... after one request' had 1 '^GET'
paced() {
	reply s/d4 200 <day1
	plan s '*. d4'
	begun=$(date +%s%N)
	gives 0 run -q --from 2021-06-01 --to 2021-06-07 >got || return 1
	[ $(($(date +%s%N) - begun)) -ge 2000000000 ] && had 7 '^GET'
}
check 'seven requests take two seconds: three in each' paced

# ---- days that were given out ----

plan s '2021-06-01 d1' '*2021-06-02 t1' '2021-06-03 d3'
# shellcheck disable=SC2086
check '--state: a run that fails in one day' fails 4 '2021-06-02' --state st $june
plan s '2021-06-02 d2'
# shellcheck disable=SC2086
check '... is made good by another, which gives only that day' whole day2 --state st $june
check '... and asks only for that' had 1 '^GET'
plan s
# shellcheck disable=SC2086
check '... the third has nothing to do' whole /dev/null --state st $june
# shellcheck disable=SC2086
dry() {
	printf '{"window":"2021-06-0%d"}\n' 4 5 >want
	gives 0 mixpanel-fetch --dry-run --project 42 --endpoint "http://127.0.0.1:$port" --state st \
		--from 2021-06-01 --to 2021-06-05 >got && same want got && had 0 . 2>/dev/null
}
plan s
: >s/log
check '--dry-run: the days that would be asked for, without key or request' dry
printf '{"window":"2021-06-0%d"}\n' 1 2 3 >want
# shellcheck disable=SC2086
check '... another query has its own' whole want --dry-run --state st --event x $june
today=$(date -u +%F)
# shellcheck disable=SC2086
check 'a day that is not over is left for later' \
	whole /dev/null --state st --from "$today" --to "$today"
check '... and that is said' says 'not over yet: left for another time' err
plan s '. d1'
check '... without --state it is fetched, and said' whole day1 --from "$today" --to "$today"
check '... on stderr' says 'more of it may come' err
echo '{"event":"precious"}' >data
# shellcheck disable=SC2086
check 'a file that is no state is not overwritten' fails 1 'data:1: is not a line' --state data $one
check '... not at all' says precious data
plan s '. d1'
# shellcheck disable=SC2086
check 'a state that cannot be written is a failure' fails 1 '/none/st: ' --state /none/st $one
killed() {
	{ cat day2; } >s/day2
	plan s '2021-06-01 d1' '2021-06-02 hang'
	# shellcheck disable=SC2086
	mixpanel-fetch -q $at $june --state st2 >>out 2>/dev/null &
	pid=$!
	until_true grep -q 2021-06-02 s/log
	kill -9 $pid
	wait $pid
	plan s '2021-06-02 d2' '2021-06-03 d3'
	# shellcheck disable=SC2086
	run -q $june --state st2 >>out && same all out
}
check 'kill -9 while a day comes, and again: nothing lost, nothing twice' killed

# Ended by a signal while a day is written: that day goes out, is noted, and no more.
ended_by() {
	yes "$(head -n 1 day1)" | head -n 100000 >many
	reply s/many 200 <many
	plan s '2021-06-01 many' '*2021-06-02 hang'
	rm -f st3
	mkfifo slow
	(exec 9<slow; sleep 1; kill -TERM "$(cat pid)"; cat <&9 >out) &
	reader=$!
	# shellcheck disable=SC2086
	mixpanel-fetch -q $at $june --state st3 >slow 2>err &
	echo $! >pid
	wait $!
	status=$?
	wait $reader
	[ $status -eq 143 ] && same many out && [ "$(wc -l <st3)" -eq 1 ] && grep -q '"window":"2021-06-01"' st3
}
check 'row 21: SIGTERM while a day is written: that day is whole, and noted' ended_by
# Killed then: in a file, output_bytes says where to cut it.
cut_off() {
	rm -f st4 out
	plan s '2021-06-01 d1' '2021-06-02 hang'
	# shellcheck disable=SC2086
	mixpanel-fetch -q $at $june --state st4 >>out 2>/dev/null &
	pid=$!
	until_true grep -q 2021-06-02 s/log
	kill -9 $pid
	wait $pid
	head -n 1 day2 >>out
	truncate -s "$(tail -n 1 st4 | jq .output_bytes)" out
	plan s '2021-06-02 d2' '2021-06-03 d3'
	# shellcheck disable=SC2086
	run -q $june --state st4 >>out && same all out
}
check 'what a killed run left of a day is cut off by output_bytes' cut_off
# A day that comes slowly is shown while it comes, if not as records.
shown() {
	cat >slow.pl <<'END'
use IO::Socket::INET;
my $l = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die;
open my $f, '>', 'slow.port'; print $f $l->sockport; close $f;
my $c = $l->accept; sysread $c, my $h, 65536;
syswrite $c, "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" . "x" x 1499999 . "\n";
sleep 12;
syswrite $c, "x" x 1499999 . "\n";
END
	perl slow.pl &
	server=$!
	until_true test -s slow.port
	# shellcheck disable=SC2086
	mixpanel-fetch --endpoint "http://127.0.0.1:$(cat slow.port)" --key key --project 42 $one \
		--progress always --max-rejects 9 >got 2>err
	kill $server 2>/dev/null
	says '2021-06-01 | 1.5 MB | 0 records/s' err
}
check 'the day that comes is shown while it comes' shown

# ---- the command line ----

check 'no days' fails 2 'are needed'
check 'days that are none' fails 2 "--from '2021-02-30': not a date" --from 2021-02-30 --to 2021-03-01
check 'days in no order' fails 2 'later than' --from 2021-06-02 --to 2021-06-01
# shellcheck disable=SC2086
check 'an operand' fails 2 'no operands' $june x
# shellcheck disable=SC2086
check 'a region that is none' gives 2 mixpanel-fetch --project 1 --region mars $june
# No name is looked up: the proxy refuses first, by name.
proxied() {
	reply s/no 403 </dev/null
	plan s '*. no'
	for r in us: eu:-eu in:-in; do
		# shellcheck disable=SC2086
		https_proxy=http://127.0.0.1:$port mixpanel-fetch -q --project 1 --region ${r%%:*} --key key \
			--retry-time 0 $one 2>>said
		had 1 "^CONNECT data${r#*:}.mixpanel.com:443" || return 1
	done
	! grep s3cret s/log
}
check 'row 17: regions have their hosts, proxies see no key' proxied
# shellcheck disable=SC2086
check 'no key' gives 1 mixpanel-fetch --project 1 $one
# shellcheck disable=SC2086
check 'row 26: an account without --project' gives 1 mixpanel-fetch --key key $one
# shellcheck disable=SC2086
check 'a key does not go out unencrypted' \
	gives 1 mixpanel-fetch --key key --project 1 --endpoint http://example.com $one
# shellcheck disable=SC2086
check '--cacert that is missing' gives 1 mixpanel-fetch --key key --project 1 --retry-time 0 \
	--endpoint "https://127.0.0.1:$port" --cacert /none $one
check 'what was said holds no secret' sh -c '! grep -n "s3cret" said'

done_testing
