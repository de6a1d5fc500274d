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

# ---- the command line ----

for wrong in '--as-of 2021-02-30' '--as-of 2021-6-1' '--as-of today' '--tz Europe/berlin' \
	'--tz ../zoneinfo/UTC' '--tz localtime' '--tz +25:00' '--unit month' '--window 6' \
	'--window 58' '--window x' '--min-segment -1' '--where =1' '--windw 28'; do
	# shellcheck disable=SC2086 # two words
	check "$wrong: status 2" gives 2 ev-segment $wrong
done

done_testing
