#!/bin/sh
# ev-convert with less memory than users need, and in parts: the same bytes as
# one run with all of it, for every kind of question.
. "$(dirname "$0")/../lib.sh"

ev-sample -q --users 1500 --days 30 --seed 5 | ev-normalize -q >in_order
sort -R --random-source=in_order in_order >events
split -n r/5 events part.

# question NAME: its options, one a line
question() {
	case $1 in
	user) set -- --exposure 'Message Sent' --goal 'Order Completed' --within 3d ;;
	exposure) set -- --exposure 'Message Sent' --goal 'Order Completed' --estimand exposure --value revenue ;;
	last) set -- --exposure 'Message Sent' --goal 'Order Completed' --estimand credit ;;
	linear) set -- --exposure /message --goal 'event~Product' --estimand credit --credit linear ;;
	both) set -- --exposure event~Product --goal event~Product --message product_id --estimand exposure ;;
	funnel) set -- --step 'Product Viewed' --step event~Product --step 'Order Completed' ;;
	first) set -- --step Home --step 'Product Viewed' --entry first --within 36h ;;
	strict) set -- --step 'Product Viewed' --step 'Product Added' --strict --strict-increase ;;
	any) set -- --step 'Product Viewed' --step Home --step Search --any-order --within 0 ;;
	hold) set -- --step 'Product Viewed' --step 'Product Added' --hold product_id --grace 90s ;;
	exclude) set -- --step Home --step 'Product Viewed' --step 'Product Added' --exclude Search \
		--exclude '2-3:event~Cart' --exclude-user ;;
	totals) set -- --step Home --step 'event="Product Viewed"' --count totals ;;
	esac
	printf '%s\n' "$@"
}

# asked NAME OPTION ...: ev-convert of that question
asked() {
	name=$1
	shift
	# Options have no line breaks, and conditions have no tabs.
	question "$name" >"options.$name"
	while IFS= read -r option; do
		set -- "$@" "$option"
	done <"options.$name"
	ev-convert -q "$@"
}

spilled() {
	asked "$1" events >want && [ "$(wc -l <want)" -gt 100 ] || return 1
	asked "$1" --mem 64K events >got && same want got || return 1
	asked "$1" --mem 64K in_order >got && same want got
}

# split_up NAME: parts, merged in another order, at once and in two steps
split_up() {
	asked "$1" events >want && asked "$1" --partial in_order >whole || return 1
	for part in part.a?; do
		asked "$1" --partial "$part" >"state.${part#part.}" || return 1
	done
	ev-convert -q --final state.ad state.aa state.ae state.ac state.ab >got && same want got &&
		ev-convert -q --merge --partial state.ac state.ab state.ae >two &&
		cat two state.ad | ev-convert -q --merge --partial --mem 64K - state.aa >all &&
		same whole all && gzip -c whole | ev-convert -q --final --mem 64K >got && same want got
}

for name in user exposure last linear both funnel first strict any hold exclude totals; do
	check "$name: beyond --mem the same bytes" spilled $name
	check "$name: parts merged, in any order and in steps, are the whole" split_up $name
done

# ---- memory ----

# 60,000 users take 5 MB, their events 6; the program, its libraries and buffers 12.
awk 'BEGIN { for (i = 0; i < 400000; i++)
	printf "{\"user_id\":\"u%d\",\"timestamp\":\"2021-06-01T00:%02d:%02dZ\",\"event\":\"%s\"}\n",
		i * 7919 % 60000, i / 60 % 60, i % 60, i % 3 ? "Product Viewed" : "Product Added" }' >many
if [ -z "${SAN:-}" ]; then
	check 'memory is bounded by --mem' sh -c '
		ev-convert -q --step "Product Viewed" --step "Product Added" --strict many >want &&
		(ulimit -v 40000 && exec ev-convert -q --step "Product Viewed" --step "Product Added" --strict \
		--mem 2M many) >got && cmp want got'
else
	skip 'memory is bounded by --mem' 'sanitizers take address space'
fi

check 'no room for temporary files: status 1, and why' sh -c '
	TMPDIR=/no/such ev-convert --mem 64K --step Home --step Search --strict events 2>err >got; [ $? = 1 ] &&
	grep -F "ev-convert: a temporary file: No such file" err'
check 'a disk that is full: status 1, and why' sh -c '
	ulimit -f 64
	ev-convert --mem 64K --step Home --step Search --strict events 2>&1 >/dev/null | cat >err
	grep -F "ev-convert: a temporary file: " err'
full() {
	# shellcheck disable=SC3045 # bytes in blocks of 512, as dash and bash have it
	(ulimit -f 64 && gives 1 ev-convert -q --mem 64K --step Home --step Search \
		--strict events 2>/dev/null >/dev/null)
}
check 'and its status' full

# A run that is killed while its lines are in files: nothing is left of them.
killed() {
	mkdir -p spool && mkfifo -m 600 slow || return 1
	TMPDIR=$T/spool ev-convert -q --mem 64K --step Home --step Search --strict slow >got &
	pid=$!
	exec 9>slow
	cat events >&9
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		readlink /proc/$pid/fd/* | grep "$T/spool" >filed && break
		sleep 0.2
	done
	kill -9 $pid
	wait $pid 2>/dev/null
	exec 9>&-
	[ -s filed ] && [ -z "$(ls spool)" ]
}
check 'a run that is killed leaves no temporary file' killed

# ---- what comes at the end ----

ev-segment -q events | jq -c '{user_id, segment, activity}' >users
at_the_end() {
	asked user "$@" events >want && [ -s want ] || return 1
	for part in part.a?; do
		asked user --partial "$part" >"state.${part#part.}" || return 1
	done
	ev-convert -q --final "$@" state.a? >got && same want got
}
check '--users at the end' at_the_end --users users
check '--as-of at the end: what is later is not there' at_the_end --as-of 2021-06-20
check '--as-of behind the data' at_the_end --as-of 2021-12-31T12:00:00Z
check 'both, and the last part says what was dropped' sh -c '
	ev-convert -q --exposure "Message Sent" --goal "Order Completed" --partial events >s &&
	ev-convert -q --final --as-of 2021-06-20 --users users --summary sum s >got &&
	jq -e ".noted.events_after_as_of > 50 and .written > 10" sum'
check 'the words on stderr are those of one run' sh -c '
	ev-convert --exposure "Message Sent" --goal nothing events 2>&1 >out | grep -v "read" >want
	ev-convert -q --exposure "Message Sent" --goal nothing --partial events >s &&
	ev-convert --final s 2>&1 >out | grep -v "read" >got; cat got; grep -q "no event matches" want && cmp want got'

grep '^{"user_id"' in_order | LC_ALL=C sort >by_user
user_by_user() {
	asked "$1" by_user >want && asked "$1" --sorted --partial by_user >sorted &&
		ev-convert -q --final sorted >got && same want got
}
check '--sorted --partial: in constant memory, no --as-of' user_by_user user
check '--sorted --partial: and held values' user_by_user hold

# ---- many events of one user, odd texts ----

awk 'BEGIN { for (i = 0; i < 20000; i++) {
	printf "{\"user_id\":\"\\u00e9\\u0000\\\"\",\"timestamp\":\"2021-06-0%dT00:00:00.%09dZ\",", 1 + i % 7, i * 7919 % 1000
	printf "\"event\":\"%s\",\"event_id\":\"\\ud83d\\ude00%d\",", i % 2 ? "sent" : "buy", i
	printf "\"metadata\":{\"message\":\"a\\\\\\t%d\",\"v\":%d.000001}}\n", i % 3, i } }' >odd
# shellcheck disable=SC2016 # $1, $2 are for the inner shell
check 'a user of 20,000 events passes in short lines, texts as they were' sh -c '
	set -- --exposure sent --goal buy --value v --within 1s --estimand exposure
	ev-convert -q "$@" odd >want && [ -s want ] &&
	ev-convert -q --mem 64K "$@" odd | cmp - want &&
	ev-convert -q "$@" --partial odd >s && awk "length > 70000 { exit 1 }" s &&
	ev-convert -q --final --max-line 70K s | cmp - want'
# shellcheck disable=SC2016
check 'held values of any kind' sh -c '
	i=0; for value in 1 1.0 "\"1\"" "{\"a\":[1]}" "\"\\ud83d\\ude00\"" true null; do
		for e in a b; do i=$((i + 1)); printf "{\"user_id\":\"u%s\",\"timestamp\":\"2021-06-01T00:00:%02dZ\",\"event\":\"%s\",\"metadata\":{\"h\":%s}}\n" \
			$((i % 3)) $i $e "$value"; done; done >held
	ev-convert -q --step a --step b --hold h held >want && [ -s want ] &&
	ev-convert -q --step a --step b --hold h --partial held | ev-convert -q --final >got && cmp want got'

# ---- parts that are none ----

printf '{"user_id":"a","timestamp":"2021-06-01T00:00:0%dZ","event":"%s"}\n' 1 x 2 y >few
ev-convert -q --step x --step y --partial few >part
check 'a part is a head, users and an end' same part - <<'X2'
{"conversion":1,"terms":{"step":["x","y"],"within":"7d"}}
{"user_id":"a","events":[["2021-06-01T00:00:01.000Z",1],["2021-06-01T00:00:02.000Z",2]]}
{"total":2,"last":"2021-06-01T00:00:02.000Z"}
X2
check 'no part at all: status 1, and said' sh -c \
	'ev-convert --final </dev/null 2>err >got; [ $? = 1 ] && [ ! -s got ] && grep -F "<stdin>: there is nothing in it" err'
: >empty
gzip -c empty >empty.gz
check 'an empty file among the parts: status 1, and which' sh -c \
	'cp part part.too && ev-convert --final part empty part.too 2>err >got; [ $? = 1 ] && grep -Fx "ev-convert: empty: there is nothing in it" err'
check 'the same part twice: status 2' gives 2 ev-convert -q --final part ./part
check 'and one that is compressed' gives 1 ev-convert -q --final part empty.gz
check 'the part of no events merges' sh -c \
	'ev-convert -q --step x --step y --partial </dev/null >none && cp none none.too && ev-convert -q --step x --step y few >want &&
	ev-convert -q --final none part none.too >got && cmp want got'
ev-convert -q --step x --step y --within 1d --partial few >other
check 'other options do not merge: a reject that says so' sh -c \
	'ev-convert --final part other 2>err >got; [ $? = 3 ] && grep -F "other:1:" err | grep -F "made with other options"'
sed 's/"conversion":1/"conversion":2/' part >newer
check 'another version does not' sh -c \
	'ev-convert --final newer 2>err >got; [ $? = 3 ] && grep -F "newer:1:" err | grep -F "another version"'
head -n 2 part >short
check 'a part without its end: status 1, and said' sh -c \
	'ev-convert --final short part 2>err >got; [ $? = 1 ] && grep -F "1 parts were cut short" err'
sed 2d part >less
check 'a part that lost a line: status 1, and said' sh -c \
	'ev-convert --final less 2>err >got; [ $? = 1 ] && grep -F "0 events, but the parts were written with 2" err'
head -c 120 part >torn
check 'a part that was cut inside a line: status 1' gives 1 ev-convert --final torn
check 'events are no part' sh -c '! ev-convert --final few >got 2>err && grep -F "behind no head" err'
# forged SED: a part that this makes is refused, and the run does not end well
forged() {
	sed "$1" part >bad
	! cmp -s part bad && ! ev-convert --final bad >got 2>err && grep -E 'ev-convert: bad:[0-9]+:' err
}
while read -r change; do
	check "forged: $change" forged "$change"
done <<'X2'
s/"step":\["x","y"\]/"step":["x"]/
s/"within":"7d"/"within":"168h"/
s/"within":"7d"/"within":"7d","strict":false/
s/"within":"7d"/"within":"7d","users":"f"/
s/"within":"7d"/"within":7/
s/"step":\["x","y"\]/"exposure":"x"/
s/"terms":{/"terms":{"estimand":"user",/
s/"terms":{.*}/"terms":3}/
s/"terms":{.*}/"terms":{}}/
s/"terms":.*}/"term":3}/
s/,1\],/,4],/
s/,1\],/,0],/
s/,1\],/,-1],/
s/,1\],/,1,"x"],/
s/,1\],/],/
s/"2021-06-01T00:00:01.000Z"/"2021-06-31"/
s/"2021-06-01T00:00:01.000Z"/7/
s/"events":\[\[/"events":[[[/;s/\]\]}/]]]}/
s/"events":\[\[.*/"events":[]}/
s/"user_id":"a"/"user_id":""/
s/"user_id":"a"/"user_id":7/
s/"total":2/"total":-2/
s/"total":2/"all":2/
s/"last":".*"/"last":"soon"/
X2

check 'a question that is none does not spoil the next part' sh -c \
	'sed "s/\"y\"/3/" part >bad; ev-convert -q --step x --step y few >want
	ev-convert --final bad part 2>err >got; [ $? = 3 ] && cmp want got && ! grep -F "part:" err'

for wrong in '--merge --step a --step b' '--final --within 1d' '--final --value x' '--final --partial' \
	'--partial --step a --step b --as-of 2021-06-01' '--partial --step a --step b --users users' \
	'--sorted --step a --step b --as-of 2021-06-01 --mem 1M' '--final --sorted --as-of 2021-06-01' \
	'--partial' '--step a --step b --mem 1K' '--step a --step b --mem x'; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-convert $wrong events
done

done_testing
