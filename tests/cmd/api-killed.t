#!/bin/sh
# mixpanel-fetch and api-fetch, killed while a day or a page is written into a file
# that is appended to, and run again: nothing is lost, nothing comes twice.
# shellcheck disable=SC2046,SC2086 # several words
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/replies.sh"
unset MIXPANEL_SERVICE_ACCOUNT API_FETCH_SECRET

mkdir s
: >s/plan
replies s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
at=http://127.0.0.1:$port
echo svc:pw >key

# Three days, or pages, of which the second is large.
for i in 1 2 3; do
	n=7
	[ $i -ne 2 ] || n=150000
	seq "$n" | sed 's/.*/{"part":'$i',"n":&,"distinct_id":"someone","price":1.10}/' >part$i
	link=
	[ $i -eq 3 ] || link="Link: </v1?p=$((i + 1))>; rel=next"
	reply s/r$i 200 ${link:+"$link"} <part$i
done
cat part1 part2 part3 >whole
first=$(wc -c <part1)
second=$((first + $(wc -c <part2)))

# The two programs; of a plan, what asks for which part.
mixpanel() {
	mixpanel-fetch --endpoint "$at" --key key --project 42 --from 2021-06-01 --to 2021-06-03 "$@"
}
api() {
	api-fetch --page link "$@" "$at/v1?p=1"
}
raw() {
	api --raw "$@"
}
parts() {
	plan s "*(p=1|06-01) ${1:-r1}" "*(p=2|06-02) ${2:-r2}" "*(p=3|06-03) ${3:-r3}"
}

# kill_at SIZE COMMAND ...: >>out; killed as soon as that is larger.
cat >kill_at.pl <<'END'
my $size = shift;
my $pid = fork // die;
if (!$pid) { open STDOUT, '>>', 'out'; exec @ARGV }
1 while -s 'out' <= $size && !waitpid $pid, 1;
kill 9, $pid;
waitpid $pid, 0;
END
# The same with --state, as words: what is killed must be no shell.
argv() {
	case $1 in
	mixpanel) echo "mixpanel-fetch -q --state st --endpoint $at --key key --project 42 --from 2021-06-01 --to 2021-06-03" ;;
	api) echo "api-fetch -q --state st --page link $at/v1?p=1" ;;
	raw) echo "api-fetch -q --state st --page link --raw $at/v1?p=1" ;;
	esac
}
# half FETCH SIZE: out is longer than that, the second part is not whole there. A
# run may be too quick to be killed there: then another is.
half() {
	for _ in 1 2 3 4 5 6 7 8; do
		rm -f st
		: >out
		parts
		perl kill_at.pl "$2" $(argv "$1") 2>err
		size=$(wc -c <out)
		[ "$size" -le "$2" ] || [ "$size" -ge "$second" ] || return 0
	done
	echo "$size of $second bytes: never killed in the middle"
	return 1
}
# completed FETCH: by the next run, which says so; the one after that adds nothing.
completed() {
	size=$(wc -c <out)
	gives 0 "$1" --state st >>out 2>err || { cat err; return 1; }
	same whole out && says "$((size - first)) bytes of its records are there from a run" err &&
		gives 0 "$1" -q --state st >>out && same whole out
}
killed() {
	for size in $first 1000000 3000000 6000000; do
		half "$1" "$size" && completed "$1" || return 1
	done
}
# The same as if it had been killed at each of twenty places.
cuts() {
	half "$1" 4000000 || return 1
	cp st st.half
	size=$(wc -c <out)
	for i in $(seq 20); do
		n=$((first + 1 + (size - first - 1) * (i - 1) / 19))
		cp st.half st
		head -c $n whole >out
		completed "$1" || { echo "cut at byte $n"; return 1; }
	done
}
again() {
	half "$1" $first || return 1
	cp out before
	perl kill_at.pl "$(wc -c <out)" $(argv "$1") 2>err
	head -c "$(wc -c <before)" out | same before - && gives 0 "$1" -q --state st >>out && same whole out
}
# equal FILE FILE: how many bytes, from the first on.
equal() {
	cmp "$1" "$2" | perl -ne 'print $1 - 1 if / differ: \w+ (\d+),/'
}
# refused FETCH BYTE [PART]: status 1, nothing is changed; cut as it says, it is mended.
refused() {
	cp out before
	gives 1 "$1" --state st >>out 2>err || return 1
	same before out && says "standard output: what stands behind byte $2 is not what belongs there" err &&
		says "cut off at byte $first (truncate -s $first)" err && truncate -s "$first" out &&
		gives 0 "$1" -q --state st >>out && cat part1 "${3:-part2}" part3 | same - out
}
foreign() {
	half "$1" 1000000 || return 1
	size=$(wc -c <out)
	# In the middle of a line it is another byte as surely as at its end.
	echo '{"foreign":1}' >>out
	refused "$1" "$(equal out whole)"
}
# Whole, but not noted, and something else behind it.
behind() {
	half "$1" 1000000 || return 1
	{ cat part1 part2; echo '{"foreign":1}'; } >out
	refused "$1" "$second"
}
changed() {
	half "$1" 1000000 || return 1
	sed 's/"n":9,/"n":0,/' part2 >other
	reply s/other 200 "Link: </v1?p=3>; rel=next" <other
	parts r1 other
	cat part1 other >want
	refused "$1" "$(equal out want)" other
}
shorter() {
	half "$1" 1000000 || return 1
	head -n 100 part2 >other
	reply s/other 200 "Link: </v1?p=3>; rel=next" <other
	parts r1 other
	refused "$1" $((first + $(wc -c <other))) other
}
# gone FETCH: what is half there cannot be had now: nothing follows it.
gone() {
	half "$1" 1000000 || return 1
	cp out before
	echo busy | reply s/busy 503
	parts r1 busy
	gives 4 "$1" --retry-time 0 --state st >>out 2>err && same before out || return 1
	parts
	gives 0 "$1" -q --state st >>out && same whole out
}
elsewhere() {
	half "$1" 1000000 || return 1
	cat part2 part3 >want
	cp st st.half
	gives 0 pipe "$(argv "$1") | cat >got" && same want got || return 1
	cp st.half st
	gives 0 "$1" -q --state st >got && same want got || return 1
	cp st.half st
	: >got
	gives 0 "$1" -q --state st >>got && same want got
}
unmarked() {
	rm -f st
	parts
	"$1" -q --state st >got && same whole got && ! grep begun_at st && [ "$(wc -l <st)" -eq 3 ]
}

for fetch in mixpanel api raw; do
	check "$fetch: killed while a part is written, at four sizes, and again: it is whole" killed $fetch
	check '... at each of twenty places' cuts $fetch
	check '... killed there twice' again $fetch
	check '... what others wrote behind it: status 1, where, and what to do' foreign $fetch
	check '... also behind all of it' behind $fetch
	check '... what comes is not what is there' changed $fetch
	check '... or less of it' shorter $fetch
	check '... what cannot be had now: nothing follows the half' gone $fetch
	check '... into a pipe or another file it is given whole' elsewhere $fetch
	check '... in a file that is not appended to, nothing is marked' unmarked $fetch
done

# ---- the half comes first, and is of one query ----

earlier() {
	half mixpanel 1000000 || return 1
	# As if the first day had failed in that run.
	grep -v '"window":"2021-06-01"' st >st2 && mv st2 st
	gives 0 mixpanel -q --state st --summary sum >>out && cat part1 part2 part1 part3 | same - out &&
		jq -e '.noted.days == 3 and (.noted | has("days_noted_before") | not)' sum
}
check 'the day that is half there comes before those that failed' earlier
outside() {
	half mixpanel 1000000 || return 1
	gives 0 mixpanel -q --state st --from 2021-06-03 >>out && same whole out
}
check '... also if it is not asked for' outside
dry() {
	half mixpanel 1000000 || return 1
	cp out before
	cp st st.before
	printf '{"window":"2021-06-0%d"}\n' 2 3 >want
	gives 0 mixpanel -q --state st --dry-run >got && same want got && same st.before st
}
check '... --dry-run names it in its place' dry
others() {
	half "$1" 1000000 || return 1
	gives 0 "$@" -q --state st >other && gives 0 "$1" -q --state st >>out && same whole out
}
check "another query's days in between change nothing" others mixpanel --event x
check "... nor another request's pages" others api --query q=9

# ---- a second signal ----

# A day goes out to a reader that reads nothing: the first signal waits for it.
second_signal() {
	rm -f st
	parts
	mkfifo slow
	(exec 9<slow; head -c 1 <&9 >byte; until_true test -e over) &
	reader=$!
	# A signal that sh ignores for what runs in the background has to be set again.
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' $(argv "$1") >slow 2>err &
	pid=$!
	until_true grep -Eq 'p=2|06-02' s/log
	until_true pipe "grep -q '^State:.*S' /proc/$pid/status && [ -s byte ]"
	sleep .3
	kill -INT $pid
	sleep .3
	alive=0
	kill -0 $pid && alive=1
	kill -INT $pid
	wait $pid
	status=$?
	: >over
	wait $reader
	[ $alive -eq 1 ] && [ $status -eq 130 ] && [ "$(wc -l <st)" -eq 1 ]
}
check 'SIGINT waits until the day is out, a second one kills' second_signal mixpanel
rm -f slow byte over
check '... and so with a page' second_signal api

done_testing
