#!/bin/sh
# ev-segment against SQLite on made-up events, and its rules one by one.
. "$(dirname "$0")/../lib.sh"

# Eight kinds of users over 120 days, as "user, seconds, event, plan"; some users
# have no user_id. 2021-03-01 is day 18687.
awk 'function rnd() { seed = seed * 16807 % 2147483647; return seed / 2147483647 }
	function p(kind, day) {
		if (kind == 0) return .8
		if (kind == 1) return .3
		if (kind == 2) return .08
		if (kind == 3) return day >= 114 ? .6 : 0
		if (kind == 4) return day < 60 ? .3 : 0
		if (kind == 5) return day < 100 ? .4 : 0
		if (kind == 6) return day < 60 ? .3 : day >= 115 ? .7 : 0
		return day > from && day < from + 40 ? .2 : 0
	}
	BEGIN {
		seed = 20210630
		OFS = "\t"
		split("page_viewed search purchase", name, " ")
		for (u = 0; u < 600; u++) {
			from = int(rnd() * 110)
			busy = 1 + int(rnd() * 4)
			for (day = 0; day < 120; day++)
				if (rnd() < p(u % 8, day))
					for (k = 1 + int(rnd() * busy); k > 0; k--)
						print (rnd() < .02 ? "anon:" : "") "u" u, \
							(18687 + day) * 86400 + int(rnd() * 86400), \
							name[1 + int(rnd() * rnd() * 3)], \
							(u % 5 ? "free" : "pro")
		}
	}' >events.tsv
jq -cR 'split("\t") | (if .[0] | startswith("anon:") then {anonymous_id: .[0][5:]}
	else {user_id: .[0]} end) + {timestamp: (.[1] | tonumber | todate), event: .[2],
	metadata: {plan: .[3]}}' events.tsv >events.ndjson

# by_sql ACTIVE OFFSET AS_OF UNIT WINDOW LEAST TZ: what the records must be
by_sql() {
	sqlite3 :memory: "create table raw(user, ts int, event, plan)" ".mode tabs" \
		".import events.tsv raw" \
		"create table e as select user, ts + $2 as ts, $1 as active from raw" \
		"create table p(as_of, unit, win, least, tz)" "insert into p values($3, $4, $5, $6, '$7')" \
		".mode list" ".read $TOP/tests/cmd/segment.sql"
}

agrees() {
	ev-segment -q "$@" events.ndjson >got && same want got
}

varied() {
	[ "$(jq -r .activity want | sort -u | wc -l)" -ge 7 ] &&
		[ "$(jq -r .tier want | sort -u | wc -l)" -eq 4 ] &&
		[ "$(jq -r .lifecycle want | sort -u | wc -l)" -eq 5 ]
}

by_sql 1 0 null 1 28 20 UTC >want
check 'the made-up events have all levels, tiers and lifecycles' varied
check 'all as computed by SQLite' agrees --min-segment 20
by_sql 1 0 null 1 28 30 UTC >want
check 'segments have 30 users or more by default' agrees
by_sql 1 0 null 1 28 1 UTC >want
check '--min-segment 1 divides every level' agrees --min-segment 1
by_sql 1 0 18780 1 28 20 UTC >want
check '--as-of takes the state of that day' agrees --min-segment 20 --as-of 2021-06-02
by_sql 1 0 18900 1 28 20 UTC >want
check '--as-of may lie after the data' agrees --min-segment 20 --as-of 2021-09-30
by_sql 1 0 18692 1 28 20 UTC >want
check 'six days of data: tiers, no levels' agrees --min-segment 20 --as-of 2021-03-06
by_sql 1 0 18693 1 28 20 UTC >want
check 'seven days of data: levels' agrees --min-segment 20 --as-of 2021-03-07
by_sql 1 19800 null 1 28 20 +05:30 >want
check '--tz +05:30 moves the days' agrees --min-segment 20 --tz +05:30
by_sql 1 20700 null 1 28 20 Asia/Kathmandu >want
check '--tz Asia/Kathmandu: all zones, not only whole hours' agrees --min-segment 20 --tz Asia/Kathmandu
by_sql 1 "iif(ts < 1616893200, 3600, 7200)" null 1 28 20 Europe/Berlin >want
check '--tz Europe/Berlin follows summer time' agrees --min-segment 20 --tz Europe/Berlin
by_sql 1 0 null 7 28 20 UTC >want
check '--unit week counts weeks from Monday' agrees --min-segment 20 --unit week
by_sql 1 0 null 7 7 20 UTC >want
check '--unit week --window 7' agrees --min-segment 20 --unit week --window 7
by_sql 1 0 null 1 14 20 UTC >want
check '--window 14' agrees --min-segment 20 --window 14
by_sql 1 0 null 1 57 20 UTC >want
check '--window 57' agrees --min-segment 20 --window 57
by_sql "event = 'purchase'" 0 null 1 28 20 UTC >want
check '--event NAME: only that is activity, days come from all events' agrees --min-segment 20 --event purchase
by_sql "event <> 'page_viewed'" 0 null 1 28 20 UTC >want
check '--event twice: either' agrees --min-segment 20 --event purchase --event search
by_sql "event = 'search' and plan = 'pro'" 0 null 1 28 5 UTC >want
check '--where: all terms hold' agrees --min-segment 5 --where 'event=search,plan=pro'
check '--where twice, --event: all hold' agrees --min-segment 5 --where plan=pro --where 'plan!=free' --event search
by_sql "user not like 'anon:%'" 0 null 1 28 20 UTC >want
check '--known: only events with user_id' agrees --min-segment 20 --known

# ---- what ev-sample meant ----

ev-sample -q --users 500 --days 75 --seed 3 --truth truth | ev-normalize -q >sample
# meant FIELD DAY: the levels of the truth, and ours as of that day
meant() {
	jq -r "select(.type == \"user\" and .$1) | .user_id + \" \" + .$1" truth | sort >want
	ev-segment -q --known --where 'event!=Message Sent' --as-of "$2" sample |
		jq -r '.user_id + " " + .activity' >got && same want got && [ "$(wc -l <got)" -gt 300 ]
}
check 'the levels before the messages are those that ev-sample meant' \
	meant activity "$(head -n 1 truth | jq -r .activity_as_of)"
check 'and those at the end' meant activity_end "$(head -n 1 truth | jq -r .activity_end_as_of)"

# ---- order, shards, bytes ----

ev-segment -q events.ndjson >want
shuffled() {
	sort -R --random-source=events.tsv events.ndjson | ev-segment -q >got && same want got
}
shards() {
	split -n l/5 events.ndjson shard. && gzip shard.ab shard.ad &&
		ev-segment -q shard.ae shard.ab.gz - shard.ad.gz shard.aa <shard.ac >got && same want got
}
rewritten() {
	jq -cS . events.ndjson | sed 's/"user_id"/"\\u0075ser_id"/' | ev-segment -q >got && same want got
}
check 'any order of events gives the same bytes' shuffled
check 'several files, gzip or not, in any order too' shards
check 'keys in another order, written with escapes, too' rewritten
check 'users come in the order of their bytes' sh -c \
	'jq -r .user_id want >ids && LC_ALL=C sort -c -u ids'
check 'TZ, TZDIR and the locale change nothing' sh -c \
	'TZ=Asia/Tokyo TZDIR=/nowhere LC_ALL=de_DE.UTF-8 ev-segment -q events.ndjson >got && cmp want got'
check 'the TZ variable does not change a named zone' sh -c \
	'ev-segment -q --tz America/New_York events.ndjson >a &&
	TZ=Asia/Tokyo ev-segment -q --tz America/New_York events.ndjson >b && cmp a b'

# ---- counts and messages ----

ev-segment --as-of 2021-06-02 --known --event search --summary sum events.ndjson >got 2>err
want_sum=$(awk '$2 >= 18781 * 86400 { late++; next } /^anon:/ { anon++; next }
	$3 != "search" { other++; next } { used++ }
	END { print NR, used, late, anon, other }' events.tsv)
check 'what is dropped is counted by reason' test "$want_sum" = \
	"$(jq -r '"\(.read) \(.used) \(.dropped.after_as_of) \(.dropped.anonymous) \(.dropped.no_activity)"' sum)"
check 'stderr has the sizes of the levels' grep -qE \
	'^ev-segment: core +[0-9]+ +[0-9.]+%' err
ev-segment -q events.ndjson >got 2>err
check '-q: nothing on stderr' test ! -s err

# event USER TIMESTAMP: one line
event() {
	printf '{"user_id":"%s","timestamp":"%s","event":"e"}\n' "$1" "$2"
}

{ cat events.ndjson; event late 2099-01-01T00:00:00Z; } >future
ev-segment future >got 2>err
check 'one event in 2099 is warned of' says \
	'the last day of the data, 2099-01-01, is 28311 days after the one before it, 2021-06-28' err
ev-segment --as-of 2021-06-28 future >got 2>err
check 'with --as-of it is dropped' sh -c 'cmp want got && ! grep 2099 err'
{ event early 1970-01-01T00:00:00Z; cat events.ndjson; } | ev-segment 2>err >got
check 'one event in 1970 too' says \
	'the first day of the data, 1970-01-01, is 18687 days before the next one, 2021-03-01' err
{ event a 2021-06-01T00:00:00Z; event a 2021-06-08T00:00:00Z; } | ev-segment 2>err >got
check 'a gap of a week is not warned of' sh -c '! grep "if its timestamps" err'
{ event a 2021-06-01T00:00:00Z; event a 2021-06-06T23:59:59Z; } | ev-segment --summary sum 2>err >got
check 'a short history is said' says '6 days of data: too few for levels' err
check 'and stands in the summary' jq -e '.noted.short_history == 1' sum
check 'no events: no records, status 0' sh -c 'ev-segment </dev/null >got && ! [ -s got ]'
check 'all events dropped: no records, status 0' sh -c \
	'ev-segment --as-of 2020-01-01 events.ndjson >got && ! [ -s got ]'

{ event a 2021-06-01T00:00:00Z; echo '{"user_id":"a"'; event b 2021-06-02T00:00:00Z; } >bad
check 'a bad line: status 3' gives 3 ev-segment bad
check 'and it is named, with its place' sh -c 'ev-segment bad 2>&1 >got | grep -F "bad:2:"'
check 'and the others count' sh -c '[ "$(wc -l <got)" -eq 2 ]'
check '--max-rejects 1: status 0' gives 0 ev-segment --max-rejects 1 --rejects left bad
check '--rejects keeps it' jq -e '.raw == "{\"user_id\":\"a\""' left
check 'a file that is missing: status 1' gives 1 ev-segment bad /nowhere/x
gzip -c events.ndjson | head -c 9000 >cut.gz
check 'a gzip file that is cut: status 1' gives 1 ev-segment cut.gz

in_parts_of() {
	ev-segment -q --by cluster events.ndjson >want
	rm -f kind.*
	split -n "r/$1" events.ndjson kind.
	for part in kind.a?; do
		ev-segment -q --by cluster --partial "$part" >"$part.state" || return
	done
	ev-segment -q --by cluster --merge kind.*.state >got && same want got
}

# ---- other rules: life, scores, levels of one's own ----

ev-segment -q --min-segment 20 events.ndjson >users
ev-segment -q --min-segment 20 --by lifecycle events.ndjson >by_life
# Thirds by midrank of the number of events, within each lifecycle, and none merged:
# all of them have 60 users or more here, or fewer than 60 and no tiers.
thirds() {
	jq -s -c '(group_by(.lifecycle) | map({key: .[0].lifecycle, value: map(.events)}) | from_entries) as $e |
		sort_by(.user_id)[] | $e[.lifecycle] as $g | .events as $n | ($g | length) as $all |
		([$g[] | select(. < $n)] | length) as $less | ([$g[] | select(. == $n)] | length) as $same |
		[.user_id, if $all < 60 then .lifecycle else .lifecycle + "." +
			["lo", "mid", "hi"][(3 * (2 * $less + $same) / (2 * $all)) | floor] end]' by_life >want
	jq -c '[.user_id, .segment]' by_life >got && same want got
}
check '--by lifecycle: the segment is the lifecycle, in thirds' thirds
check '--by lifecycle: nothing else changes' sh -c \
	'jq -c "del(.segment, .tier)" users >a; jq -c "del(.segment, .tier)" by_life >b; cmp a b'

cat >levels.json <<'EOF'
{"//": "ours", "busy": "l28>=12, events >= 30", "here": "recency_days<7", "gone": "recency_days >= 60,tenure_days!=90",
 "rest": ""}
EOF
own() {
	jq -c '[.user_id, if .l28 >= 12 and .events >= 30 then "busy" elif .recency_days < 7 then "here"
		elif .recency_days >= 60 and .tenure_days != 90 then "gone" else "rest" end]' users >want
	ev-segment -q --levels levels.json events.ndjson | jq -c '[.user_id, .activity]' >got
	same want got && [ "$(jq -r '.[1]' got | sort -u | wc -l)" -eq 4 ]
}
check '--levels: the first rule that holds' own
check '--levels: the segment is of that level' sh -c \
	'ev-segment -q --levels levels.json events.ndjson | jq -e -s "all(.[]; .segment | startswith(\"busy\") or
		startswith(\"here\") or startswith(\"gone\") or startswith(\"rest\"))"'
bad_levels() {
	printf '%s' "$1" >bad.json && gives 2 ev-segment --levels bad.json events.ndjson 2>err && says "$2" err
}
check '--levels: no JSON' bad_levels '{"a":' 'bad.json:1:'
check '--levels: no such field' bad_levels '{"a":"l30>1","b":""}' 'bad.json: a: not a field: recency_days,'
check '--levels: no operator' bad_levels '{"a":"l28","b":""}' 'bad.json: a: not FIELD OP NUMBER'
check '--levels: == is no operator' bad_levels '{"a":"l28==1","b":""}' 'a: not one of = != < <= > >='
check '--levels: no number' bad_levels '{"a":"l28>=x","b":""}' 'a: not a number that the field can have'
check '--levels: none for the others' bad_levels '{"a":"l28>=1"}' 'the last level must have ""'
check '--levels: never reached' bad_levels '{"a":"","b":""}' 'b: never reached'
check '--levels: twice the same name' bad_levels '{"a":"l7>1","a":""}' 'duplicate object key'
check '--levels: of a value that is not summed up' bad_levels '{"a":"value>1.5","b":""}' '--value PATH says what that is'
check '--levels: no file' gives 2 ev-segment --levels nowhere.json events.ndjson

# ---- clusters ----

# Three kinds of users who do different things on the same days.
jq -cn 'range(300) as $u | range(4) as $i | (["read", "buy", "chat"][$u % 3]) as $what |
	{user_id: "\($what)\($u)", timestamp: "2021-06-\(10 + $i)T00:00:00Z",
	event: (if $i == 0 then "login" else $what end), metadata: {}},
	{user_id: "\($what)\($u)", timestamp: "2021-06-10T00:00:00Z", event: $what, metadata: {}}' >kinds
clustered() {
	ev-segment -q --by cluster --clusters 3 --min-segment 1000 kinds >got &&
		jq -e -s 'group_by(.user_id[0:3]) | all(map(.segment) | unique | length == 1)' got &&
		[ "$(jq -r .segment got | sort -u | wc -l)" -eq 3 ] &&
		jq -e -s 'all(.[]; (.segment | ltrimstr("1:") | ltrimstr("2:") | ltrimstr("3:")) as $s |
			.user_id | startswith($s))' got
}
check '--by cluster: who does the same is in one group, called by what he does' clustered
check '--by cluster: a group is divided as a level is' sh -c \
	'ev-segment -q --by cluster events.ndjson | jq -e -s "any(.[]; .segment | endswith(\".hi\"))"'
check '--by cluster: the order of events does not matter' sh -c \
	'ev-segment -q --by cluster events.ndjson >a; tac events.ndjson | ev-segment -q --by cluster | cmp - a'
check '--by cluster: nor how they are divided' in_parts_of 3
check '--by cluster: states without kinds are refused' sh -c \
	'ev-segment -q --partial kinds >s; ev-segment -q --merge --by cluster s 2>err; [ $? = 1 ] && grep -F "made without it" err'
check '--by cluster: one user' sh -c 'head -n 1 kinds | ev-segment -q --by cluster | jq -e ".segment == \"1:mixed\""'
check '--by cluster: fewer users than clusters' test 2 -eq \
	"$(grep -E '"(read0|buy1)"' kinds | ev-segment -q --by cluster --clusters 9 | jq -r .segment | sort -u | wc -l)"
check '--salt: another draw, the same groups where they are clear' sh -c \
	'ev-segment -q --by cluster --clusters 3 --salt x kinds >a; ev-segment -q --by cluster --clusters 3 kinds | cmp - a'
check '--clusters 33: status 2' gives 2 ev-segment --by cluster --clusters 33

# ---- value ----

cat >orders <<'EOF'
{"user_id":"a","timestamp":"2021-06-01T00:00:00Z","event":"order","metadata":{"cart":{"total":19.99}}}
{"user_id":"a","timestamp":"2021-06-02T00:00:00Z","event":"order","metadata":{"cart":{"total":"0.01"}}}
{"user_id":"b","timestamp":"2021-06-02T00:00:00Z","event":"order","metadata":{"cart":{"total":-1.5e2}}}
{"user_id":"b","timestamp":"2021-06-03T00:00:00Z","event":"order","metadata":{"cart":{"total":null}}}
{"user_id":"b","timestamp":"2021-06-03T00:00:00Z","event":"visit","metadata":{}}
{"user_id":"c","timestamp":"2021-06-09T00:00:00Z","event":"order","metadata":{"cart":{"total":0.12345678}}}
EOF
ev-segment --value cart.total --summary sum orders >got 2>err
check '--value: sums to the cent, null and none are nothing' test \
	"$(jq -c '[.user_id, .value]' got | tr '\n' ' ')" = '["a",20] ["b",-150] ["c",0.123456] '
check '--value: more than six digits of fraction are cut, which is noted' jq -e '.noted.value_cut == 1' sum
check '--value: m is a score of it' test "$(jq -r .m got | tr '\n' ' ')" = '5 1 3 '
check '--levels may look at it' test "$(printf '{"big":"value>=20","rest":""}' >l.json
	ev-segment -q --value cart.total --levels l.json orders | jq -r .activity | tr '\n' ' ')" = 'big rest rest '
printf '%s\n' '{"user_id":"a","timestamp":"2021-06-01T00:00:00Z","event":"order","metadata":{"total":"12 EUR"}}' >odd
check '--value: no number is a reject with its place' sh -c \
	'! ev-segment --value total odd 2>err >got && grep -F "odd:1:" err | grep -F "total: no number between"'
{ for i in 1 2 3; do
	printf '{"user_id":"a","timestamp":"2021-06-0%sT00:00:00Z","event":"order","metadata":{"total":4e12}}\n' $i
done; } >large
check '--value: a sum out of range is a reject, not another sum' sh -c \
	'ev-segment --value total large 2>err >got; [ $? = 3 ] && jq -e ".value == 8e12 and .events == 2" got'

# ---- over time ----

# by_time INTERVAL STRFTIME: the peers' lifecycle, by sets of users
by_time() {
	sqlite3 :memory: "create table raw(user, ts int, event, plan)" ".mode tabs" ".import events.tsv raw" \
		"create table i as select distinct user, $2 as i from (select user, date(ts, 'unixepoch') as d from raw)" \
		"create table all_i as select distinct i, dense_rank() over (order by i) as n from i" \
		"create table u as select user, n from i join all_i using (i)" \
		"create table f as select user, min(n) as first from u group by user" ".mode list" \
		"select json_object('begins', max(i, '$3'), 'active', (select count(*) from u where u.n = a.n),
		'new', (select count(*) from f where first = a.n),
		'current', (select count(*) from u join u v on u.user = v.user and v.n = u.n - 1 where u.n = a.n),
		'resurrected', (select count(*) from u join f using (user) where u.n = a.n and first < a.n
			and not exists (select 1 from u v where v.user = u.user and v.n = a.n - 1)),
		'dormant', (select count(*) from u where u.n = a.n - 1
			and not exists (select 1 from u v where v.user = u.user and v.n = a.n)))
		from all_i a order by n" >want
	ev-segment -q --history --interval "$1" events.ndjson >got && same want got && [ "$(wc -l <got)" -ge 4 ]
}
check '--history --interval day: as SQLite counts sets of users' by_time day d 0
check '--history --interval week: from Monday' by_time week "date(d, '-6 days', 'weekday 1')" 0
check '--history --interval month' by_time month "strftime('%Y-%m-01', d)" 0
check '--history: weeks by default' sh -c 'ev-segment -q --history events.ndjson >a &&
	ev-segment -q --history --interval week events.ndjson | cmp - a'
check '--history: order does not matter' sh -c 'ev-segment -q --history --interval day events.ndjson >a
	tac events.ndjson | ev-segment -q --history --interval day | cmp - a'
check '--history: what is no activity is not counted' test 0 -eq \
	"$(ev-segment -q --history --event nothing events.ndjson | jq -s 'map(.active) | add')"
{ event old 1969-12-28T00:00:00Z; event old 1970-01-08T00:00:00Z; event young 1970-01-07T00:00:00Z; } >epoch
check '--history: before 1970, and intervals in which there is nobody' test \
	"$(ev-segment -q --history epoch | jq -c '[.begins, .new, .current, .resurrected, .dormant]' | tr '\n' ' ')" = \
	'["1969-12-22",1,0,0,0] ["1969-12-29",0,0,0,1] ["1970-01-05",1,0,1,0] '

# ---- parts ----

# parts N ARGS: what N parts, made in a random order of lines, give when merged
in_parts() {
	n=$1 && shift
	ev-segment -q "$@" events.ndjson >want
	rm -f part.* state.part.*
	sort -R --random-source=events.tsv events.ndjson | split -n "r/$n" - part.
	for part in part.*; do
		ev-segment -q --partial "$@" "$part" >"state.$part" || return
	done
	# shellcheck disable=SC2046 # many names
	ev-segment -q --merge $(ls -r state.part.*) >got && same want got
}
for n in 1 2 7; do
	check "$n parts merged are the whole, to the byte" in_parts "$n"
done
check 'parts in weeks of Kathmandu, with a condition' in_parts 4 --unit week --tz Asia/Kathmandu --where plan=pro
check 'parts with --as-of' in_parts 3 --as-of 2021-06-02
check 'parts of one stream, one behind the other, gzip' sh -c \
	'ev-segment -q --as-of 2021-06-02 events.ndjson >want; cat state.part.* | gzip | ev-segment -q --final >got && cmp want got'
check 'parts merged into a part, and that with another' sh -c \
	'ev-segment -q --merge --partial state.part.aa state.part.ab >both &&
	ev-segment -q --merge both state.part.ac >got && cmp want got'
check 'a part has the state of all, whatever the order' sh -c \
	'ev-segment -q --partial --as-of 2021-06-02 events.ndjson >a &&
	ev-segment -q --merge --partial state.part.a? | cmp - a'
valued() {
	ev-segment -q --value cart.total orders >want
	for i in 1 2 3 4 5 6; do
		sed -n "${i}p" orders | ev-segment -q --partial --value cart.total >"v.$i" || return
	done
	ev-segment -q --final v.3 v.1 v.6 v.2 v.5 v.4 >got && same want got
}
check 'values add up over parts' valued
# What a part refused would add is not there, in the sum or elsewhere.
for day in 1 2; do
	printf '{"user_id":"a","timestamp":"2021-06-0%dT00:00:00Z","event":"x","metadata":{"v":9000000000000}}\n' $day |
		ev-segment -q --partial --value v >huge.$day
done
check 'a sum that is too large: the line is refused, the sum is not' sh -c \
	'ev-segment --final huge.1 huge.2 2>err >got; [ $? = 3 ] && grep -F "huge.2:2:1: value:" err &&
	[ "$(jq -c "[.value, .events, .l28]" got)" = "[9000000000000,1,1]" ]'
for as_of in '--as-of 1970-01-31' ''; do
	# shellcheck disable=SC2086
	ev-segment -q --partial --tz +01:00 $as_of epoch
done >zones
check 'the zone of a part that was refused is not that of the next' sh -c \
	'ev-segment -q --final --as-of 1970-02-01 zones 2>err >got; [ $? = 3 ] && [ -s got ] &&
	[ "$(jq -r .tz got | sort -u)" = +01:00 ]'
check 'no part at all: status 1, and said' sh -c \
	'ev-segment --merge </dev/null 2>err >got; [ $? = 1 ] && [ ! -s got ] && grep -F "<stdin>: there is nothing in it" err'
check 'the part of no events merges' sh -c \
	'ev-segment -q --partial </dev/null >none && ev-segment -q --partial epoch >some &&
	ev-segment -q epoch >want && cp none none.too && ev-segment -q --merge none some none.too >got && cmp want got'
mkdir -p d
ln some d/linked
check 'the same part twice, by two names: status 2, and which' sh -c \
	'ev-segment --final some none d/linked 2>err >got; [ $? = 2 ] && [ ! -s got ] && grep -F "some" err | grep -F "d/linked" | grep -F "same file"'
: >empty
check 'an empty file among the parts: status 1, and which' sh -c \
	'ev-segment --final some empty 2>err >got; [ $? = 1 ] && grep -Fx "ev-segment: empty: there is nothing in it" err'
ev-segment -q --partial --tz +01:00 epoch >other
check 'parts of other options: status 3, and said' sh -c \
	'ev-segment --merge some other 2>err >got; [ $? = 3 ] && grep -F "other:1:" err | grep -F "made with other options"'
check 'and the whole is not called complete' gives 3 ev-segment --merge some other
head -n 2 some >short
check 'a part that was cut: status 1' gives 1 ev-segment --merge short
check 'and said' sh -c 'ev-segment --merge short 2>&1 >got | grep -F "1 users, but the parts were written with 2"'
check 'events are no part' sh -c '! ev-segment --merge epoch >got 2>err && grep -F "behind no head" err'
sed 's/"bits":"[0-9a-f]*"/"bits":"2"/' some >forged
check 'a state that no events could make is refused' sh -c '! ev-segment --merge forged >got 2>err && grep -F "no user" err'
check '--as-of before the end of the parts: status 1' gives 1 ev-segment --merge --as-of 1970-01-01 some
check '--as-of after it' sh -c 'ev-segment -q --as-of 1970-02-01 epoch >want && ev-segment -q --merge --as-of 1970-02-01 some | cmp - want'
for wrong in '--merge --tz +01:00' '--merge --event x' '--merge --value x' '--final --partial' \
	'--merge --partial --as-of 2021-06-01' '--history --partial' '--history --value x' '--by size' \
	'--interval year' '--value='; do
	# shellcheck disable=SC2086 # two words
	check "$wrong: status 2" gives 2 ev-segment $wrong
done

# ---- the command line ----

for wrong in '--as-of 2021-02-30' '--as-of 2021-6-1' '--as-of today' '--tz Europe/berlin' \
	'--tz ../zoneinfo/UTC' '--tz localtime' '--tz +25:00' '--unit month' '--window 6' \
	'--window 58' '--window x' '--min-segment -1' '--where =1' '--windw 28'; do
	# shellcheck disable=SC2086 # two words
	check "$wrong: status 2" gives 2 ev-segment $wrong
done

done_testing
